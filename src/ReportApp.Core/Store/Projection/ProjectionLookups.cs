using System.Text.Json;
using ReportApp.Core.Model;

namespace ReportApp.Core.Store.Projection;

/// <summary>What a list shows of a deal.</summary>
/// <param name="Amount">Of the contract where there is one; in units of the tenant's currency; null when there is none or it is in another currency.</param>
/// <param name="Probability">0 to 1.</param>
/// <param name="Plan">As it stands in the host's own fields.</param>
internal sealed record DealCard(
    string Id, string Title, string? ManagerId, string? ManagerName, string? Stage, string? Complex, string? Building, decimal? Amount,
    decimal? Probability, string? ProbabilitySource, DateOnly? ExpectedClose, DateOnly CreatedOn, DateOnly? ClosedOn, PlanValues? Plan, string? ContractDateSource,
    string? SellerSource, string? ContractAmountSource, string? ComplexSource, string? BuildingSource, bool IsLost, string? SuccessorId);

/// <summary>What a list shows of a lead. How to reach who asked is nobody's business here.</summary>
internal sealed record LeadCard(string Id, string Title, string? OwnerId, string? OwnerName, string? Stage, string? Source, DateOnly CreatedOn);

/// <summary>What a list shows of a meeting: it belongs to a deal or to a lead.</summary>
internal sealed record MeetingCard(string Id, string Subject, string? DealId, string? LeadId, string? OwnerName);

/// <summary>What a plan board shows of a deal.</summary>
/// <param name="Probability">0 to 1: of an open deal its own or its stage's, 1 after the contract, 0 when it is lost; null where nothing is known.</param>
/// <param name="IsOpen">Neither won nor lost.</param>
/// <param name="IsLost">Lost, or its contract ended.</param>
/// <param name="HasSchedule">Some line of a payment schedule is its own and not cancelled.</param>
/// <param name="Plan">As it stands in the host's own fields.</param>
internal sealed record BoardDealCard(
    string Id, string Title, string? Stage, string? Object, decimal? Amount, decimal? Probability, DateOnly? ExpectedClose, bool IsOpen, bool IsLost,
    bool HasSchedule, PlanValues? Plan);

/// <summary>A schedule line with something left to pay, in units of the tenant's currency.</summary>
internal sealed record UnpaidLine(DateOnly Due, decimal Amount, decimal Unpaid, string? Kind);

/// <summary>Names and trees of a tenant's projection, and what a deal's money comes to.</summary>
internal static class ProjectionLookups
{
    public static async Task<IReadOnlyDictionary<string, DealCard>> DealsAsync(
        this ProjectionReader reader, IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var db = reader.Catalog + ".main";
        var cards = await reader.QueryAsync(
            $"""
            SELECT d.id, d.title, d.manager_id, person.name, stage.name, complex.name, building.name,
                CASE WHEN COALESCE(d.contract_in_currency, d.in_currency) THEN COALESCE(d.contract_amount, d.amount) END, d.probability_won, d.probability_of, d.probability_source, d.expected_close, d.plan, d.created_on, d.closed_on, d.contract_on_source, d.seller_source,
                d.contract_amount_source, d.complex_source, d.building_source, d.outcome IN ('lost', 'ended'), d.successor_id
            FROM {db}.deal d
            LEFT JOIN {db}.person ON person.id = d.manager_id
            LEFT JOIN {db}.stage ON stage.id = d.stage_id
            LEFT JOIN {db}.complex ON complex.id = d.complex_id
            LEFT JOIN {db}.building ON building.id = d.building_id
            WHERE d.id IN (SELECT UNNEST($ids))
            """,
            [("ids", ids.ToList())],
            row => new DealCard(
                row.GetString(0), row.GetString(1), row.Text(2), row.Text(3), row.Text(4), row.Text(5), row.Text(6),
                row.IsDBNull(7) ? null : Money.FromStored(row.GetInt64(7)),
                row.IsDBNull(9) ? null : decimal.Round((decimal)row.GetInt64(8) / row.GetInt64(9), 6),
                row.Text(10), row.Day(11), row.GetFieldValue<DateOnly>(13), row.Day(14), row.Text(12) is { } plan ? JsonSerializer.Deserialize<PlanValues>(plan) : null, row.Text(15), row.Text(16), row.Text(17),
                row.Text(18), row.Text(19), row.GetBoolean(20), row.Text(21)),
            cancellationToken);
        return cards.ToDictionary(card => card.Id);
    }

