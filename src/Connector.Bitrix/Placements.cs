namespace Connector.Bitrix;

/// <summary>A place in the host's pages where our app is shown; beside a record the host opens it with its id.</summary>
internal sealed record Placement(string Code, string Russian, string English);

/// <summary>The places we ask for (bitrix24.md §7.1). A test holds them against the manifest.</summary>
internal static class Placements
{
    public static readonly IReadOnlyList<Placement> Bound =
    [
        new("CRM_DEAL_DETAIL_TAB", "План поступлений", "Receipts plan"),
        // No place that people see: links in notices open the app through it.
        new("REST_APP_URI", "Уникальные отчёты", "Unique Reports"),
    ];
}
