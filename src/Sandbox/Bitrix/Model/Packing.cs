using System.Numerics;
using System.Text;

namespace Sandbox.Bitrix.Model;

/// <summary>
/// How the rows of one table lie in bytes: which fields are filled, then their values in the order of fields. A value begins with its kind;
/// one that stood in the row before says only where, and a text that comes often in its field is the number of a word.
/// </summary>
internal sealed class Packing
{
    private const int WordsAField = 256;
    private const int LongestWord = 64;

    /// <summary>From here on a kind is itself a whole number, from 0 to 127.</summary>
    private const byte Small = 128;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _words = [];

    /// <summary>How many words came from each field.</summary>
    private readonly Dictionary<int, int> _wordsOf = [];
    private readonly ByteWriter _row = new();

    /// <summary>Where the values of the row that is being packed stand.</summary>
    private readonly List<Range> _written = [];

    private enum Kind : byte { No, Yes, Whole, Sum, Day, Instant, Text, Word, Again, Many, Point, Binding, Communication }

    /// <summary>Valid until the next row is packed.</summary>
    /// <param name="values">By <see cref="Field.Index"/>; that of the id is left out.</param>
    public ReadOnlySpan<byte> Pack(object?[] values)
    {
        _row.CutTo(0);
        _written.Clear();
        var width = (Array.FindLastIndex(values, value => value is not null) / 8) + 1;
        _row.Number((ulong)width);
        var filled = _row.Length;
        _row.Room(width).Clear();
        for (var field = 1; field < values.Length; field++)
        {
            if (values[field] is not { } value)
                continue;
            _row[filled + (field / 8)] |= (byte)(1 << (field % 8));
            var start = _row.Length;
            Write(field, value);
            ReferToEarlier(start);
        }
        return _row.Written;
    }

    /// <summary>One value of the row that begins at a place; null when it is empty.</summary>
    public object? Find(byte[] bytes, int at, int field)
    {
        var reader = new ByteReader(bytes, at);
        var filled = reader.Bytes((int)reader.Number());
        if (!IsFilled(filled, field))
            return null;
        var place = BitOperations.PopCount((uint)(filled[field / 8] & ((1 << (field % 8)) - 1)));
        foreach (var eight in filled[..(field / 8)])
            place += BitOperations.PopCount(eight);
        return ValueAt(reader, place);
    }

    /// <summary>All values of a row, by <see cref="Field.Index"/>.</summary>
    public object?[] Unpack(byte[] bytes, int at)
    {
        var reader = new ByteReader(bytes, at);
        var filled = reader.Bytes((int)reader.Number());
        var values = new object?[filled.Length * 8];
        var place = 0;
        for (var field = 1; field < values.Length; field++)
        {
            if (IsFilled(filled, field))
                values[field] = ValueAt(reader, place++);
        }
        return values;
    }

    private static bool IsFilled(ReadOnlySpan<byte> filled, int field) => field / 8 < filled.Length && (filled[field / 8] & (1 << (field % 8))) != 0;

    /// <param name="values">Stands before the first value.</param>
    private object ValueAt(ByteReader values, int place)
    {
        var reader = values;
        Skip(ref reader, place);
        var value = Read(ref reader, out var earlier);
        return value ?? ValueAt(values, earlier);
    }

    private void ReferToEarlier(int start)
    {
        var value = _row.Written[start..];
        for (var i = 0; i < _written.Count && i <= byte.MaxValue && value.Length > 2; i++)
        {
            if (!_row.Written[_written[i]].SequenceEqual(value))
                continue;
            _row.CutTo(start);
            Write(Kind.Again);
            _row.Byte((byte)i);
            break;
        }
        _written.Add(start.._row.Length);
    }

    private void Write(int field, object value)
    {
        switch (value)
        {
            case bool flag:
                Write(flag ? Kind.Yes : Kind.No);
                break;
            case long and >= 0 and < 256 - Small:
                _row.Byte((byte)(Small + (long)value));
                break;
            case long number:
                Write(Kind.Whole);
                _row.Whole(number);
                break;
            case decimal sum:
                var parts = decimal.GetBits(sum);
                Write(Kind.Sum);
                _row.Byte((byte)((parts[3] >> 16) | (parts[3] < 0 ? Small : 0)));
                _row.Number((uint)parts[0] | ((ulong)(uint)parts[1] << 32));
                _row.Number((uint)parts[2]);
                break;
            case DateOnly day:
                Write(Kind.Day);
                _row.Number((ulong)day.DayNumber);
                break;
            case DateTimeOffset at:
                Write(Kind.Instant);
                _row.Whole(at.ToUnixTimeSeconds());
                _row.Number((ulong)(at.UtcTicks % TimeSpan.TicksPerSecond));
                _row.Whole(at.TotalOffsetMinutes);
                break;
            case string text:
                WriteText(field, text);
                break;
            case Point point:
                Write(Kind.Point);
                _row.Whole(point.Id);
                WriteText(field, point.TypeId);
                WriteText(field, point.ValueType);
                WriteText(field, point.Value);
                break;
            case Binding binding:
                Write(Kind.Binding);
                _row.Whole(binding.OwnerTypeId);
                _row.Whole(binding.OwnerId);
                break;
            case Communication one:
                Write(Kind.Communication);
                WriteText(field, one.Type);
                WriteText(field, one.Value);
                _row.Whole(one.EntityTypeId);
                _row.Whole(one.EntityId);
                break;
            case IReadOnlyList<object> many:
                Write(Kind.Many);
                _row.Number((ulong)many.Count);
                foreach (var one in many)
                    Write(field, one);
                break;
            default:
                throw new InvalidOperationException($"A row holds no {value.GetType().Name}.");
        }
    }

