using System.Text.RegularExpressions;

namespace Sandbox.Pages;

/// <summary>The square-bracket markup of timeline comments, as far as people see it. Unknown tags stay as they were typed.</summary>
internal static partial class CommentMarkup
{
    public static Html Render(string text)
    {
        var pieces = new List<Html>();
        var from = 0;
        foreach (Match match in Tag().Matches(text))
        {
            pieces.Add(Lines(text[from..match.Index]));
            pieces.Add(Piece(match));
            from = match.Index + match.Length;
        }
        pieces.Add(Lines(text[from..]));
        return Html.Each(pieces, piece => piece);
    }

    private static Html Piece(Match match)
    {
        if (match.Groups["address"] is { Success: true } address)
            return Html.Of($"""<a href="{address.Value}" target="_blank" rel="noopener noreferrer">{match.Groups["label"].Value}</a>""");
        var inner = Render(match.Groups["inner"].Value);
        return match.Groups["name"].Value.ToUpperInvariant() switch
        {
            "B" => Html.Of($"<b>{inner}</b>"),
            "I" => Html.Of($"<i>{inner}</i>"),
            _ => Html.Of($"<u>{inner}</u>"),
        };
    }

    private static Html Lines(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        return Html.Of($"{lines[0]}{Html.Each(lines.Skip(1), line => Html.Of($"<br>{line}"))}");
    }

    [GeneratedRegex(@"\[url=(?<address>https?://[^\]\s]+)\](?<label>.*?)\[/url\]|\[(?<name>[biu])\](?<inner>.*?)\[/\k<name>\]", RegexOptions.IgnoreCase | RegexOptions.Singleline, 1000)]
    private static partial Regex Tag();
}
