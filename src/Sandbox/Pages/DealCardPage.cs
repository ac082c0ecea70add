namespace Sandbox.Pages;

internal static class DealCardPage
{
    public static Html Render(PageFrame frame, DealCardView deal)
    {
        var words = frame.Language;
        var reached = deal.Stages.ToList().FindIndex(stage => stage.Id == deal.Stage.Id);
        return Shell.Page(frame, deal.Title, Html.Of($"""
            <main class="page card" data-deal="{deal.Id}">
              <h1>{deal.Title} <small>№ {deal.Id}</small></h1>
              <ol class="stages" aria-label="{words["Стадии", "Stages"]}">{Html.Each(Shown(deal), entry => Stage(deal, entry, reached))}</ol>
              <div class="tabs" role="tablist">
                {Tab("general", words["Общие", "General"], true)}
                {Html.Each(deal.Tabs, tab => Tab(tab.Key, $"{tab.Title} {tab.Rows.Count}", false))}
                {Html.Each(deal.AppTabs, tab => AppTab(deal, tab))}
              </div>
              <section class="tab" id="tab-general">
                <div class="columns">
                  <div>{Html.Each(deal.Fields, Group)}</div>
                  <div class="panel timeline"><h2>{words["Лента", "Timeline"]}</h2>{Html.Each(deal.Timeline, line => Line(words, line))}</div>
                </div>
              </section>
              {Html.Each(deal.Tabs, tab => Html.Of($"""<section class="tab" id="tab-{tab.Key}" hidden><div class="panel">{Table(tab)}</div></section>"""))}
              {Html.Each(deal.AppTabs, tab => Html.Of($"""<section class="tab" id="tab-{tab.Key}" hidden></section>"""))}
            </main>
            """));
    }

    /// <summary>Steps on the way, and of the final ones the good one, or the bad one that happened.</summary>
    private static IEnumerable<(StageView Stage, int Index)> Shown(DealCardView deal)
    {
        var isLost = deal.Stage.Meaning == "F";
        return deal.Stages.Select((stage, index) => (stage, index))
            .Where(entry => entry.stage.Meaning switch { "P" => true, "S" => !isLost, _ => entry.stage.Id == deal.Stage.Id });
    }

    private static Html Stage(DealCardView deal, (StageView Stage, int Index) entry, int reached)
    {
        var isDone = entry.Index <= reached;
        var current = entry.Stage.Id == deal.Stage.Id ? "step" : "false";
        return isDone
            ? Html.Of($"""<li class="done" title="{entry.Stage.Name}" aria-current="{current}" style="background:{deal.Stage.Colour}">{entry.Stage.Name}</li>""")
            : Html.Of($"""<li title="{entry.Stage.Name}" style="border-color:{entry.Stage.Colour}">{entry.Stage.Name}</li>""");
    }

    private static Html Tab(string key, string title, bool isOpen) =>
        Html.Of($"""<button role="tab" data-tab="{key}" aria-selected="{(isOpen ? "true" : "false")}">{title}</button>""");

    private static Html AppTab(DealCardView deal, AppTab tab) => Html.Of($"""
        <button role="tab" data-tab="{tab.Key}" data-testid="host-deal-tab-app" aria-selected="false"
          data-frame="/marketplace/app/{Uri.EscapeDataString(tab.ClientId)}/?part=frame&amp;placement=CRM_DEAL_DETAIL_TAB&amp;ID={deal.Id}">{tab.Title}</button>
        """);

    private static Html Group(FieldGroup group) => Html.Of($"""
        <div class="panel fields"><h2>{group.Title}</h2><dl>{Html.Each(group.Fields, field => Html.Of($"""
          <div><dt>{field.Title}</dt><dd data-testid="host-field" data-field="{field.Name}">{field.Text}</dd></div>
          """))}</dl></div>
        """);

    private static Html Line(Language words, TimelineLine line) => Html.Of($"""
        <article class="line {line.Kind}" data-testid="host-timeline-item" data-kind="{line.Kind}">
          {(line.Author.Length > 0 ? Shell.Avatar(line.Author) : Html.Of($"""<i class="avatar" aria-hidden="true"></i>"""))}
          <div><header>{Kind(words, line.Kind)} <time>{words.Moment(line.At)}</time></header><p>{CommentMarkup.Render(line.Text)}</p><footer>{line.Author}</footer></div>
        </article>
        """);

    private static string Kind(Language words, string kind) => kind switch
    {
        "comment" => words["Комментарий", "Comment"],
        "stage" => words["Стадия изменена", "Stage changed"],
        _ => words["Сделка создана", "Deal created"],
    };

    private static Html Table(CardTable table) => Html.Of($"""
        <table class="grid"><thead><tr>{Html.Each(table.Columns, column => Html.Of($"<th>{column}</th>"))}</tr></thead>
        <tbody>{Html.Each(table.Rows, row => Html.Of($"<tr>{Html.Each(row, cell => Html.Of($"<td>{cell}</td>"))}</tr>"))}</tbody></table>
        """);
}