    public static async Task<IReadOnlyDictionary<string, LeadCard>> LeadsAsync(
        this ProjectionReader reader, IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var db = reader.Catalog + ".main";
        var cards = await reader.QueryAsync(
            $"""
            SELECT l.id, l.title, l.owner_id, person.name, COALESCE(stage.name, l.stage_id), COALESCE(source.name, l.source_id), l.created_on
            FROM {db}.lead l
            LEFT JOIN {db}.person ON person.id = l.owner_id
            LEFT JOIN {db}.lead_stage stage ON stage.id = l.stage_id
            LEFT JOIN {db}.source ON source.id = l.source_id
            WHERE l.id IN (SELECT UNNEST($ids))
            """,
            [("ids", ids.ToList())],
            row => new LeadCard(
                row.GetString(0), row.GetString(1), row.Text(2), row.Text(3), row.Text(4), row.Text(5), row.GetFieldValue<DateOnly>(6)),
            cancellationToken);
        return cards.ToDictionary(card => card.Id);
    }

    public static async Task<IReadOnlyDictionary<string, MeetingCard>> MeetingsAsync(
        this ProjectionReader reader, IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var db = reader.Catalog + ".main";
        var cards = await reader.QueryAsync(
            $"""
            SELECT m.id, m.subject, m.deal_id, m.lead_id, person.name
            FROM {db}.meeting m LEFT JOIN {db}.person ON person.id = m.owner_id
            WHERE m.id IN (SELECT UNNEST($ids))
            """,
            [("ids", ids.ToList())], row => new MeetingCard(row.GetString(0), row.GetString(1), row.Text(2), row.Text(3), row.Text(4)), cancellationToken);
        return cards.ToDictionary(card => card.Id);
    }

    /// <summary>Of these deals those that the rows cover.</summary>
    public static async Task<IReadOnlyDictionary<string, BoardDealCard>> BoardDealsAsync(
        this ProjectionReader reader, IEnumerable<string> ids, VisibleRows rows, CancellationToken cancellationToken)
    {
        var db = reader.Catalog + ".main";
        var cards = await reader.QueryAsync(
            $"""
            SELECT d.id, d.title, stage.name, CONCAT_WS(' / ', complex.name, building.name), CASE WHEN d.in_currency THEN d.amount END,
                d.probability_won, d.probability_of, d.expected_close, d.outcome, d.plan,
                EXISTS (SELECT 1 FROM {db}.schedule_line line WHERE line.deal_id = d.id AND line.counts AND NOT line.cancelled)
            FROM {db}.deal d
            LEFT JOIN {db}.stage ON stage.id = d.stage_id
            LEFT JOIN {db}.complex ON complex.id = d.complex_id
            LEFT JOIN {db}.building ON building.id = d.building_id
            WHERE d.id IN (SELECT UNNEST($ids)) AND ($all OR d.owner_id IN (SELECT UNNEST($owners)) OR d.id IN (SELECT UNNEST($extra)))
            """,
            [("ids", ids.ToList()), ("all", rows.SeesAll), ("owners", rows.Owners.ToList()), ("extra", rows.ExtraIds.ToList())],
            row =>
            {
                var outcome = row.GetString(8);
                var (isOpen, isLost) = (outcome == "open", outcome is "lost" or "ended");
                return new BoardDealCard(
                    row.GetString(0), row.GetString(1), row.Text(2), row.GetString(3) is { Length: > 0 } named ? named : null,
                    row.IsDBNull(4) ? null : Money.FromStored(row.GetInt64(4)),
                    isLost ? 0 : !isOpen ? 1 : row.IsDBNull(6) ? null : decimal.Round((decimal)row.GetInt64(5) / row.GetInt64(6), 6),
                    row.Day(7), isOpen, isLost, row.GetBoolean(10), row.Text(9) is { } plan ? JsonSerializer.Deserialize<PlanValues>(plan) : null);
            },
            cancellationToken);
        return cards.ToDictionary(card => card.Id);
    }

    /// <summary>Receipts of a deal, refunds taken off, in units of the tenant's currency.</summary>
    public static async Task<decimal> PaidAsync(this ProjectionReader reader, string dealId, CancellationToken cancellationToken) =>
        (await reader.QueryAsync(
            $"SELECT COALESCE(SUM(amount), 0)::BIGINT FROM {reader.Catalog}.main.payment WHERE deal_id = $deal AND is_receipt AND in_currency AND counts",
            [("deal", dealId)], row => Money.FromStored(row.GetInt64(0)), cancellationToken))[0];