    private void WriteText(int field, string text)
    {
        if (NumberOf(field, text) is { } number)
        {
            Write(Kind.Word);
            _row.Number((ulong)number);
            return;
        }
        var size = Encoding.UTF8.GetByteCount(text);
        Write(Kind.Text);
        _row.Number((ulong)size);
        Encoding.UTF8.GetBytes(text, _row.Room(size));
    }

    /// <summary>Null: the field has its words already, and this is none of them.</summary>
    private int? NumberOf(int field, string text)
    {
        if (text.Length > LongestWord)
            return null;
        if (_numbers.TryGetValue(text, out var number))
            return number;
        var count = _wordsOf.GetValueOrDefault(field);
        if (count == WordsAField)
            return null;
        _wordsOf[field] = count + 1;
        _words.Add(text);
        return _numbers[text] = _words.Count - 1;
    }

    private void Write(Kind kind) => _row.Byte((byte)kind);

    /// <param name="earlier">Where the value stands when the answer is null.</param>
    private object? Read(ref ByteReader reader, out int earlier)
    {
        earlier = 0;
        var kind = reader.Byte();
        if (kind >= Small)
            return (long)(kind - Small);
        switch ((Kind)kind)
        {
            case Kind.No: return false;
            case Kind.Yes: return true;
            case Kind.Whole: return reader.Whole();
            case Kind.Sum:
                var (flags, low, high) = (reader.Byte(), reader.Number(), reader.Number());
                return new decimal((int)low, (int)(low >> 32), (int)high, flags >= Small, (byte)(flags & ~Small));
            case Kind.Day: return DateOnly.FromDayNumber((int)reader.Number());
            case Kind.Instant:
                var at = DateTimeOffset.FromUnixTimeSeconds(reader.Whole()).AddTicks((long)reader.Number());
                return at.ToOffset(TimeSpan.FromMinutes(reader.Whole()));
            case Kind.Again:
                earlier = reader.Byte();
                return null;
            case Kind.Many:
                var many = new object[reader.Number()];
                for (var i = 0; i < many.Length; i++)
                    many[i] = Read(ref reader, out _)!;
                return many;
            case Kind.Point: return new Point(reader.Whole(), ReadText(ref reader), ReadText(ref reader), ReadText(ref reader));
            case Kind.Binding: return new Binding(reader.Whole(), reader.Whole());
            case Kind.Communication: return new Communication(ReadText(ref reader), ReadText(ref reader), reader.Whole(), reader.Whole());
            default: return Text((Kind)kind, ref reader);
        }
    }

    private string ReadText(ref ByteReader reader) => Text((Kind)reader.Byte(), ref reader);

    private string Text(Kind kind, ref ByteReader reader) =>
        kind == Kind.Word ? _words[(int)reader.Number()] : Encoding.UTF8.GetString(reader.Bytes((int)reader.Number()));

    private static void Skip(ref ByteReader reader, int values)
    {
        for (; values > 0; values--)
        {
            var kind = reader.Byte();
            if (kind >= Small)
                continue;
            switch ((Kind)kind)
            {
                case Kind.No or Kind.Yes: break;
                case Kind.Again: reader.Byte(); break;
                case Kind.Whole or Kind.Day or Kind.Word: Numbers(ref reader, 1); break;
                case Kind.Sum: reader.Byte(); Numbers(ref reader, 2); break;
                case Kind.Instant: Numbers(ref reader, 3); break;
                case Kind.Text: reader.Bytes((int)reader.Number()); break;
                case Kind.Many: Skip(ref reader, (int)reader.Number()); break;
                case Kind.Point: Numbers(ref reader, 1); Skip(ref reader, 3); break;
                case Kind.Binding: Numbers(ref reader, 2); break;
                case Kind.Communication: Skip(ref reader, 2); Numbers(ref reader, 2); break;
            }
        }

        static void Numbers(ref ByteReader reader, int count)
        {
            for (; count > 0; count--)
                reader.Number();
        }
    }
}
