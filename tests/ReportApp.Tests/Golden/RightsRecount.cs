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
    /// <summary>Won and lost ones, of which the reports show shares only.</summary>
    private const string Closed = "closed";

    public const string Board = "plan-filling";

    private const string Summary = "sales-plan-summary";

    /// <summary>Every other measure is counted here; of these the lists are looked through for what the person may not see.</summary>
    public static readonly string[] Uncounted = ["won_rank", "step_days", "weighted_val"];

    /// <summary>Report, row, column and measure of a cell.</summary>
    internal readonly record struct Place(string Report, string Row, string Column, string Measure);

    /// <summary>The records of each list, with what each gives.</summary>
    public Dictionary<Place, SortedDictionary<string, decimal>> Lists { get; } = [];

    /// <summary>The two lists that a number divides.</summary>
    public Dictionary<Place, (Place Part, Place Whole)> Ratios { get; } = [];

    /// <summary>Ids of deals and leads that the host shows him.</summary>
    public HashSet<string> Deals { get; } = [];

    public HashSet<string> Leads { get; } = [];

    /// <summary>What a report, or the board, must show: all numbers but zeros, by their places.</summary>
    public IEnumerable<(Place Place, decimal Value)> Numbers(string report) => Lists.Select(list => (list.Key, list.Value.Values.Sum()))
        .Concat(Ratios.Select(ratio => (ratio.Key, Divide(ratio.Key.Measure, Lists[ratio.Value.Part].Values.Sum(), Lists[ratio.Value.Whole].Values.Sum()))))
        .Where(number => number.Key.Report == report && number.Key.Measure != Closed && number.Item2 != 0);

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
        var ladder = mapping.Steps.Values.Distinct().Where(step => step < FunnelStep.Lost).Order().ToList();
        var month = Month(world.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        var won = new HashSet<string>();
        foreach (var deal in deals.Select(deal => deal!))
        {
            var id = Text(deal["id"]);
            Deals.Add(id);
            var steps = history.Where(visit => Text(visit!["OWNER_ID"]) == id).OrderBy(visit => (long)visit!["ID"]!).Select(visit => mapping.Steps[Text(visit!["STAGE_ID"])]).ToList();
            var furthest = steps.Where(step => step < FunnelStep.Lost).Max();
            var isWon = furthest >= FunnelStep.Contract;
            var isLost = mapping.Steps[Text(deal["stageId"])] == FunnelStep.Lost;
            var amount = (decimal)deal["opportunity"]!;
            var owner = Text(deal["assignedById"]);
            var seller = Reference(deal["ufCrmSeller"]) ?? owner;
            if (isWon && Reference(deal["leadId"]) is { } lead) won.Add(lead);

            foreach (var step in ladder.Where(step => step <= furthest))
            {
                Add("sales-funnel", Row(step), "total", "reach", id, 1);
                Add("sales-funnel", Row(step), "total", "reach_val", id, amount);
            }
            if (isLost && !isWon)
                Add("sales-funnel", Row(steps.Last(step => step < FunnelStep.Lost)), "total", "lost_here", id, 1);

            if (isWon || isLost)
            {
                foreach (var row in RowsOf(seller))
                {
                    Add("sales-by-owner", row, "total", Closed, id, 1);
                    Add("sales-by-owner", row, "total", isWon ? "won_cnt" : "lost_cnt", id, 1);
                    if (isWon) Add("sales-by-owner", row, "total", "won_val", id, amount);
                }
            }

            foreach (var row in RowsOf(seller).Where(_ => isWon))
            {
                // A contract that ended takes off what it brought, but its price was agreed.
                var net = isLost ? 0 : 1;
                Add(Summary, row, "total", "units_sold", id, net);
                Add(Summary, row, "total", "sales_val", id, net * amount);
                if (isLost) Add(Summary, row, "total", "ended_val", id, -amount);
                if (Reference(deal[mapping.ContractAreaFields[0]]) is not { } area)
                {
                    Add(Summary, row, "total", "no_area_val", id, amount);
                    continue;
                }
                Add(Summary, row, "total", "m2_sold", id, net * decimal.Parse(area, CultureInfo.InvariantCulture));
                Add(Summary, row, "total", "price_area", id, decimal.Parse(area, CultureInfo.InvariantCulture));
                Add(Summary, row, "total", "price_val", id, amount);
            }

            var paid = payments.Where(payment => Text(payment!["parentId2"]) == id).Select(payment => (Month: Month(Text(payment!["ufCrm5PaidOn"])), Amount: (decimal)payment["opportunity"]!)).ToList();
            foreach (var (paidIn, sum) in paid)
            {
                AddMoney("receipts", deal, paidIn, sum);
                foreach (var row in RowsOf(seller)) Add(Summary, row, "total", "receipts", id, sum);
                foreach (var row in RowsOf(seller).Where(_ => paidIn == month))
                    Add(Board, row, month, "fact", id, sum);
            }
            if (isLost) continue;
            // What is still to come of who has left is the owner's.
            var successor = IsActive(seller) ? seller : owner;
            foreach (var (due, rest) in Unpaid(lines.Where(line => Text(line!["parentId2"]) == id).Select(line => (Text(line!["closedate"]), (decimal)line["opportunity"]!)), paid.Sum(one => one.Amount)))
            {
                AddMoney("schedule", deal, Month(due), rest);
                foreach (var row in RowsOf(successor).Where(_ => Month(due) == month))
                    Add(Board, row, month, "unpaid", id, rest);
            }
        }
        foreach (var lead in leads.Select(lead => lead!))
        {
            var id = Text(lead["id"]);
            Leads.Add(id);
            // Lead 3 came again with the telephone of lead 1.
            var isRepeat = id == "3";
            foreach (var row in (string[])[Reference(lead["sourceId"]) is { } source ? "source:" + source : "none", "total"])
            {
                Add("lead-sources", row, "total", isRepeat ? "lead_repeat" : "lead_cnt", id, 1);
                if (!isRepeat && Text(lead["stageId"]) == "CONVERTED") Add("lead-sources", row, "total", "lead_qual", id, 1);
                if (!isRepeat && won.Contains(id)) Add("lead-sources", row, "total", "lead_won", id, 1);
            }
        }
        foreach (var place in Lists.Keys)
        {
            foreach (var (ratio, whole) in WholesOf(place).Where(one => Lists.ContainsKey(one.Whole)))
                Ratios[place with { Measure = ratio }] = (place, whole);
        }

        IEnumerable<(string Ratio, Place Whole)> WholesOf(Place place) => place.Measure switch
        {
            "won_cnt" => [("win_rate", place with { Measure = Closed })],
            "won_val" => [("won_share", place with { Row = "total" }), ("avg_deal", place with { Measure = "won_cnt" })],
            "price_val" => [("price_m2", place with { Measure = "price_area" })],
            "lead_cnt" => [("lead_share", place with { Row = "total" })],
            "lead_qual" => [("qual_rate", place with { Measure = "lead_cnt" })],
            "lead_won" => [("lead_to_won", place with { Measure = "lead_cnt" })],
            "reach" when ladder.FindIndex(step => Row(step) == place.Row) is var at => at == 0
                ? [("total_conv", place)]
                : [("total_conv", place with { Row = Row(ladder[0]) }), ("step_conv", place with { Row = Row(ladder[at - 1]) })],
            _ => [],
        };

        IEnumerable<string> RowsOf(string manager) =>
            ["total", "manager:" + manager, IsActive(manager) ? "team:" + Text(Person(manager)["UF_DEPARTMENT"]!.AsArray()[0]) : "inactive"];

        bool IsActive(string person) => (bool)Person(person)["ACTIVE"]!;

        JsonNode Person(string id) => people.First(one => Text(one!["ID"]) == id)!;

        static string Row(FunnelStep step) => "step:" + step.ToString().ToLowerInvariant();
    }

    /// <summary>Under the deal's building or complex, all of which is complex 1, or under no object.</summary>
    private void AddMoney(string measure, JsonNode deal, string month, decimal sum)
    {
        string[] rows = Reference(deal["parentId1044"]) is { } building ? ["total", "complex:1", "building:" + building]
            : Reference(deal["parentId1040"]) is { } complex ? ["total", "complex:" + complex, $"complex:{complex}/none"]
            : ["total", "none"];
        foreach (var row in rows)
        {
            foreach (var column in (string[])[month, "total"])
                Add("object-receipts-forecast", row, column, measure, Text(deal["id"]), sum);
        }
    }

    /// <summary>What was paid settles the oldest lines.</summary>
    private static IEnumerable<(string Due, decimal Left)> Unpaid(IEnumerable<(string Due, decimal Amount)> lines, decimal paid)
    {
        foreach (var (due, amount) in lines.OrderBy(line => line.Due, StringComparer.Ordinal))
        {
            var share = Math.Min(paid, amount);
            paid -= share;
            if (amount > share) yield return (due, amount - share);
        }
    }

    private static decimal Divide(string ratio, decimal part, decimal whole) => Math.Round((ratio is "avg_deal" or "price_m2" ? part : 100 * part) / whole, 6);

    private void Add(string report, string row, string column, string measure, string id, decimal value)
    {
        var place = new Place(report, row, column, measure);
        if (!Lists.TryGetValue(place, out var list)) Lists[place] = list = [];
        list[id] = list.GetValueOrDefault(id) + value;
    }

    private static string Month(string day) => day[..7];

    /// <summary>Null: it names nothing.</summary>
    private static string? Reference(JsonNode? node) => Text(node) is { Length: > 0 } and not "0" ? Text(node) : null;

    private static string Text(JsonNode? node) => node?.ToString() ?? "";
}
