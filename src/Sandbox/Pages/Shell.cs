namespace Sandbox.Pages;

/// <summary>What stands around every page: head, menu, bar.</summary>
internal static class Shell
{
    public static Html Page(PageFrame frame, string title, Html body)
    {
        var words = frame.Language;
        return Document(words, title, frame.IsFramed ? "framed" : "", frame.IsFramed ? body : Html.Of($"""
            <nav class="menu" aria-label="{words["Меню", "Menu"]}">
              <a class="logo" href="/stream/">{frame.Portal}<b>24</b></a>
              {Item(frame, "/stream/", words["Живая лента", "Feed"], "▤")}
              {Item(frame, "/notices/", words["Уведомления", "Notifications"], "✉")}
              <div class="group">CRM</div>
              {Item(frame, "/crm/deal/", words["Сделки", "Deals"], "◆")}
              {Item(frame, "/company/", words["Сотрудники", "Employees"], "◉")}
              <div class="group">{words["Приложения", "Applications"]}</div>
              {Html.Each(frame.Apps, app => AppItem(frame, app))}
              {Item(frame, "/marketplace/", words["Маркет", "Market"], "▦")}
            </nav>
            <div class="main">
              <header class="bar">
                <form class="find" action="/crm/deal/" role="search"><input name="q" placeholder="{words["Найти сделку", "Find a deal"]}" aria-label="{words["Найти сделку", "Find a deal"]}"></form>
                <div class="languages">{LanguageLink(frame, Language.Russian)}{LanguageLink(frame, Language.English)}</div>
                <a class="me" href="/" title="{words["Сменить пользователя", "Switch user"]}">{Avatar(frame.Viewer.Name)}<span>{frame.Viewer.Name}<small>{frame.Viewer.Position}</small></span></a>
              </header>
              {body}
            </div>
            """));
    }

    public static Html Document(Language words, string title, string style, Html body) => Html.Of($"""
        <!doctype html>
        <html lang="{words.Code}">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>{title}</title>
          <link rel="icon" href="data:,">
          <link rel="stylesheet" href="/bitrix/pages/portal.css">
          <script src="/bitrix/pages/portal.js" defer></script>
        </head>
        <body class="{style}">
        {body}
        </body>
        </html>

        """);

    /// <summary>A coloured disc with initials; the colour follows the name.</summary>
    public static Html Avatar(string name)
    {
        var parts = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var initials = string.Concat(parts.Take(2).Select(part => part[..1]));
        var colour = name.Aggregate(7, (sum, letter) => unchecked((sum * 31) + letter)) & 7;
        return Html.Of($"""<i class="avatar tone{colour}" aria-hidden="true">{initials}</i>""");
    }

    private static Html Item(PageFrame frame, string address, string text, string sign) =>
        Html.Of($"""<a class="item{Lit(frame, address)}" href="{address}" title="{text}"><i aria-hidden="true">{sign}</i>{text}</a>""");

    private static Html AppItem(PageFrame frame, AppLine app) =>
        Html.Of($"""<a class="item{Lit(frame, app.Address)}" href="{app.Address}" data-testid="host-menu-app" data-client-id="{app.ClientId}" title="{app.Title}"><i aria-hidden="true">◈</i>{app.Title}</a>""");

    private static string Lit(PageFrame frame, string address) => frame.Here == address ? " lit" : "";

    private static Html LanguageLink(PageFrame frame, Language language) =>
        Html.Of($"""<a class="{(frame.Language == language ? "lit" : "")}" href="?lang={language.Code}" hreflang="{language.Code}">{language.Code}</a>""");
}
