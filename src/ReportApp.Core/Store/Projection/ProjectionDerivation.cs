using DuckDB.NET.Data;
using ReportApp.Core.Model;

namespace ReportApp.Core.Store.Projection;

/// <summary>
/// What follows from several records at once, written into the rows of the deals in <c>temp.main.touched</c>, which come in parts of a size that
/// the engine's memory has room for:
/// <list type="bullet">
/// <item><b>Outcome</b> (C10, C22): a deal that ever entered the contract step, or a later one that is not a failure, has reached it for
/// good; in a failure stage it is <c>ended</c>, elsewhere <c>won</c>. Otherwise a failure stage makes it <c>lost</c>, any other <c>open</c>.</item>
/// <item><b>Closed</b> (C10): won on the day of the contract that a field says, else on the first day in the contract step or a later one, lost on the last
/// day it entered a failure stage; where the history has no such visit, the day the deal itself says its stage changed.</item>
/// <item><b>Sources</b> (reports.md §2.10): which source of a role's chain won, by <see cref="FactSource"/>; of what only contracts have, null elsewhere.</item>
/// <item><b>Steps</b> (C22): a deal reached its furthest step and all before it. It was lost at the last step it was in before the failure.
/// Days of a step are all its completed visits together, and it was left with the last of them; a step without one has none (C16). It was reached
/// on the first day in it or a later one, the first step with the deal; where the history has no such visit, on the day the deal itself says.</item>
/// <item><b>Sales</b> (C11): a contract counts on its day, and one that ended counts against on the last day it entered a failure stage; where the history
/// has no such visit, on the day the deal itself says its stage changed. Money is that of the contract, in the tenant's currency alone.</item>
/// <item><b>Object</b>: the building's complex wins over the deal's own; an object that is gone counts as none (C5). See <see cref="ObjectDerivation"/>.</item>
/// <item><b>Manager</b> (DR-16): the seller, else the owner. What is still to come follows the <b>successor</b>: the seller while he is
/// active, else the owner. <b>Team</b> is the manager's department; all who have left are one team (C9).</item>
/// <item><b>Unpaid</b> of a schedule line: receipts pay the line they name, as far as it goes. All that is left over (no line named, more
/// than the line, a cancelled line) pays the deal's other lines, oldest due first. A refund first lowers what its own line got; when
/// a deal has less money than its lines got by name, the latest due lines are unpaid again.</item>
/// <item><b>Probability</b>: the deal's own, else the share won of the closed deals that ever were in its stage, kept as a fraction; an
/// ended contract had been won (C10). <b>Weighted</b> is amount × probability, rounded to 1/100 of a unit per deal, half away from zero, so that lists add up.</item>
/// </list>
/// </summary>
internal static class ProjectionDerivation
{
    private const int Contract = (int)FunnelStep.Contract;
    private const int Lost = (int)FunnelStep.Lost;

    /// <summary>The team of managers who have left, and of those without a department; no department has such an id.</summary>
    public const string InactiveTeam = "inactive";
    public const string NoTeam = "none";

    /// <summary>Kinds of rows of <c>sale</c>.</summary>
    private const string Signed = "signed";
    private const string Ended = "ended";

    /// <summary>One unit, as numbers are stored.</summary>
    private const long One = (long)Money.StoredScale;

    private static readonly string Steps = string.Join(
        ", ", Enum.GetValues<FunnelStep>().Where(step => step != FunnelStep.Lost).Select(step => $"({(int)step:D}, '{NameOf(step)}')"));

    /// <summary>How the column <c>deal_step.step</c> calls it.</summary>
    public static string NameOf(FunnelStep step) => step.ToString().ToLowerInvariant();

    /// <param name="catalog">Where the tenant's tables are.</param>
    /// <param name="endPart">After each part of the deals; null: all of it is one transaction.</param>
    public static void Run(DuckDBConnection connection, string catalog, Action? endPart)
    {
        var db = catalog + ".main";
        InParts(connection, db, endPart, (deals, part) => OfDeals(db, deals, part));
        foreach (var statement in Statements(db))
            connection.Execute(statement);
    }

    /// <summary>A change of a row is kept in memory until its transaction ends; so a statement over the touched deals is made for each part of them.</summary>
    /// <param name="endPart">After each part; null: all of it is one transaction.</param>
    /// <param name="statement">For the rows of the deals in a part, and its number.</param>
    public static void InParts(DuckDBConnection connection, string db, Action? endPart, Func<string, long, string> statement)
    {
        var parts = connection.CountAndSum("(SELECT DISTINCT part FROM temp.main.touched)", null).Count;
        for (var part = 0L; part < parts; part++)
        {
            connection.Execute(statement($"(SELECT own.* FROM {db}.deal own JOIN temp.main.touched t ON t.deal_id = own.id WHERE t.part = {part})", part));
            endPart?.Invoke();
        }
    }

