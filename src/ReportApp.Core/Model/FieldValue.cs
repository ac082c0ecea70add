using System.Text.Json;
using System.Text.Json.Serialization;

namespace ReportApp.Core.Model;

public enum FieldType { Text, Number, Boolean, Date, Instant, Money, Choice, User, Link, Other }

/// <summary>
/// The value of a host's field as canonical text, so that two values can be compared whatever the host's spelling: multi-values as
/// sets, every kind of empty as <see cref="Empty"/>. JSON: null, a string, or an array of strings.
/// <list type="bullet">
/// <item>Text: as it is. Number: invariant decimal. Boolean: <c>true</c>/<c>false</c>.</item>
/// <item>Date: <c>yyyy-MM-dd</c>, never shifted. Instant: ISO 8601 in UTC with <c>Z</c>, whole seconds.</item>
/// <item>Money: <c>1500000.5 RUB</c>, invariant, no trailing zeros. Choice: see <see cref="FieldOptionText"/>. User: the user's id.</item>
/// <item>Link: <c>{kind}/{id}</c> of the record pointed at, such as <c>deal/8061</c> or <c>item:1040/12</c>.</item>
/// </list>
/// </summary>
[JsonConverter(typeof(Converter))]
public sealed class FieldValue : IEquatable<FieldValue>
{
    public static readonly FieldValue Empty = new([]);

    private FieldValue(string[] items) => Items = items;

    /// <summary>The single texts, in the host's order; empty when the field is empty.</summary>
    public IReadOnlyList<string> Items { get; }

    public bool IsEmpty => Items.Count == 0;

    /// <summary>The only, or the first, text; null when empty.</summary>
    public string? First => Items.Count == 0 ? null : Items[0];

    public static FieldValue Of(string? text) => string.IsNullOrEmpty(text) ? Empty : new([text]);

    public static FieldValue Of(IEnumerable<string> texts)
    {
        string[] items = [.. texts.Where(text => text.Length > 0)];
        return items.Length == 0 ? Empty : new(items);
    }

    public bool Equals(FieldValue? other) => other is not null && new HashSet<string>(Items).SetEquals(other.Items);

    public override bool Equals(object? obj) => Equals(obj as FieldValue);

    public override int GetHashCode() => Items.Aggregate(0, (hash, item) => hash ^ item.GetHashCode(StringComparison.Ordinal));

    public override string ToString() => string.Join(", ", Items);

    private sealed class Converter : JsonConverter<FieldValue>
    {
        public override bool HandleNull => true;

        public override FieldValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
        {
            JsonTokenType.Null => Empty,
            JsonTokenType.String => Of(reader.GetString()),
            JsonTokenType.StartArray => Of(JsonSerializer.Deserialize<string[]>(ref reader, options) ?? []),
            _ => throw new JsonException("A field value is null, a string or an array of strings."),
        };

        public override void Write(Utf8JsonWriter writer, FieldValue value, JsonSerializerOptions options)
        {
            if (value.IsEmpty) writer.WriteNullValue();
            else if (value.Items.Count == 1) writer.WriteStringValue(value.Items[0]);
            else JsonSerializer.Serialize(writer, value.Items, options);
        }
    }
}
