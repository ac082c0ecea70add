using System.Text;
using System.Text.RegularExpressions;

namespace ReportApp.Core.Model;

/// <summary>A contract's number as people write it, and the form in which two spellings of one number are equal.</summary>
public static partial class ContractNumber
{
    private const int LongestSentence = 500;
    private const string Latin = "ABCEHKMOPTXYË";
    private const string Cyrillic = "АВСЕНКМОРТХУЕ";

    /// <summary>
    /// Upper case, «№» and quotes gone, letters that look alike Cyrillic. Spaces and dashes go, except between two digits, where both are
    /// one dash: 1-23 and 12-3 are two contracts.
    /// </summary>
    /// <returns>Null when there is nothing to compare by.</returns>
    public static string? Normalise(string? written)
    {
        if (written is null) return null;
        var number = Find(written).Replace("№", string.Empty, StringComparison.Ordinal).Normalize(NormalizationForm.FormKC).ToUpperInvariant();
        var key = new StringBuilder(number.Length);
        var isApart = false;
        foreach (var letter in number)
        {
            if (!char.IsLetterOrDigit(letter) && letter is not ('/' or '.'))
            {
                isApart = true;
                continue;
            }
            if (isApart && key.Length > 0 && char.IsDigit(letter) && char.IsDigit(key[^1])) key.Append('-');
            isApart = false;
            var alike = Latin.IndexOf(letter, StringComparison.Ordinal);
            key.Append(alike >= 0 ? Cyrillic[alike] : letter == 'Ё' ? 'Е' : letter);
        }
        var text = key.ToString().Trim('.', '/');
        return text.Length == 0 ? null : text;
    }

    /// <summary>The number inside a sentence such as «Оплата по договору ДДУ № СП-1/45 от 12.03.2026»; where no contract is named, the text itself.</summary>
    public static string Find(string text)
    {
        var readable = text.Length > LongestSentence ? text[..LongestSentence] : text;
        return Named().Match(readable) is { Success: true } match ? match.Groups["number"].Value.TrimEnd('.', ',', ';') : readable.Trim();
    }

    [GeneratedRegex(
        @"(?:договор\p{L}*|дог\.|контракт\p{L}*|\bДДУ\b|\bДКП\b|\bcontract\b)(?:[^№\d]{0,120}№\s*|(?:\s*(?:ДДУ|ДКП|no\.?|N\s|-))*\s*)(?<number>\d+(?:\s\d+)+/\d[^\s,;]*|[\p{L}\d][^\s,;]*\d[^\s,;]*|\d)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Named();
}
