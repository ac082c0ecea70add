using System.Globalization;
using Newtonsoft.Json;

namespace Connector.Bitrix.Wire;

/// <summary>How the host's JSON is read: amounts as decimal, dates as the text they are.</summary>
internal static class WireJson
{
    public static readonly JsonSerializer Serializer = JsonSerializer.Create(new JsonSerializerSettings
    {
        DateParseHandling = DateParseHandling.None,
        Culture = CultureInfo.InvariantCulture,
        MaxDepth = 64,
    });

    public static JsonTextReader Open(byte[] body, FloatParseHandling numbers = FloatParseHandling.Decimal) =>
        new(new StreamReader(new MemoryStream(body, writable: false)))
        {
            FloatParseHandling = numbers,
            DateParseHandling = DateParseHandling.None,
            Culture = CultureInfo.InvariantCulture,
            MaxDepth = 64,
        };
}

/// <summary>A map whose empty form the host sends as <c>[]</c>.</summary>
internal sealed class PhpMapConverter<T> : JsonConverter<Dictionary<string, T>>
{
    public override bool CanWrite => false;

    public override Dictionary<string, T> ReadJson(
        JsonReader reader, Type objectType, Dictionary<string, T>? existingValue, bool hasExistingValue, JsonSerializer serializer)
    {
        var map = new Dictionary<string, T>(StringComparer.Ordinal);
        if (reader.TokenType != JsonToken.StartObject)
        {
            reader.Skip();
            return map;
        }

        while (reader.Read() && reader.TokenType == JsonToken.PropertyName)
        {
            var name = (string)reader.Value!;
            reader.Read();
            map[name] = serializer.Deserialize<T>(reader)!;
        }

        return map;
    }

    public override void WriteJson(JsonWriter writer, Dictionary<string, T>? value, JsonSerializer serializer) => throw new NotSupportedException();
}
