using System.Globalization;
using Sandbox.Bitrix.Wire;

namespace Sandbox.Bitrix.Model;

/// <summary>
/// Values between the wire and a row. Canonical: whole numbers, users, links and choices <see cref="long"/>; sums <see cref="decimal"/>; texts, statuses
/// and money (<c>300|RUB</c>) <see cref="string"/>; yes and no <see cref="bool"/>; <see cref="DateOnly"/>; <see cref="DateTimeOffset"/>; multiple: a non-empty
/// <see cref="IReadOnlyList{T}"/> of these. Empty is null.
/// </summary>
internal sealed class Values(TimeSpan zone)
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    private static readonly string[] InstantFormats =
        ["yyyy-MM-ddTHH:mm:sszzz", "yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz", "yyyy-MM-ddTHH:mmzzz"];

    private static readonly string[] LocalFormats =
        ["yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd HH:mm", "dd.MM.yyyy", "dd.MM.yyyy HH:mm:ss"];

    /// <summary>Server's zone, whole seconds (reference 3.5).</summary>
    public string Print(DateTimeOffset at) => at.ToOffset(zone).ToString("yyyy-MM-ddTHH:mm:sszzz", Invariant);

    /// <summary>A day comes out as UTC's midnight printed with the server's offset (reference 3.5).</summary>
    public string Print(DateOnly day) => Print(new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero));

    /// <summary>As crm.item.* answers: typed scalars (reference 5.2, 5.12).</summary>
    public object? Universal(Field field, object? value)
    {
        if (value is IReadOnlyList<object> many)
            return many.Select(one => UniversalOne(field, one)).ToList();
        if (value is not null)
            return UniversalOne(field, value);
        if (field.IsMultiple)
            return new PhpMap();
        if (field.IsZeroWhenEmpty)
            return 0L;
        return field.User is not null && field.Kind is FieldKind.Text or FieldKind.Date or FieldKind.Instant or FieldKind.Money ? "" : null;
    }

    /// <summary>As crm.deal.* answers: scalars as texts (reference 5.3).</summary>
    public object? Old(Field field, object? value)
    {
        if (value is IReadOnlyList<object> many)
            return many.Select(one => OldOne(field, one)).ToList();
        if (value is not null)
            return OldOne(field, value);
        return field.User is null ? null : field.IsMultiple ? false : "";
    }

    /// <summary>
    /// Reads a written value. False when it cannot be understood: the host then leaves the field as it was (reference 5.2).
    /// </summary>
    public bool TryRead(Field field, object? input, bool isOld, out object? value)
    {
        value = null;
        if (!field.IsMultiple)
            return IsEmpty(input) || TryReadOne(field, input, isOld, out value);

        if (IsEmpty(input) || input is PhpMap { Count: 0 })
            return true;
        if (input is not PhpMap items)
        {
            if (!isOld)
                throw new RestException(400, "100", $"Expected iterable value for multiple field, but got `{PhpType(input)}` instead");
            items = new PhpMap { ["0"] = input };
        }
        var read = new List<object>();
        foreach (var item in items.Values)
        {
            if (IsEmpty(item))
                continue;
            if (!TryReadOne(field, item, isOld, out var one))
                return false;
            read.Add(one!);
        }
        value = read.Count == 0 ? null : read.ToArray();
        return true;
    }

    /// <summary>Reads a value to compare with; false when it does not fit the field.</summary>
    public bool TryReadForFilter(Field field, object? input, out object? value)
    {
        value = null;
        if (IsEmpty(input))
            return true;
        if (field.Kind == FieldKind.Boolean)
        {
            // Filtered with 1/0 while read as Y/N (reference 5.2).
            value = input is true or 1L or "1" or "Y";
            return input is bool or 1L or 0L or "1" or "0" or "Y" or "N";
        }
        if (field.Kind is FieldKind.Text or FieldKind.Status or FieldKind.Currency or FieldKind.Money)
        {
            value = Text(input);
            return input is not PhpMap;
        }
        return TryReadOne(field, input, isOld: true, out value);
    }

    public static bool IsEmpty(object? input) => input is null or "" or false;

    /// <summary>Whether two values of a field are one.</summary>
    public static bool AreSame(object? a, object? b) =>
        a is IReadOnlyList<object> x && b is IReadOnlyList<object> y ? x.SequenceEqual(y) : Equals(a, b);

    public static string Text(object? value) => value switch
    {
        null => "",
        string text => text,
        bool b => b ? "1" : "",
        long number => number.ToString(Invariant),
        decimal number => number.ToString("0.############", Invariant),
        // PHP prints any array so.
        PhpMap or IEnumerable<object?> => "Array",
        _ => Convert.ToString(value, Invariant) ?? "",
    };

    public static bool TryWhole(object? input, out long number)
    {
        switch (input)
        {
            case long whole: number = whole; return true;
            case decimal d when d == decimal.Truncate(d) && Math.Abs(d) < long.MaxValue: number = (long)d; return true;
            case string text: return long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, Invariant, out number);
            default: number = 0; return false;
        }
    }

    public bool TryInstant(string text, out DateTimeOffset at)
    {
        if (DateTimeOffset.TryParseExact(text, InstantFormats, Invariant, DateTimeStyles.None, out at))
            return true;
        if (text.EndsWith('Z') && DateTimeOffset.TryParse(text, Invariant, DateTimeStyles.AssumeUniversal, out at))
            return true;
        if (!DateTime.TryParseExact(text, LocalFormats, Invariant, DateTimeStyles.None, out var local))
            return false;
        at = new DateTimeOffset(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), zone);
        return true;
    }

    private bool TryReadOne(Field field, object? input, bool isOld, out object? value)
    {
        value = null;
        if (field.Kind == FieldKind.Point)
            return TryReadPoint(input, out value);
        if (field.Kind == FieldKind.Binding)
            return TryReadBinding(input, out value);
        if (field.Kind == FieldKind.Communication)
            return TryReadCommunication(input, out value);
        if (input is PhpMap)
            return false;
        switch (field.Kind)
        {
            case FieldKind.Integer or FieldKind.User or FieldKind.Category or FieldKind.Link:
                if (!TryWhole(input, out var whole))
                    return false;
                // 0 is "nobody" in a reference.
                value = whole == 0 && field.Kind is FieldKind.User or FieldKind.Link ? null : whole;
                return true;
            case FieldKind.Choice:
                if (!TryWhole(input, out var choice))
                    return false;
                value = choice == 0 ? null : choice;
                return true;
            case FieldKind.Double:
                if (input is long or decimal)
                    value = Convert.ToDecimal(input, Invariant);
                else if (input is string text && decimal.TryParse(text.Trim(), NumberStyles.Float, Invariant, out var number))
                    value = number;
                return value is not null;
            case FieldKind.Flag:
                value = input is true or "Y" or "y" or "true" || (isOld && input is 1L or "1");
                return true;
            case FieldKind.Boolean:
                // The universal methods take 1 for no (reference 12, row 19); the old ones are written 1 and 0.
                value = input is true or "Y" or "y" or "true" || (isOld && input is 1L or "1");
                return true;
            case FieldKind.Date:
                if (input is not string dayText || dayText.Length < 8)
                    return false;
                // The date that was written stands; the time behind it does not shift it.
                var head = dayText.Length > 10 && dayText[4] == '-' ? dayText[..10] : dayText;
                if (!TryInstant(head, out var day))
                    return false;
                value = DateOnly.FromDateTime(day.DateTime);
                return true;
            case FieldKind.Instant:
                if (input is not string atText || !TryInstant(atText, out var at))
                    return false;
                value = new DateTimeOffset(at.Ticks - (at.Ticks % TimeSpan.TicksPerSecond), at.Offset);
                return true;
            case FieldKind.Money:
                value = MoneyText(Text(input));
                return value is not null;
            default:
                value = Text(input);
                return true;
        }
    }

    /// <summary>An element of <c>fm</c>; one without an id is new.</summary>
    private static bool TryReadPoint(object? input, out object? value)
    {
        value = null;
        if (input is not PhpMap point || Text(point.GetValueOrDefault("value")) is not { Length: > 0 } text)
            return false;
        value = new Point(
            TryWhole(point.GetValueOrDefault("id"), out var id) ? id : 0, Text(point.GetValueOrDefault("typeId")), Text(point.GetValueOrDefault("valueType")), text);
        return true;
    }

    private static bool TryReadBinding(object? input, out object? value)
    {
        value = input is PhpMap map && TryWhole(map.GetValueOrDefault("OWNER_TYPE_ID"), out var type) && TryWhole(map.GetValueOrDefault("OWNER_ID"), out var id)
            ? new Binding(type, id)
            : null;
        return value is not null;
    }

    /// <summary>Without an entity it is the owner's: 0 until somebody knows whose.</summary>
    private static bool TryReadCommunication(object? input, out object? value)
    {
        value = null;
        if (input is not PhpMap map || Text(map.GetValueOrDefault("VALUE")) is not { Length: > 0 } text)
            return false;
        value = new Communication(
            Text(map.GetValueOrDefault("TYPE")), text, TryWhole(map.GetValueOrDefault("ENTITY_TYPE_ID"), out var type) ? type : 0,
            TryWhole(map.GetValueOrDefault("ENTITY_ID"), out var id) ? id : 0);
        return true;
    }

    /// <summary><c>300|RUB</c>; a bare number is roubles, the base currency of the emulated company.</summary>
    private static string? MoneyText(string text)
    {
        var parts = text.Split('|');
        if (parts.Length > 2 || !decimal.TryParse(parts[0], NumberStyles.Float, Invariant, out var amount))
            return null;
        return amount.ToString("0.####", Invariant) + "|" + (parts.Length == 2 && parts[1].Length > 0 ? parts[1] : "RUB");
    }

    private object UniversalOne(Field field, object value) => value switch
    {
        DateOnly day => Print(day),
        DateTimeOffset at => Print(at),
        bool flag => flag ? "Y" : "N",
        Binding binding => new PhpMap { ["OWNER_ID"] = Text(binding.OwnerId), ["OWNER_TYPE_ID"] = Text(binding.OwnerTypeId) },
        Communication one => new PhpMap
        {
            ["TYPE"] = one.Type, ["VALUE"] = one.Value, ["ENTITY_ID"] = Text(one.EntityId), ["ENTITY_TYPE_ID"] = Text(one.EntityTypeId),
        },
        Point point => new PhpMap { ["id"] = point.Id, ["valueType"] = point.ValueType, ["value"] = point.Value, ["typeId"] = point.TypeId },
        _ => value,
    };

    private string OldOne(Field field, object value) => value switch
    {
        DateOnly day => Print(day),
        DateTimeOffset at => Print(at),
        bool flag when field.Kind == FieldKind.Boolean => flag ? "1" : "0",
        bool flag => flag ? "Y" : "N",
        decimal number when field.User is null => number.ToString("0.00", Invariant),
        _ => Text(value),
    };

    private static string PhpType(object? value) => value switch
    {
        string => "string",
        bool => "boolean",
        long => "integer",
        decimal => "double",
        _ => "NULL",
    };
}