    private static string OfDeals(string db, string deals, long part) =>
        $"""
        UPDATE {db}.deal AS deal
        SET step = now.step, outcome = now.fate, closed_on = now.closed_on, contract_on_source = now.contract_on_source, seller_source = now.seller_source,
            contract_amount = now.contract_amount, contract_in_currency = now.contract_in_currency, contract_amount_source = now.contract_amount_source, complex_id = now.complex_id, building_id = now.building_id,
            complex_source = now.complex_source, building_source = now.building_source, manager_id = now.manager_id, department_id = now.department_id, team_id = now.team_id,
            successor_id = now.successor_id, successor_department_id = now.successor_department_id
        FROM (
            SELECT d.id,
                COALESCE(d.mapped_step, s.step, 0) AS step,
                COALESCE(r.reached, FALSE) OR COALESCE(d.mapped_step, s.step, 0) BETWEEN {Contract} AND {Lost - 1} AS won,
                CASE
                    WHEN COALESCE(d.mapped_step, s.step, 0) >= {Lost} THEN CASE WHEN r.reached THEN 'ended' ELSE 'lost' END
                    WHEN won THEN 'won'
                    ELSE 'open'
                END AS fate,
                CASE fate WHEN 'open' THEN NULL WHEN 'lost' THEN COALESCE(r.lost_on, d.moved_on) ELSE COALESCE(d.contract_on, r.won_on, d.moved_on) END AS closed_on,
                CASE WHEN fate IN ('won', 'ended') THEN
                    CASE
                        WHEN d.contract_on IS NOT NULL THEN '{FactSource.FieldPrefix}' || d.contract_on_field
                        WHEN r.won_on IS NOT NULL THEN '{FactSource.Stage}'
                        WHEN d.moved_on IS NOT NULL THEN '{FactSource.Moved}'
                        ELSE '{FactSource.None}'
                    END
                END AS contract_on_source,
                CASE WHEN fate IN ('won', 'ended') THEN COALESCE(d.contract_value, d.amount) END AS contract_amount,
                CASE WHEN fate IN ('won', 'ended') THEN CASE WHEN d.contract_value IS NOT NULL THEN d.contract_value_in_currency ELSE d.in_currency END END
                    AS contract_in_currency,
                CASE WHEN fate IN ('won', 'ended') THEN
                    CASE
                        WHEN d.contract_value IS NOT NULL THEN '{FactSource.FieldPrefix}' || d.contract_value_field
                        WHEN d.amount IS NOT NULL THEN '{FactSource.Deal}'
                        ELSE '{FactSource.None}'
                    END
                END AS contract_amount_source,
                CASE
                    WHEN d.seller_id IS NOT NULL THEN '{FactSource.FieldPrefix}' || d.seller_field
                    WHEN d.owner_id IS NOT NULL THEN '{FactSource.Owner}'
                    ELSE '{FactSource.None}'
                END AS seller_source,
                object.complex_id, object.building_id, object.complex_source, object.building_source,
                COALESCE(d.seller_id, d.owner_id) AS manager_id, manager.department_id,
                CASE
                    WHEN COALESCE(d.seller_id, d.owner_id) IS NULL THEN NULL
                    WHEN manager.is_active THEN COALESCE(manager.department_id, '{NoTeam}')
                    ELSE '{InactiveTeam}'
                END AS team_id,
                CASE WHEN seller.is_active THEN d.seller_id ELSE COALESCE(d.owner_id, d.seller_id) END AS successor_id,
                CASE WHEN seller.is_active THEN seller.department_id ELSE COALESCE(owner.department_id, seller.department_id) END
                    AS successor_department_id
            FROM {deals} d
            LEFT JOIN {db}.stage s ON s.id = d.stage_id
            JOIN ({ObjectDerivation.Objects(db, deals)}) object ON object.deal_id = d.id
            LEFT JOIN {db}.person manager ON manager.id = COALESCE(d.seller_id, d.owner_id)
            LEFT JOIN {db}.person seller ON seller.id = d.seller_id
            LEFT JOIN {db}.person owner ON owner.id = d.owner_id
            LEFT JOIN (
                SELECT v.deal_id, BOOL_OR(COALESCE(v.mapped_step, s.step) BETWEEN {Contract} AND {Lost - 1}) AS reached,
                    MIN(v.entered_on) FILTER (COALESCE(v.mapped_step, s.step) BETWEEN {Contract} AND {Lost - 1}) AS won_on,
                    MAX(v.entered_on) FILTER (COALESCE(v.mapped_step, s.step) >= {Lost}) AS lost_on
                FROM {db}.stage_visit v
                JOIN temp.main.touched t ON t.deal_id = v.deal_id
                LEFT JOIN {db}.stage s ON s.id = v.stage_id
                WHERE t.part = {part}
                GROUP BY v.deal_id
            ) r ON r.deal_id = d.id
        ) now
        WHERE now.id = deal.id
        """;

