using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace Sandbox.Pages;

/// <summary>A piece of finished markup. Made only from templates, in which every value is escaped, so text of the world cannot become markup.</summary>
internal readonly struct Html
{
    public static readonly Html Empty;

    private readonly string? _text;

    private Html(string text) => _text = text;

    public static Html Of(Template template) => new(template.Finish());

    public static Html When(bool condition, Template template) => condition ? Of(template) : Empty;

    public static Html Each<T>(IEnumerable<T> items, Func<T, Html> piece)
    {
        var text = new StringBuilder();
        foreach (var item in items)
            text.Append(piece(item)._text);
        return new Html(text.ToString());
    }

    public override string ToString() => _text ?? "";

    [InterpolatedStringHandler]
    internal readonly ref struct Template(int literalLength, int formattedCount)
    {
        private readonly StringBuilder _text = new(literalLength + (formattedCount * 16));

        public void AppendLiteral(string markup) => _text.Append(markup);

        public void AppendFormatted(Html piece) => _text.Append(piece._text);

        public void AppendFormatted(string? value) => _text.Append(WebUtility.HtmlEncode(value));

        public void AppendFormatted(int value) => _text.Append(value);

        public string Finish() => _text.ToString();
    }
}
