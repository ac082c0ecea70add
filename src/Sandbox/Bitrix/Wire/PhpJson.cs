using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Sandbox.Bitrix.Wire;

/// <summary>JSON as PHP's json_encode makes it: <c>\/</c>, <c>\uXXXX</c>, <c>[]</c> for an empty map (reference 3.3).</summary>
internal static class PhpJson
{
    private static readonly SearchValues<char> Plain =
        SearchValues.Create(" !#$%&'()*+,-.0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    public static byte[] Write(object? value)
    {
        var text = new StringBuilder(1024);
        Write(text, value);
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>Null when the text is no JSON: the host then sees no parameters (reference 3.2).</summary>
    public static object? Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 32 });
            return Read(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static object? Read(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var map = new PhpMap();
                foreach (var property in element.EnumerateObject())
                    map[property.Name] = Read(property.Value);
                return map;
            case JsonValueKind.Array:
                var list = new PhpMap();
                foreach (var item in element.EnumerateArray())
                    list[PhpMap.Number(list.Count)] = Read(item);
                return list;
            case JsonValueKind.String:
                return element.GetString();
            case JsonValueKind.Number:
                return element.TryGetInt64(out var whole) ? whole : element.TryGetDecimal(out var number) ? number : element.GetRawText();
            case JsonValueKind.True:
                return true;
            case JsonValueKind.False:
                return false;
            default:
                return null;
        }
    }

    private static void Write(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null: text.Append("null"); break;
            case string s: WriteText(text, s); break;
            case bool b: text.Append(b ? "true" : "false"); break;
            case int or long: text.Append(CultureInfo.InvariantCulture, $"{value}"); break;
            case decimal number: text.Append(number.ToString("0.############", CultureInfo.InvariantCulture)); break;
            case PhpObject: text.Append("{}"); break;
            case PhpMap map when map.IsList: WriteList(text, map.Values); break;
            case PhpMap map: WriteMap(text, map); break;
            case IEnumerable<object?> list: WriteList(text, list); break;
            default: throw new InvalidOperationException($"{value.GetType()} has no place on this wire.");
        }
    }

    private static void WriteMap(StringBuilder text, PhpMap map)
    {
        var separator = '{';
        foreach (var (key, value) in map)
        {
            text.Append(separator);
            WriteText(text, key);
            text.Append(':');
            Write(text, value);
            separator = ',';
        }
        text.Append('}');
    }

    private static void WriteList(StringBuilder text, IEnumerable<object?> list)
    {
        text.Append('[');
        var isFirst = true;
        foreach (var item in list)
        {
            if (!isFirst)
                text.Append(',');
            isFirst = false;
            Write(text, item);
        }
        text.Append(']');
    }

    private static void WriteText(StringBuilder text, string value)
    {
        text.Append('"');
        var rest = value.AsSpan();
        while (rest.Length > 0)
        {
            var special = rest.IndexOfAnyExcept(Plain);
            text.Append(special < 0 ? rest : rest[..special]);
            if (special < 0)
                break;
            var c = rest[special];
            rest = rest[(special + 1)..];
            switch (c)
            {
                case '"': text.Append("\\\""); break;
                case '\\': text.Append("\\\\"); break;
                case '/': text.Append("\\/"); break;
                case '\n': text.Append("\\n"); break;
                case '\r': text.Append("\\r"); break;
                case '\t': text.Append("\\t"); break;
                case '\b': text.Append("\\b"); break;
                case '\f': text.Append("\\f"); break;
                default: text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"); break;
            }
        }
        text.Append('"');
    }
}
