using System.Text.RegularExpressions;

namespace Sandbox.Pages;

/// <summary>A marketplace's text as its maker wrote it: a heading with the name, then paragraphs, of which the first says what it is.</summary>
internal sealed partial record Listing(string Title, string Lead, Html Body)
{
    public static Listing Read(string text)
    {
        var blocks = Blank().Split(text.ReplaceLineEndings("\n").Trim()).Select(block => block.Split('\n')).ToList();
        var title = blocks is [[['#', ' ', .. var name]], ..] ? name : "";
        var rest = title.Length > 0 ? blocks[1..] : blocks;
        return new Listing(title, rest is [var first, ..] ? string.Join(' ', first) : "", Html.Each(rest, Block));
    }

    private static Html Block(string[] lines) => lines[0] switch
    {
        ['#', ..] => Html.Of($"<h3>{Inline(lines[0].TrimStart('#').Trim())}</h3>{(lines.Length > 1 ? Block(lines[1..]) : Html.Empty)}"),
        ['-', ' ', ..] => Html.Of($"<ul>{Html.Each(Items(lines), item => Html.Of($"<li>{Inline(item)}</li>"))}</ul>"),
        ['|', ..] => Html.Of($"""<table class="grid">{Html.Each(lines.Where(line => !line.StartsWith("|--", StringComparison.Ordinal)), Row)}</table>"""),
        _ => Html.Of($"<p>{Inline(string.Join(' ', lines))}</p>"),
    };

    /// <summary>An item goes on in the lines that do not start one.</summary>
    private static IEnumerable<string> Items(string[] lines) => string.Join('\n', lines)[2..].Split("\n- ").Select(item => string.Join(' ', item.Split('\n', StringSplitOptions.TrimEntries)));

    private static Html Row(string line) => Html.Of($"<tr>{Html.Each(line.Trim('|').Split('|', StringSplitOptions.TrimEntries), cell => Html.Of($"<td>{Inline(cell)}</td>"))}</tr>");

    private static Html Inline(string text) => Html.Each(text.Split('`').Index(), part => part.Index % 2 == 1 ? Html.Of($"<code>{part.Item}</code>") : Html.Of($"{part.Item}"));

    [GeneratedRegex("\n\\s*\n", RegexOptions.CultureInvariant)]
    private static partial Regex Blank();
}
