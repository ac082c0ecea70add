namespace Sandbox.Pages;

internal static class DealListPage
{
    public static Html Render(PageFrame frame, DealListView list)
    {
        var words = frame.Language;
        var search = list.Search;
        var first = list.Total == 0 ? 0 : ((list.Page - 1) * list.PageSize) + 1;
        var last = Math.Min(list.Total, list.Page * list.PageSize);
        return Shell.Page(frame, words["Сделки", "Deals"], Html.Of($"""
            <main class="page">
              <h1>{words["Сделки", "Deals"]}</h1>
              <form class="filter panel" action="/crm/deal/">
                <input type="search" name="q" value="{search.Text}" placeholder="{words["Название или номер", "Title or number"]}" aria-label="{words["Поиск", "Search"]}">
                {Select("category", words["Воронка", "Pipeline"], words["Все воронки", "All pipelines"], search.Pipeline, list.Pipelines)}
                {Select("stage", words["Стадия", "Stage"], words["Все стадии", "All stages"], search.Stage, list.Stages.Select(stage => new Choice(stage.Id, stage.Name)))}
                {Select("owner", words["Ответственный", "Responsible"], words["Все ответственные", "Everybody"], search.Owner, list.Owners)}
                <button class="button">{words["Найти", "Find"]}</button>
                <a class="plain" href="/crm/deal/">{words["Сбросить", "Reset"]}</a>
              </form>
              <div class="panel">
                <table class="grid">
                  <thead><tr><th>ID</th><th>{words["Сделка", "Deal"]}</th><th>{words["Стадия", "Stage"]}</th><th class="number">{words["Сумма", "Amount"]}</th>
                    <th>{words["Ответственный", "Responsible"]}</th><th>{words["Создана", "Created"]}</th><th>{words["Дата закрытия", "Closing date"]}</th></tr></thead>
                  <tbody>{Html.Each(list.Deals, deal => Row(words, deal))}</tbody>
                </table>
                {Html.When(list.Total == 0, $"""<p class="nothing">{words["Ничего не найдено", "Nothing found"]}</p>""")}
                <div class="pager">
                  <span data-testid="host-deal-count" data-total="{list.Total}">{words[$"{first}–{last} из {list.Total}", $"{first}–{last} of {list.Total}"]}</span>
                  {Html.When(list.Page > 1, $"""<a class="plain" rel="prev" href="{Address(search, list.Page - 1)}">← {words["Назад", "Back"]}</a>""")}
                  {Html.When(last < list.Total, $"""<a class="plain" rel="next" href="{Address(search, list.Page + 1)}">{words["Дальше", "Next"]} →</a>""")}
                </div>
              </div>
            </main>
            """));
    }

    private static Html Row(Language words, DealLine deal) => Html.Of($"""
        <tr data-testid="host-deal-row" data-host-id="{deal.Id}">
          <td class="quiet">{deal.Id}</td>
          <td><a href="/crm/deal/details/{deal.Id}/">{deal.Title}</a></td>
          <td><span class="chip"><i style="background:{deal.Stage.Colour}"></i>{deal.Stage.Name}</span></td>
          <td class="number">{(deal.Amount is { } amount ? words.Money(amount, deal.Currency) : "")}</td>
          <td class="who">{Shell.Avatar(deal.Owner)} {deal.Owner}</td>
          <td>{words.Date(DateOnly.FromDateTime(deal.CreatedAt.DateTime))}</td>
          <td>{(deal.ExpectedClose is { } close ? words.Date(close) : "")}</td>
        </tr>
        """);

    private static Html Select(string name, string label, string all, string chosen, IEnumerable<Choice> choices) => Html.Of($"""
        <select name="{name}" aria-label="{label}"><option value="">{all}</option>{Html.Each(choices, choice => choice.Id == chosen
            ? Html.Of($"""<option value="{choice.Id}" selected>{choice.Name}</option>""")
            : Html.Of($"""<option value="{choice.Id}">{choice.Name}</option>"""))}</select>
        """);

    private static string Address(DealSearch search, int page) =>
        $"/crm/deal/?q={Uri.EscapeDataString(search.Text)}&category={Uri.EscapeDataString(search.Pipeline)}&stage={Uri.EscapeDataString(search.Stage)}"
        + $"&owner={Uri.EscapeDataString(search.Owner)}&page={page}";
}
