using Sandbox.Pages;

namespace ReportApp.Tests.Sandbox.Pages;

public class HtmlTests
{
    [Fact]
    public void Values_are_escaped_and_pieces_are_not_escaped_twice()
    {
        var piece = Html.Of($"<i>{"<&\"'>"}</i>");
        Assert.Equal("<p><i>&lt;&amp;&quot;&#39;&gt;</i></p>", Html.Of($"<p>{piece}</p>").ToString());
    }

    [Fact]
    public void A_title_cannot_become_markup_anywhere_on_the_deal_pages()
    {
        const string hostile = "\"><script>alert(1)</script><img src=x onerror='alert(1)'>";
        var person = new PersonLine("1", hostile, hostile, hostile, true);
        var frame = new PageFrame(hostile, person, [new AppLine(hostile, hostile, true)], Language.Russian, false, "/crm/deal/");
        var stage = new StageView("NEW", hostile, "#39A8EF", "P");
        var list = new DealListView(
            [new DealLine("1", hostile, stage, 1.5m, hostile, hostile, default, null)], 200, 2, 50, new DealSearch(hostile, hostile, hostile, hostile),
            [new Choice(hostile, hostile)], [stage], [new Choice(hostile, hostile)]);
        var card = new DealCardView(
            "1", hostile, stage, [stage], [new FieldGroup(hostile, [new FieldLine("TITLE", hostile, hostile)])],
            [new TimelineLine(default, hostile, "comment", $"[b]{hostile}[/b] [url=https://a.example/{hostile}]{hostile}[/url]")],
            [new CardTable("rows", hostile, [hostile], [[hostile]])], [new AppTab("app", hostile, hostile)]);
        var opening = new AppFrame(
            hostile, "sid", $"{hostile}|0|sid", new Uri("http://app.example/launch?x=1"), [new("PLACEMENT", hostile)], new { hostile }, "DEFAULT", true);

        Assert.All(
            (Html[])[
                DealListPage.Render(frame, list), DealCardPage.Render(frame, card), AppPage.Render(frame, frame.Apps[0], opening, true),
                OtherPages.Stream(frame, hostile), OtherPages.Company(frame, [person]), Listing.Read($"# {hostile}\n\n{hostile}\n\n## {hostile}\n\n- {hostile}\n\n| `{hostile}` |").Body, OtherPages.Notice(frame, hostile, hostile),
                SignInPage.Render(Language.English, hostile, [person], []),
            ],
            page =>
            {
                Assert.DoesNotContain("<script>", page.ToString(), StringComparison.Ordinal);
                Assert.DoesNotContain("<img", page.ToString(), StringComparison.Ordinal);
            });
    }

    [Theory]
    [InlineData("[b]План[/b] & дата", "<b>План</b> &amp; дата")]
    [InlineData("[B]a [i]b[/i][/B]", "<b>a <i>b</i></b>")]
    [InlineData("one\r\ntwo", "one<br>two")]
    [InlineData("[url=https://a.example/?x=1&y=2]here[/url]", "<a href=\"https://a.example/?x=1&amp;y=2\" target=\"_blank\" rel=\"noopener noreferrer\">here</a>")]
    [InlineData("[url=javascript:alert(1)]no[/url] [x]", "[url=javascript:alert(1)]no[/url] [x]")]
    public void Comments_show_the_markup_people_use(string text, string markup) => Assert.Equal(markup, CommentMarkup.Render(text).ToString());

    [Fact]
    public void A_listing_shows_its_headings_lists_and_tables()
    {
        var listing = Listing.Read("# Имя\n\nЧто это\nтакое.\n\n## Права\n\n- одно,\n  оно же\n- другое\n\n| Право | Зачем |\n|---|---|\n| `crm` | сделки |\n");

        Assert.Equal(("Имя", "Что это такое."), (listing.Title, listing.Lead));
        Assert.Equal(
            """<p>Что это такое.</p><h3>Права</h3><ul><li>одно, оно же</li><li>другое</li></ul><table class="grid"><tr><td>Право</td><td>Зачем</td></tr><tr><td><code>crm</code></td><td>сделки</td></tr></table>""",
            listing.Body.ToString());
    }

    [Fact]
    public void Money_and_days_follow_the_viewers_language()
    {
        Assert.Equal("1\u00a0234\u00a0567,80\u00a0₽", Language.Russian.Money(1_234_567.8m, "RUB"));
        Assert.Equal("1,234,567\u00a0₽", Language.English.Money(1_234_567m, "RUB"));
        Assert.Equal("24.11.2026", Language.Russian.Date(new DateOnly(2026, 11, 24)));
    }
}