    /// <summary>The same by deal and month of the payment, of these deals.</summary>
    public static async Task<IReadOnlyDictionary<(string DealId, YearMonth Month), decimal>> PaidByMonthAsync(
        this ProjectionReader reader, IEnumerable<string> deals, CancellationToken cancellationToken) =>
        (await reader.QueryAsync(
            $"""
            SELECT deal_id, DATE_TRUNC('month', paid_on)::DATE, SUM(amount)::BIGINT FROM {reader.Catalog}.main.payment
            WHERE deal_id IN (SELECT UNNEST($deals)) AND is_receipt AND in_currency AND counts AND paid_on IS NOT NULL
            GROUP BY ALL
            """,
            [("deals", deals.ToList())], row => (Deal: row.GetString(0), Month: YearMonth.Of(row.GetFieldValue<DateOnly>(1)), Paid: Money.FromStored(row.GetInt64(2))),
            cancellationToken)).ToDictionary(row => (row.Deal, row.Month), row => row.Paid);

    /// <summary>By due day; a line whose day is unknown stands last in the reports and is left out here.</summary>
    public static Task<IReadOnlyList<UnpaidLine>> UnpaidLinesAsync(this ProjectionReader reader, string dealId, CancellationToken cancellationToken) =>
        reader.QueryAsync(
            $"""
            SELECT due, amount, unpaid, line_kind FROM {reader.Catalog}.main.schedule_line
            WHERE deal_id = $deal AND unpaid > 0 AND due IS NOT NULL
            ORDER BY due, id
            """,
            [("deal", dealId)],
            row => new UnpaidLine(row.GetFieldValue<DateOnly>(0), Money.FromStored(row.GetInt64(1)), Money.FromStored(row.GetInt64(2)), row.Text(3)),
            cancellationToken);

    /// <summary>Contracts to the one deal that has the number; null where several have it.</summary>
    public static async Task<IReadOnlyDictionary<string, string?>> ContractsAsync(this ProjectionReader reader, CancellationToken cancellationToken) =>
        (await reader.QueryAsync(
            $"SELECT contract_key, CASE WHEN COUNT(*) = 1 THEN MIN(id) END FROM {reader.Catalog}.main.deal WHERE contract_key IS NOT NULL GROUP BY contract_key", [],
            row => (Key: row.GetString(0), Deal: row.Text(1)), cancellationToken)).ToDictionary(row => row.Key, row => row.Deal, StringComparer.Ordinal);

    /// <summary>Which of these ids are sales deals.</summary>
    public static async Task<IReadOnlySet<string>> KnownDealsAsync(this ProjectionReader reader, IEnumerable<string> ids, CancellationToken cancellationToken) =>
        (await reader.QueryAsync(
            $"SELECT id FROM {reader.Catalog}.main.deal WHERE id IN (SELECT UNNEST($ids))", [("ids", ids.ToList())],
            row => row.GetString(0), cancellationToken)).ToHashSet(StringComparer.Ordinal);

    /// <summary>Which sales deals expect a payment of just one of these amounts: of a line of their schedule, or of what is left of it.</summary>
    public static Task<IReadOnlyList<(string DealId, decimal Amount)>> ExpectingAsync(
        this ProjectionReader reader, IEnumerable<decimal> amounts, CancellationToken cancellationToken) =>
        reader.QueryAsync(
            $"""
            SELECT DISTINCT deal.id, expected.amount
            FROM (
                SELECT deal_id, UNNEST([amount, unpaid]) AS amount FROM {reader.Catalog}.main.schedule_line WHERE counts AND in_currency AND NOT cancelled
            ) expected
            JOIN {reader.Catalog}.main.deal deal ON deal.id = expected.deal_id
            WHERE expected.amount IN (SELECT UNNEST($amounts))
            """,
            [("amounts", amounts.Select(Money.ToStored).ToList())], row => (row.GetString(0), Money.FromStored(row.GetInt64(1))), cancellationToken);

    public static Task<IReadOnlyList<ComplexRow>> ComplexesAsync(this ProjectionReader reader, CancellationToken cancellationToken) =>
        reader.QueryAsync(
            $"SELECT id, name FROM {reader.Catalog}.main.complex ORDER BY name, id", [],
            row => new ComplexRow(row.GetString(0), row.GetString(1)), cancellationToken);

