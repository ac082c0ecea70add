namespace ReportApp.Core.Model;

/// <summary>
/// What a person can be reached by, made comparable: two inquiries with an equal phone or e-mail are of one person (DR-15). A text that is
/// neither has no comparable form.
/// </summary>
public static class Reach
{
    private const int ShortestPhone = 7;
    private const int LongestPhone = 15;
    private const int RussianPhone = 11;

    /// <summary>Digits with the country's code first: <c>8 (916) 123-45-67</c> is <c>79161234567</c>. An extension does not tell people apart.</summary>
    public static string? Phone(string text)
    {
        var main = text.AsSpan().TrimStart();
        var isInternational = main.StartsWith("+");
        Span<char> digits = stackalloc char[LongestPhone];
        var count = 0;
        foreach (var sign in main)
        {
            if (char.IsLetter(sign) || sign is ',' or ';' or '#')
                break;
            if (!char.IsAsciiDigit(sign))
                continue;
            if (count == LongestPhone)
                return null;
            digits[count++] = sign;
        }
        if (count < ShortestPhone)
            return null;
        var number = digits[..count];
        if (!isInternational && count == RussianPhone && number[0] == '8')
            number[0] = '7';
        return !isInternational && count == RussianPhone - 1 ? $"7{number}" : number.ToString();
    }

    public static string? Email(string text)
    {
        var trimmed = text.Trim();
        var at = trimmed.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && at == trimmed.LastIndexOf('@') && at < trimmed.Length - 1 && !trimmed.Any(char.IsWhiteSpace) ? trimmed.ToLowerInvariant() : null;
    }
}
