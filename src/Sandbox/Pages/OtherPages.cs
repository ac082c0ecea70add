namespace Sandbox.Pages;

/// <summary>Pages around the deals: the feed one starts on, the people, and plain answers.</summary>
internal static class OtherPages
{
    public static Html Stream(PageFrame frame, string head)
    {
        var words = frame.Language;
        return Shell.Page(frame, words["Живая лента", "Feed"], Html.Of($"""
            <main class="page narrow">
              <h1>{words["Живая лента", "Feed"]}</h1>
              <article class="panel post">
                {Shell.Avatar(head)}<div><b>{head}</b>
                <p>{words["Коллеги, планы продаж на месяц согласованы. Проверьте даты закрытия в своих сделках и заполните план по поступлениям.", "Dear all, this month's sales targets are agreed. Please check the closing dates of your deals and fill in the receipts plan."]}</p></div>
              </article>
              <div class="tiles">
                <a class="panel tile" href="/crm/deal/"><i>◆</i><b>{words["Сделки", "Deals"]}</b><small>{words["Воронка продаж и карточки", "Pipeline and cards"]}</small></a>
                {Html.Each(frame.Apps, app => Html.Of($"""<a class="panel tile" href="{app.Address}"><i>◈</i><b>{app.Title}</b><small>{words["Приложение", "Application"]}</small></a>"""))}
                <a class="panel tile" href="/company/"><i>◉</i><b>{words["Сотрудники", "Employees"]}</b><small>{words["Кто в каком отделе", "Who works where"]}</small></a>
              </div>
            </main>
            """));
    }

    public static Html Company(PageFrame frame, IReadOnlyList<PersonLine> people)
    {
        var words = frame.Language;
        return Shell.Page(frame, words["Сотрудники", "Employees"], Html.Of($"""
            <main class="page"><h1>{words["Сотрудники", "Employees"]}</h1><div class="panel">
              <table class="grid"><thead><tr><th>{words["Сотрудник", "Employee"]}</th><th>{words["Должность", "Position"]}</th><th>{words["Отдел", "Department"]}</th></tr></thead>
              <tbody>{Html.Each(people, person => Html.Of($"""
                <tr class="{(person.IsActive ? "" : "dim")}"><td>{Shell.Avatar(person.Name)} {person.Name}</td><td>{(person.IsActive ? person.Position : words["Уволен", "Dismissed"])}</td><td>{person.Department}</td></tr>
                """))}</tbody></table>
            </div></main>
            """));
    }

    /// <summary>What the system and applications told the one who is signed in, the newest first.</summary>
    public static Html Notices(PageFrame frame, IReadOnlyList<NoticeLine> notices)
    {
        var words = frame.Language;
        return Shell.Page(frame, words["Уведомления", "Notifications"], Html.Of($"""
            <main class="page narrow"><h1>{words["Уведомления", "Notifications"]}</h1>
              {Html.When(notices.Count == 0, $"""<div class="panel notice"><p>{words["Уведомлений нет", "No notifications"]}</p></div>""")}
              {Html.Each(notices, notice => Html.Of($"""
                <article class="panel post" data-testid="host-user-notice">{Shell.Avatar(notice.From)}<div><b>{notice.From}</b> <small>{words.Moment(notice.At)}</small>
                <p>{CommentMarkup.Render(notice.Text)}</p></div></article>
                """))}
            </main>
            """));
    }

    public static Html Notice(PageFrame frame, string title, string text) => Shell.Page(frame, title, Html.Of($"""
        <main class="page narrow"><div class="panel notice" data-testid="host-notice"><h1>{title}</h1><p>{text}</p></div></main>
        """));
}