    public static Task<IReadOnlyList<BuildingRow>> BuildingsAsync(this ProjectionReader reader, CancellationToken cancellationToken) =>
        reader.QueryAsync(
            $"SELECT id, name, complex_id FROM {reader.Catalog}.main.building ORDER BY name, id", [],
            row => new BuildingRow(row.GetString(0), row.GetString(1), row.Text(2)), cancellationToken);

    /// <summary>Units to the building they link to; without those that are gone or link to none.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> BuildingsOfAsync(
        this ProjectionReader reader, IEnumerable<string> units, CancellationToken cancellationToken) =>
        (await reader.QueryAsync(
            $"SELECT id, building_ref FROM {reader.Catalog}.main.unit WHERE building_ref IS NOT NULL AND id IN (SELECT UNNEST($ids))", [("ids", units.ToList())],
            row => (Id: row.GetString(0), Building: row.GetString(1)), cancellationToken)).ToDictionary(row => row.Id, row => row.Building);

    /// <summary>Deals, of whatever pipeline, to the complex in whose sections lies what they sell; without those of which none is told.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> ComplexesSoldAsync(
        this ProjectionReader reader, IEnumerable<string> deals, CancellationToken cancellationToken)
    {
        var db = reader.Catalog + ".main";
        return (await reader.QueryAsync(
            $"SELECT sold.deal_id, s.complex_id FROM ({SectionDerivation.Sold(db, "SELECT UNNEST($ids)")}) sold JOIN {db}.section s ON s.id = sold.complex_section WHERE s.complex_id IS NOT NULL",
            [("ids", deals.ToList())], row => (Id: row.GetString(0), Complex: row.GetString(1)), cancellationToken)).ToDictionary(row => row.Id, row => row.Complex);
    }

    public static Task<IReadOnlyList<PersonRow>> PeopleAsync(this ProjectionReader reader, CancellationToken cancellationToken) =>
        reader.QueryAsync(
            $"SELECT id, name, is_active, department_ids FROM {reader.Catalog}.main.person ORDER BY name, id", [],
            row => new PersonRow(row.GetString(0), row.GetString(1), row.GetBoolean(2), JsonSerializer.Deserialize<string[]>(row.GetString(3))!), cancellationToken);

    public static Task<IReadOnlyList<DepartmentRow>> DepartmentsAsync(this ProjectionReader reader, CancellationToken cancellationToken) =>
        reader.QueryAsync(
            $"SELECT id, name, parent_id, head_id, position FROM {reader.Catalog}.main.department ORDER BY position, name, id", [],
            row => new DepartmentRow(row.GetString(0), row.GetString(1), row.Text(2), row.Text(3), row.GetInt32(4)), cancellationToken);

    /// <summary>Those of sales, in the host's order.</summary>
    public static Task<IReadOnlyList<PipelineRow>> PipelinesAsync(this ProjectionReader reader, CancellationToken cancellationToken) =>
        reader.QueryAsync(
            $"SELECT id, name, position FROM {reader.Catalog}.main.pipeline ORDER BY position, name, id", [],
            row => new PipelineRow(row.GetString(0), row.GetString(1), row.GetInt32(2)), cancellationToken);

    /// <summary>Steps before the failure that some stage of these pipelines stands for, in order.</summary>
    /// <param name="pipelines">Null: of all.</param>
    public static async Task<IReadOnlyList<FunnelStep>> StepsAsync(
        this ProjectionReader reader, IReadOnlySet<string>? pipelines, CancellationToken cancellationToken) =>
        await reader.QueryAsync(
            $"""
            SELECT DISTINCT step FROM {reader.Catalog}.main.stage
            WHERE step < {(int)FunnelStep.Lost:D} AND ($all OR pipeline_id IN (SELECT UNNEST($pipelines)))
            ORDER BY step
            """,
            [("all", pipelines is null), ("pipelines", pipelines?.ToList() ?? [])],
            row => (FunnelStep)row.GetInt32(0), cancellationToken);

    /// <summary>In the host's order; behind them those that only leads still name, by what they name.</summary>
    public static Task<IReadOnlyList<SourceRow>> SourcesAsync(this ProjectionReader reader, CancellationToken cancellationToken) =>
        reader.QueryAsync(
            $"""
            SELECT id, name, position FROM {reader.Catalog}.main.source
            UNION ALL
            SELECT DISTINCT source_id, source_id, {int.MaxValue} FROM {reader.Catalog}.main.lead
            WHERE source_id IS NOT NULL AND source_id NOT IN (SELECT id FROM {reader.Catalog}.main.source)
            ORDER BY position, name, id
            """,
            [], row => new SourceRow(row.GetString(0), row.GetString(1), row.GetInt32(2)), cancellationToken);

    /// <summary>How many records have a value that could not be used.</summary>
    public static async Task<int> CountFaultsAsync(this ProjectionReader reader, CancellationToken cancellationToken) =>
        (await reader.QueryAsync(
            $"SELECT COUNT(*) FROM {reader.Catalog}.main.fault", [], row => checked((int)row.GetInt64(0)), cancellationToken))[0];

    /// <summary>Whether no live sales deal is outside what these owners and ids cover.</summary>
    public static async Task<bool> CoversAllDealsAsync(this ProjectionReader reader, VisibleRows rows, CancellationToken cancellationToken) =>
        rows.SeesAll || (await reader.QueryAsync(
            $"""
            SELECT COUNT(*) FROM {reader.Catalog}.main.deal
            WHERE NOT (COALESCE(owner_id IN (SELECT UNNEST($owners)), FALSE) OR id IN (SELECT UNNEST($ids)))
            """,
            [("owners", rows.Owners.ToList()), ("ids", rows.ExtraIds.Concat(rows.Gone).ToList())], row => row.GetInt64(0), cancellationToken))[0] == 0;

    /// <summary>Everybody who has a lead that these rows cover.</summary>
    public static async Task<IReadOnlySet<string>> LeadOwnersAsync(this ProjectionReader reader, VisibleRows rows, CancellationToken cancellationToken) =>
        (await reader.QueryAsync(
            $"""
            SELECT DISTINCT owner_id FROM {reader.Catalog}.main.lead
            WHERE $all OR owner_id IN (SELECT UNNEST($owners)) OR id IN (SELECT UNNEST($ids))
            """,
            [("all", rows.SeesAll), ("owners", rows.Owners.ToList()), ("ids", rows.ExtraIds.ToList())], row => row.Text(0), cancellationToken))
        .OfType<string>().ToHashSet();

    /// <summary>Everybody to whom a deal is attributed that these rows cover.</summary>
    public static async Task<IReadOnlySet<string>> ManagersAsync(this ProjectionReader reader, VisibleRows rows, CancellationToken cancellationToken) =>
        (await reader.QueryAsync(
            $"""
            SELECT DISTINCT UNNEST([manager_id, successor_id]) AS id FROM {reader.Catalog}.main.deal
            WHERE $all OR owner_id IN (SELECT UNNEST($owners)) OR id IN (SELECT UNNEST($ids))
            """,
            [("all", rows.SeesAll), ("owners", rows.Owners.ToList()), ("ids", rows.ExtraIds.ToList())], row => row.Text(0), cancellationToken))
        .OfType<string>().ToHashSet();

    /// <summary>Territories of the deals that the rows cover, with their names.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> TerritoriesAsync(this ProjectionReader reader, VisibleRows rows, CancellationToken cancellationToken) =>
        (await reader.QueryAsync(
            $"""
            SELECT territory, MIN(territory_name) FROM {reader.Catalog}.main.deal
            WHERE territory IS NOT NULL AND ($all OR owner_id IN (SELECT UNNEST($owners)) OR id IN (SELECT UNNEST($ids)))
            GROUP BY territory
            """,
            [("all", rows.SeesAll), ("owners", rows.Owners.ToList()), ("ids", rows.ExtraIds.ToList())], row => (row.GetString(0), row.GetString(1)), cancellationToken))
        .ToDictionary();

    /// <summary>Everybody who has a target of his own, in whatever month.</summary>
    public static Task<IReadOnlyList<string>> TargetManagersAsync(this ProjectionReader reader, CancellationToken cancellationToken) =>
        reader.QueryAsync(
            $"SELECT DISTINCT manager_id FROM {reader.Catalog}.main.plan_target WHERE manager_id IS NOT NULL ORDER BY manager_id", [],
            row => row.GetString(0), cancellationToken);

    /// <summary>Whose targets there are in the months of a period, of people and departments.</summary>
    public static Task<IReadOnlyList<(string? Manager, string? Department)>> TargetPeopleAsync(this ProjectionReader reader, DayRange period, CancellationToken cancellationToken) =>
        reader.QueryAsync(
            $"""
            SELECT DISTINCT manager_id, department_id FROM {reader.Catalog}.main.plan_target
            WHERE (manager_id IS NOT NULL OR department_id IS NOT NULL) AND month >= $from AND month < $end
            """,
            [("from", YearMonth.Of(period.From).FirstDay), ("end", period.End)], row => (row.Text(0), row.Text(1)), cancellationToken);
}
