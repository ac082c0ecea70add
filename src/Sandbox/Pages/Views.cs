namespace Sandbox.Pages;

/// <summary>What every page has around it.</summary>
/// <param name="IsFramed">Shown in a slider: no menu.</param>
/// <param name="Here">Which menu item is lit: an address.</param>
internal sealed record PageFrame(string Portal, PersonLine Viewer, IReadOnlyList<AppLine> Apps, Language Language, bool IsFramed, string Here);

internal sealed record PersonLine(string Id, string Name, string Position, string Department, bool IsAdministrator, bool IsActive = true);

internal sealed record AppLine(string ClientId, string Title, bool IsInstalled)
{
    public string Address => $"/marketplace/app/{Uri.EscapeDataString(ClientId)}/";
}

internal sealed record StageView(string Id, string Name, string Colour, string Meaning);

internal sealed record DealLine(
    string Id, string Title, StageView Stage, decimal? Amount, string Currency, string Owner, DateTimeOffset CreatedAt, DateOnly? ExpectedClose);

/// <param name="Page">From 1.</param>
internal sealed record DealListView(
    IReadOnlyList<DealLine> Deals, int Total, int Page, int PageSize, DealSearch Search, IReadOnlyList<Choice> Pipelines, IReadOnlyList<StageView> Stages,
    IReadOnlyList<Choice> Owners);

/// <summary>What the person asked for; empty means all.</summary>
internal sealed record DealSearch(string Text, string Pipeline, string Stage, string Owner);

internal sealed record Choice(string Id, string Name);

/// <param name="Stages">Of its pipeline, in order.</param>
/// <param name="Tabs">Other tables tied to the deal.</param>
/// <param name="AppTabs">Applications that asked for a tab.</param>
internal sealed record DealCardView(
    string Id, string Title, StageView Stage, IReadOnlyList<StageView> Stages, IReadOnlyList<FieldGroup> Fields, IReadOnlyList<TimelineLine> Timeline,
    IReadOnlyList<CardTable> Tabs, IReadOnlyList<AppTab> AppTabs);

internal sealed record FieldGroup(string Title, IReadOnlyList<FieldLine> Fields);

/// <param name="Name">As REST calls it.</param>
/// <param name="Text">For people; empty when not filled.</param>
internal sealed record FieldLine(string Name, string Title, string Text);

/// <param name="Kind">comment, stage or created.</param>
internal sealed record TimelineLine(DateTimeOffset At, string Author, string Kind, string Text);

internal sealed record CardTable(string Key, string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);

internal sealed record NoticeLine(string From, DateTimeOffset At, string Text);

internal sealed record AppTab(string Key, string ClientId, string Title);

/// <summary>An application about to open in a frame: what is posted and what its page may ask for by messages.</summary>
/// <param name="Address">Where the form goes, query included.</param>
/// <param name="Fields">The form.</param>
/// <param name="InitData">What <c>getInitData</c> answers; its own words, in the host's JSON.</param>
internal sealed record AppFrame(
    string ClientId, string Sid, string FrameName, Uri Address, IReadOnlyList<KeyValuePair<string, string>> Fields, object InitData, string Placement,
    bool IsAdministrator);
