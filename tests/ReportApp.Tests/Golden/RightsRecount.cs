using System.Globalization;
using System.Text.Json.Nodes;
using ReportApp.Core.Model;

namespace ReportApp.Tests.Golden;

/// <summary>
/// What reports must say to a person, counted once more over the lists that the host itself shows him: loops over its JSON, nothing of ours but the
/// accepted mapping's word on what stage is what step.
/// </summary>
internal sealed class RightsRecount
{
    /// <summary>The cells of these are counted here; of all others their lists are looked through for what the person may not see.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Counted = new Dictionary<string, string[]>
    {
        ["sales-by-owner"] = ["won_cnt", "won_val", "lost_cnt"],
        ["sales-funnel"] = ["reach", "reach_val", "lost_here"],
        ["lead-sources"] = ["lead_cnt", "lead_repeat"],
        ["object-receipts-forecast"] = ["receipts", "schedule"],
    };

    /// <summary>Report, row, column and measure of a cell.</summary>
    internal readonly record struct Place(string Report, string Row, string Column, string Measure);

    public Dictionary<Place, SortedDictionary<string, decimal>> Cells { get; } = [];

    /// <summary>Ids of deals and leads that the host shows him.</summary>
    public HashSet<string> Deals { get; } = [];

    public HashSet<string> Leads { get; } = [];

    /// <summary>Money of this month by deal, as the plan board shows it.</summary>
    public SortedDictionary<string, decimal> PaidThisMonth { get; } = [];

    /// <summary>Null: the host does not let him in.</summary>
    public static async Task<RightsRecount?> OfAsync(RightsWorld world, int person)
    {
        var deals = await world.ListAsync(person, "crm.item.list", 2);
        return deals is null ? null : new RightsRecount(
            world, deals, (await world.ListAsync(person, "crm.item.list", 1))!, (await world.ListAsync(person, "crm.item.list", 1056))!,
            (await world.ListAsync(person, "crm.item.list", 1052))!, (await world.ListAsync(person, "crm.stagehistory.list", 2))!, await world.PeopleAsync());
    }

    private RightsRecount(RightsWorld world, JsonArray deals, JsonArray leads, JsonArray payments, JsonArray lines, JsonArray history, JsonArray people)
    {
        var mapping = world.Tenant.Mapping!;
        var month = Month(world.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        foreach (var deal in deals.Select(deal => deal!))
        {
            var id = Text(deal["id"]);
            Deals.Add(id);
            var steps = history.Where(visit => Text(visit!["OWNER_ID"]) == id).OrderBy(visit => (long)visit!["ID"]!).Select(visit => mapping.Steps[Text(visit!["STAGE_ID"])]).ToList();
            var furthest = steps.Where(step => step < FunnelStep.Lost).Max();
            var isWon = furthest >= FunnelStep.Contract;
            var isLost = mapping.Steps[Text(deal["stageId"])] == FunnelStep.Lost;
            var amount = (decimal)deal["opportunity"]!;

            foreach (var step in mapping.Steps.Values.Distinct().Where(step => step <= furthest))
            {
                Add("sales-funnel", Row(step), "total", "reach", id, 1);
                Add("sales-funnel", Row(step), "total", "reach_val", id, amount);
            }
            if (isLost && !isWon)
                Add("sales-funnel", Row(steps.Last(step => step < FunnelStep.Lost)), "total", "lost_here", id, 1);

            if (isWon || isLost)
            {
                foreach (var row in RowsOf(deal))
                {
                    Add("sales-by-owner", row, "total", isWon ? "won_cnt" : "lost_cnt", id, 1);
                    if (isWon) Add("sales-by-owner", row, "total", "won_val", id, amount);
                }
            }

            var paid = payments.Where(payment => Text(payment!["parentId2"]) == id).Select(payment => (Month: Month(Text(payment!["ufCrm5PaidOn"])), Amount: (decimal)payment["opportunity"]!)).ToList();
            foreach (var (paidIn, sum) in paid)
            {
                foreach (var column in (string[])[paidIn, "total"])
                    Add("object-receipts-forecast", "total", column, "receipts", id, sum);
                if (paidIn == month) PaidThisMonth[id] = PaidThisMonth.GetValueOrDefault(id) + sum;
            }
            if (isWon || !isLost)
                AddUnpaid(id, [.. lines.Where(line => Text(line!["parentId2"]) == id).Select(line => (Due: Text(line!["closedate"]), Amount: (decimal)line["opportunity"]!)).OrderBy(line => line.Due, StringComparer.Ordinal)], paid.Sum(one => one.Amount), isWon && isLost);
        }
        foreach (var lead in leads.Select(lead => lead!))
        {
            var id = Text(lead["id"]);
            Leads.Add(id);
            // Lead 3 came again with the telephone of lead 1.
            foreach (var row in (string[])["source:" + Text(lead["sourceId"]), "total"])
                Add("lead-sources", row == "source:" ? "none" : row, "total", id == "3" ? "lead_repeat" : "lead_cnt", id, 1);
        }

        IEnumerable<string> RowsOf(JsonNode deal)
        {
            var manager = Text(deal["ufCrmSeller"]) is { Length: > 0 } and not "0" ? Text(deal["ufCrmSeller"]) : Text(deal["assignedById"]);
            var person = people.First(one => Text(one!["ID"]) == manager)!;
            return ["total", "manager:" + manager, (bool)person["ACTIVE"]! ? "team:" + Text(person["UF_DEPARTMENT"]!.AsArray()[0]) : "inactive"];
        }

        static string Row(FunnelStep step) => "step:" + step.ToString().ToLowerInvariant();
    }

    /// <summary>Nothing is due of an ended contract; else what was paid settles the oldest lines.</summary>
    private void AddUnpaid(string deal, IReadOnlyList<(string Due, decimal Amount)> lines, decimal paid, bool isEnded)
    {
        foreach (var (due, amount) in isEnded ? [] : lines)
        {
            var share = Math.Min(paid, amount);
            paid -= share;
            if (amount == share) continue;
            foreach (var column in (string[])[Month(due), "total"])
                Add("object-receipts-forecast", "total", column, "schedule", deal, amount - share);
        }
    }

    private void Add(string report, string row, string column, string measure, string id, decimal value)
    {
        var place = new Place(report, row, column, measure);
        if (!Cells.TryGetValue(place, out var list)) Cells[place] = list = [];
        list[id] = list.GetValueOrDefault(id) + value;
    }

    private static string Month(string day) => day[..7];

    private static string Text(JsonNode? node) => node?.ToString() ?? "";
}
