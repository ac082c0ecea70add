using System.Globalization;
using System.Numerics;
using Newtonsoft.Json;

namespace Connector.Bitrix.Wire;

/// <summary>One value as loosely typed PHP sends it: 17, "17", null, false, "", [], [17,"18"], {"1":17} or {} become texts or nothing.</summary>
/// <param name="IsFalse">JSON's false: no to a yes-or-no question, and nothing of every other type.</param>
/// <param name="Rows">Elements that are maps themselves, such as phones with their type.</param>
internal readonly record struct WireValue(IReadOnlyList<string>? Texts, bool IsFalse = false, IReadOnlyList<WireRow>? Rows = null)
{
    /// <summary>The first text; null when the host sent nothing.</summary>
    public string? Text => Texts is { Count: > 0 } ? Texts[0] : null;
}

/// <summary>A record of any table by the host's names. The keys of a record are the portal's own, so it is a map, read without a tree.</summary>
[JsonConverter(typeof(WireRowConverter))]
internal sealed class WireRow : Dictionary<string, WireValue>
{
    public WireRow() : base(StringComparer.Ordinal) { }

    public string? Text(string name) => TryGetValue(name, out var value) ? value.Text : null;

    public bool IsFalse(string name) => TryGetValue(name, out var value) && value.IsFalse;

    public IReadOnlyList<string> Texts(string name) => TryGetValue(name, out var value) ? value.Texts ?? [] : [];

    public IReadOnlyList<WireRow> Rows(string name) => TryGetValue(name, out var value) ? value.Rows ?? [] : [];

    /// <summary>For repair: the texts as they came.</summary>
    public string ToRaw() => JsonConvert.SerializeObject(this.ToDictionary(pair => pair.Key, pair => pair.Value.Texts));
}

internal sealed class WireRowConverter : JsonConverter<WireRow>
{
    public override bool CanWrite => false;

    public override WireRow ReadJson(JsonReader reader, Type objectType, WireRow? existingValue, bool hasExistingValue, JsonSerializer serializer)
    {
        if (reader.TokenType == JsonToken.StartObject) return ReadRow(reader);
        reader.Skip(); // the empty map of PHP is []
        return [];
    }

    public override void WriteJson(JsonWriter writer, WireRow? value, JsonSerializer serializer) => throw new NotSupportedException();

    private static WireRow ReadRow(JsonReader reader)
    {
        var row = new WireRow();
        while (reader.Read() && reader.TokenType == JsonToken.PropertyName)
        {
            var name = (string)reader.Value!;
            reader.Read();
            row[name] = ReadValue(reader);
        }

        return row;
    }

    private static WireValue ReadValue(JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonToken.Boolean when !(bool)reader.Value!: return new WireValue(null, IsFalse: true);
            case JsonToken.StartArray or JsonToken.StartObject: break;
            default: return Scalar(reader) is { } only ? new WireValue([only]) : default;
        }

        List<string>? texts = null;
        List<WireRow>? rows = null;
        var isList = true;
        while (reader.Read() && reader.TokenType is not (JsonToken.EndArray or JsonToken.EndObject))
        {
            if (reader.TokenType == JsonToken.PropertyName) isList = PhpList.IsIndex((string)reader.Value!);
            else if (reader.TokenType == JsonToken.StartObject && isList) (rows ??= []).Add(ReadRow(reader));
            else if (Scalar(reader) is { } text && isList) (texts ??= []).Add(text);
        }

        return new WireValue(texts, Rows: rows);
    }

    private static string? Scalar(JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonToken.String: return (string)reader.Value!;
            case JsonToken.Boolean: return (bool)reader.Value! ? "true" : "false";
            case JsonToken.Integer when reader.Value is BigInteger big: return big.ToString(CultureInfo.InvariantCulture);
            case JsonToken.Integer or JsonToken.Float: return Convert.ToString(reader.Value, CultureInfo.InvariantCulture);
            case JsonToken.StartObject or JsonToken.StartArray:
                reader.Skip(); // maps in maps: nothing of ours stands there
                return null;
            default: return null;
        }
    }
}

/// <summary>A list of PHP whose numbers have a gap comes as an object.</summary>
internal static class PhpList
{
    public static bool IsIndex(string name) => name.Length > 0 && name.All(char.IsAsciiDigit);
}

/// <summary>Rows of a list, whichever of the host's shapes they come in: the list itself, or an object with the list as its only member.</summary>
[JsonConverter(typeof(Converter))]
internal sealed class WireRows : List<WireRow>
{
    private sealed class Converter : JsonConverter<WireRows>
    {
        public override bool CanWrite => false;

        public override WireRows ReadJson(JsonReader reader, Type objectType, WireRows? existingValue, bool hasExistingValue, JsonSerializer serializer)
        {
            if (reader.TokenType is not (JsonToken.StartArray or JsonToken.StartObject))
                throw new JsonSerializationException("A list of records is an array or an object with one.");
            var rows = new WireRows();
            ReadList(reader, rows, serializer);
            return rows;
        }

        public override void WriteJson(JsonWriter writer, WireRows? value, JsonSerializer serializer) => throw new NotSupportedException();

        private static void ReadList(JsonReader reader, WireRows rows, JsonSerializer serializer)
        {
            var isRow = true;
            while (reader.Read() && reader.TokenType is not (JsonToken.EndArray or JsonToken.EndObject))
            {
                if (reader.TokenType == JsonToken.PropertyName) isRow = PhpList.IsIndex((string)reader.Value!);
                else if (isRow) rows.Add(serializer.Deserialize<WireRow>(reader)!);
                else if (reader.TokenType is JsonToken.StartArray or JsonToken.StartObject) ReadList(reader, rows, serializer);
            }
        }
    }
}

/// <summary>The answer of <c>crm.item.get</c>, <c>add</c> and <c>update</c>.</summary>
internal sealed record WireItem([property: JsonRequired] WireRow Item);
