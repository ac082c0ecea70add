using System.Globalization;
using Newtonsoft.Json;

namespace Connector.Bitrix.Wire;

/// <summary>What every answer of the host has around its result.</summary>
internal sealed record Envelope(object? Result, string? Error, string? ErrorText, long? Total, WireRow? Time)
{
    /// <summary>The host's clock when it began to work.</summary>
    public DateTimeOffset? Started => Instant("date_start");

    /// <summary>The host's clock when it answered.</summary>
    public DateTimeOffset? Finished => Instant("date_finish");

    /// <param name="readResult">Called with the reader on the first token of <c>result</c>.</param>
    /// <exception cref="JsonException">Not JSON, or not of the expected shape.</exception>
    public static Envelope Read(byte[] body, Func<JsonReader, object?> readResult)
    {
        try
        {
            return Read(WireJson.Open(body), readResult);
        }
        catch (JsonReaderException)
        {
            // Perhaps only a number too large for a decimal: its row alone must fail, not all that came with it.
            return Read(WireJson.Open(body, FloatParseHandling.Double), readResult);
        }
    }

    private static Envelope Read(JsonTextReader body, Func<JsonReader, object?> readResult)
    {
        using var reader = body;
        if (!reader.Read() || reader.TokenType != JsonToken.StartObject) throw new JsonReaderException("An answer is a JSON object.");
        var envelope = new Envelope(null, null, null, null, null);
        var hasResult = false;
        while (reader.Read() && reader.TokenType == JsonToken.PropertyName)
        {
            var name = (string)reader.Value!;
            reader.Read();
            switch (name)
            {
                case "result":
                    envelope = envelope with { Result = readResult(reader) };
                    hasResult = true;
                    break;
                case "error" when reader.TokenType != JsonToken.Null:
                    envelope = envelope with { Error = WireJson.Serializer.Deserialize<string>(reader) };
                    break;
                case "error_description":
                    envelope = envelope with { ErrorText = WireJson.Serializer.Deserialize<string>(reader) };
                    break;
                case "total":
                    envelope = envelope with { Total = WireJson.Serializer.Deserialize<long?>(reader) };
                    break;
                case "time":
                    envelope = envelope with { Time = WireJson.Serializer.Deserialize<WireRow>(reader) };
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        if (reader.TokenType != JsonToken.EndObject) throw new JsonReaderException("The answer ends too early.");
        return hasResult || envelope.Error is not null ? envelope : throw new JsonReaderException("The answer has neither a result nor an error.");
    }

    private DateTimeOffset? Instant(string name) =>
        DateTimeOffset.TryParse(Time?.Text(name), CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant) ? instant : null;
}

/// <summary>One command of a batch and what its result is read into.</summary>
internal sealed record BatchCommand(string Key, Call Call, Type Result)
{
    public static BatchCommand For<T>(string key, Call call) => new(key, call, typeof(T));
}

/// <summary>The inside of a batch answer as the wire has it: five maps by command key.</summary>
internal sealed record WireBatch(
    IReadOnlyDictionary<string, object?> Results, IReadOnlyDictionary<string, WireRow> Errors, WireRow Totals,
    IReadOnlyDictionary<string, WireRow> Times)
{
    public static WireBatch Read(JsonReader reader, IReadOnlyDictionary<string, Type> types)
    {
        if (reader.TokenType != JsonToken.StartObject) throw new JsonSerializationException("The result of a batch is an object.");
        var results = new Dictionary<string, object?>(StringComparer.Ordinal);
        Dictionary<string, WireRow> errors = [], times = [];
        var totals = new WireRow();
        while (reader.Read() && reader.TokenType == JsonToken.PropertyName)
        {
            var group = (string)reader.Value!;
            reader.Read();
            if (group == "result_total")
            {
                totals = WireJson.Serializer.Deserialize<WireRow>(reader)!;
            }
            else if (group is not ("result" or "result_error" or "result_time") || reader.TokenType != JsonToken.StartObject)
            {
                reader.Skip(); // an empty group is []
            }
            else
            {
                while (reader.Read() && reader.TokenType == JsonToken.PropertyName)
                {
                    var key = (string)reader.Value!;
                    reader.Read();
                    if (group == "result_error") errors[key] = ReadError(reader);
                    else if (group == "result_time") times[key] = WireJson.Serializer.Deserialize<WireRow>(reader)!;
                    else if (types.TryGetValue(key, out var type)) results[key] = WireJson.Serializer.Deserialize(reader, type);
                    else reader.Skip();
                }
            }
        }

        return new WireBatch(results, errors, totals, times);
    }

    /// <summary>An object with <c>error</c> and <c>error_description</c>, or the bare text.</summary>
    private static WireRow ReadError(JsonReader reader) => reader.TokenType == JsonToken.String
        ? new WireRow { ["error"] = new WireValue([""]), ["error_description"] = new WireValue([(string)reader.Value!]) }
        : WireJson.Serializer.Deserialize<WireRow>(reader)!;
}
