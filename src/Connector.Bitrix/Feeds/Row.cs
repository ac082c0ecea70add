using Connector.Bitrix.Wire;

namespace Connector.Bitrix.Feeds;

/// <summary>Reading single fields of a row so that a failure names the field.</summary>
internal static class Row
{
    /// <exception cref="FormatException">Missing or empty.</exception>
    public static string Required(this WireRow row, string name) =>
        row.Filled(name) ?? throw new FormatException($"{name} is missing.");

    public static T Required<T>(this WireRow row, string name, Func<string, T> parse) => Named(name, row.Required(name), parse);

    public static T? Optional<T>(this WireRow row, string name, Func<string, T> parse) where T : struct =>
        row.Text(name) is { Length: > 0 } text ? Named(name, text, parse) : null;

    /// <summary>Null where the host writes nothing.</summary>
    public static string? Filled(this WireRow row, string name) => row.Text(name) is { Length: > 0 } text ? text : null;

    /// <summary>An id, or null where the host writes nothing or 0.</summary>
    public static string? Id(this WireRow row, string name) => Values.IsSet(row.Text(name)) ? row.Text(name) : null;

    public static IReadOnlyList<string> Ids(this WireRow row, string name) => [.. row.Texts(name).Where(Values.IsSet)];

    public static T Named<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException reason)
        {
            throw new FormatException($"{name} {reason.Message}", reason);
        }
    }

    private static T Named<T>(string name, string text, Func<string, T> parse) => Named(name, () => parse(text));
}
