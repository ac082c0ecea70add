using Sandbox.Bitrix.Wire;

namespace Sandbox.Control;

/// <summary>The control API was asked for something it cannot do.</summary>
internal sealed class ControlException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}

/// <summary>Bodies of the control API: JSON, strictly.</summary>
internal static class ControlJson
{
    public static async Task<PhpMap> ReadAsync(HttpContext http)
    {
        using var copy = new MemoryStream();
        await http.Request.Body.CopyToAsync(copy, http.RequestAborted);
        if (copy.Length == 0)
            return [];
        return PhpJson.Read(copy.ToArray()) as PhpMap ?? throw new ControlException(400, "The body is no JSON object or list.");
    }

    public static decimal? Number(PhpMap map, string name) => map.GetValueOrDefault(name) switch
    {
        null => null,
        long whole => whole,
        decimal number => number,
        _ => throw new ControlException(400, $"'{name}' is a number."),
    };
}
