using System.Globalization;

namespace Sandbox.World;

/// <summary>Cells as a Russian spreadsheet writes them.</summary>
internal static class Csv
{
    /// <summary>With a comma, and with the space that thousands have there.</summary>
    public static string Amount(decimal amount) => amount.ToString("#,0.00", CultureInfo.InvariantCulture).Replace(',', '\u00A0').Replace('.', ',');

    public static string Quoted(string cell) => cell.AsSpan().IndexOfAny(";\"\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