    private static IEnumerable<string> Statements(string db) =>
    [
        $"DELETE FROM {db}.deal_step WHERE deal_id IN (SELECT deal_id FROM temp.main.touched)",
        $"""
        INSERT INTO {db}.deal_step (id, deal_id, step, amount, is_lost_here, days, reached_on, left_on)
        WITH visit AS (
            SELECT v.deal_id, COALESCE(v.mapped_step, s.step) AS step, v.entered_at, v.entered_on,
                LEAD(v.entered_at) OVER history AS left_at, LEAD(v.entered_on) OVER history AS left_on, ROW_NUMBER() OVER history AS place
            FROM {db}.stage_visit v
            JOIN temp.main.touched t ON t.deal_id = v.deal_id
            LEFT JOIN {db}.stage s ON s.id = v.stage_id
            -- Ids of one moment are numbers in the order of events.
            WINDOW history AS (PARTITION BY v.deal_id ORDER BY v.entered_at, LENGTH(v.id), v.id)
        ), path AS (
            SELECT deal_id, MAX(step) AS furthest, ARG_MAX(step, place) AS last FROM visit WHERE step < {Lost} GROUP BY deal_id
        ), reached AS (
            SELECT visit.deal_id, step.number, MIN(visit.entered_on) AS first_on
            FROM visit JOIN (VALUES {Steps}) AS step(number, name) ON step.number <= visit.step
            WHERE visit.step < {Lost}
            GROUP BY visit.deal_id, step.number
        ), spent AS (
            SELECT deal_id, step, (SUM(left_at - entered_at) // 8640)::BIGINT AS days, MAX(left_on) AS left_on FROM visit WHERE left_at IS NOT NULL GROUP BY deal_id, step
        )
        SELECT d.id || '/' || step.name, d.id, step.name, d.amount, d.outcome = 'lost' AND COALESCE(path.last, 0) = step.number, spent.days,
            CASE WHEN step.number = {(int)FunnelStep.Lead} THEN d.created_on ELSE COALESCE(reached.first_on, d.moved_on) END, spent.left_on
        FROM {db}.deal d
        JOIN temp.main.touched t ON t.deal_id = d.id
        LEFT JOIN path ON path.deal_id = d.id
        JOIN (VALUES {Steps}) AS step(number, name)
            ON step.number <= GREATEST(COALESCE(path.furthest, 0), CASE WHEN d.step < {Lost} THEN d.step ELSE 0 END)
        LEFT JOIN reached ON reached.deal_id = d.id AND reached.number = step.number
        LEFT JOIN spent ON spent.deal_id = d.id AND spent.step = step.number
        """,
        $"DELETE FROM {db}.sale WHERE deal_id IN (SELECT deal_id FROM temp.main.touched)",
        $"""
        INSERT INTO {db}.sale (id, deal_id, kind, day, units, amount, area)
        WITH sold AS (
            SELECT d.id, d.outcome, d.closed_on, CASE WHEN d.contract_in_currency THEN d.contract_amount END AS amount, d.contract_area AS area,
                -- No contract ends before it was signed.
                COALESCE(CASE WHEN d.contract_end_on >= d.closed_on THEN d.contract_end_on END, left_on.day, d.moved_on) AS ended_on
            FROM {db}.deal d
            JOIN temp.main.touched t ON t.deal_id = d.id
            LEFT JOIN (
                SELECT v.deal_id, MAX(v.entered_on) AS day
                FROM {db}.stage_visit v JOIN temp.main.touched t ON t.deal_id = v.deal_id LEFT JOIN {db}.stage s ON s.id = v.stage_id
                WHERE COALESCE(v.mapped_step, s.step) >= {Lost}
                GROUP BY v.deal_id
            ) left_on ON left_on.deal_id = d.id
            WHERE d.outcome IN ('won', 'ended') AND d.closed_on IS NOT NULL
        )
        SELECT id || '/{Signed}', id, '{Signed}', closed_on, {One}, amount, area FROM sold
        UNION ALL
        SELECT id || '/{Ended}', id, '{Ended}', ended_on, -{One}, -amount, -area FROM sold WHERE outcome = 'ended' AND ended_on IS NOT NULL
        """,
        $"""
        UPDATE {db}.schedule_line AS line
        SET unpaid = now.unpaid
        FROM (
            WITH owed AS (
                SELECT l.id, l.deal_id, l.due, GREATEST(l.amount, 0) AS amount
                FROM {db}.schedule_line l JOIN temp.main.touched t ON t.deal_id = l.deal_id
                WHERE l.in_currency AND l.counts AND NOT l.cancelled
            ), received AS (
                SELECT p.deal_id, p.line_id, SUM(p.amount) AS amount
                FROM {db}.payment p JOIN temp.main.touched t ON t.deal_id = p.deal_id
                WHERE p.in_currency AND p.is_receipt AND p.counts
                GROUP BY p.deal_id, p.line_id
            ), named AS (
                SELECT owed.*, LEAST(GREATEST(COALESCE(received.amount, 0), 0), owed.amount) AS paid
                FROM owed LEFT JOIN received ON received.deal_id = owed.deal_id AND received.line_id = owed.id
            ), pool AS (
                SELECT deal_id, SUM(amount) AS amount
                FROM (SELECT deal_id, amount FROM received UNION ALL SELECT deal_id, -paid FROM named)
                GROUP BY deal_id
            ), stacked AS (
                SELECT named.id, named.amount, named.paid, pool.amount AS pool, named.amount - named.paid AS rest,
                    SUM(named.amount - named.paid) OVER (
                        PARTITION BY named.deal_id ORDER BY due, named.id ROWS UNBOUNDED PRECEDING) AS rest_so_far,
                    SUM(named.paid) OVER (
                        PARTITION BY named.deal_id ORDER BY due DESC, named.id DESC ROWS UNBOUNDED PRECEDING) AS paid_so_far
                FROM named JOIN pool ON pool.deal_id = named.deal_id
            )
            SELECT id,
                (rest
                    - LEAST(GREATEST(pool - (rest_so_far - rest), 0), rest)
                    + LEAST(GREATEST(-pool - (paid_so_far - paid), 0), paid))::BIGINT AS unpaid
            FROM stacked
        ) now
        WHERE now.id = line.id AND line.unpaid IS DISTINCT FROM now.unpaid
        """,
        $"""
        UPDATE {db}.schedule_line
        SET unpaid = 0
        WHERE unpaid IS NULL OR (unpaid <> 0 AND (cancelled OR NOT in_currency OR NOT counts OR deal_id IS NULL))
        """,
        $"""
        UPDATE {db}.deal AS deal
        SET probability_won = now.won, probability_of = now.total, probability_source = now.source, weighted = now.weighted
        FROM (
            WITH been AS (
                SELECT stage_id, deal_id FROM {db}.stage_visit UNION SELECT stage_id, id FROM {db}.deal
            ), share AS (
                SELECT been.stage_id, COUNT(*) FILTER (d.outcome <> 'lost') AS won, COUNT(*) AS total
                FROM been JOIN {db}.deal d ON d.id = been.deal_id
                WHERE d.outcome <> 'open'
                GROUP BY been.stage_id
            ), chance AS (
                SELECT d.id, d.amount, d.outcome = 'open' AS is_open,
                    CASE WHEN d.own_probability IS NOT NULL THEN 'own' WHEN share.total > 0 THEN 'stage' END AS source,
                    CASE WHEN d.own_probability IS NOT NULL THEN d.own_probability::BIGINT ELSE share.won END AS won,
                    CASE WHEN d.own_probability IS NOT NULL THEN 100 ELSE share.total END AS total
                FROM {db}.deal d LEFT JOIN share ON share.stage_id = d.stage_id
            )
            SELECT id,
                CASE WHEN is_open THEN won END AS won,
                CASE WHEN is_open THEN total END AS total,
                CASE WHEN is_open THEN COALESCE(source, 'none') END AS source,
                CASE WHEN is_open AND source IS NOT NULL THEN
                    (SIGN(amount) * ((2 * ABS(amount)::HUGEINT * won + 100 * total) // (200 * total)) * 100)::BIGINT
                END AS weighted
            FROM chance
        ) now
        WHERE now.id = deal.id
            AND (deal.probability_won, deal.probability_of, deal.probability_source, deal.weighted)
                IS DISTINCT FROM (now.won, now.total, now.source, now.weighted)
        """,
    ];
}
