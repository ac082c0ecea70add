using DuckDB.NET.Data;

namespace ReportApp.Core.Store.Projection;

/// <summary>
/// What follows for leads from several records at once:
/// <list type="bullet">
/// <item><b>Class</b>: <c>new</c> in the first of the host's stages in progress, <c>inWork</c> in the others; a success stage is
/// <c>qualified</c>, a failure <c>disqualified</c>. Empty where the stage is not known.</item>
/// <item><b>Repeat</b> (DR-15): an earlier lead with the same phone or e-mail came in the 90 days before. Of leads of one moment the smaller id came first.</item>
/// <item><b>Processed</b>: the first day in another stage than the first one; where the history has none, the day the lead itself says. Empty while
/// nobody has touched it.</item>
/// <item><b>Deal</b>: the sales deal that says it came from this lead.</item>
/// </list>
/// </summary>
internal static class LeadDerivation
{
    private static readonly long SameInquiry = (long)TimeSpan.FromDays(90).TotalMilliseconds;

    /// <param name="catalog">Where the tenant's tables are.</param>
    public static void Run(DuckDBConnection connection, string catalog)
    {
        var db = catalog + ".main";
        connection.Execute(
            $"""
            UPDATE {db}.lead AS lead
            SET class = now.class, is_repeat = now.is_repeat, deal_id = now.deal_id, department_id = now.department_id, processed_on = now.processed_on
            FROM (
                WITH reached AS (
                    SELECT id, created_at, UNNEST(STRING_SPLIT(reach, ' ')) AS reach FROM {db}.lead WHERE reach IS NOT NULL
                ), came AS (
                    SELECT id, created_at, LAG(created_at) OVER (PARTITION BY reach ORDER BY created_at, LENGTH(id), id) AS before FROM reached
                ), repeated AS (
                    SELECT DISTINCT id FROM came WHERE created_at - before <= {SameInquiry}
                ), became AS (
                    SELECT lead_id, MIN(id) AS deal_id FROM {db}.deal WHERE lead_id IS NOT NULL GROUP BY lead_id
                ), first AS (
                    SELECT ARG_MIN(id, position) AS stage_id FROM {db}.lead_stage WHERE meaning = 'inWork'
                ), moved AS (
                    SELECT v.lead_id, MIN(v.entered_on) AS first_on
                    FROM {db}.lead_visit v CROSS JOIN first
                    WHERE v.stage_id IS DISTINCT FROM first.stage_id
                    GROUP BY v.lead_id
                )
                SELECT l.id, CASE WHEN l.stage_id = first.stage_id THEN 'new' ELSE s.meaning END AS class, r.id IS NOT NULL AS is_repeat, b.deal_id,
                    p.department_id, COALESCE(moved.first_on, CASE WHEN l.stage_id IS DISTINCT FROM first.stage_id THEN COALESCE(l.moved_on, l.created_on) END) AS processed_on
                FROM {db}.lead l
                CROSS JOIN first
                LEFT JOIN {db}.lead_stage s ON s.id = l.stage_id
                LEFT JOIN repeated r ON r.id = l.id
                LEFT JOIN became b ON b.lead_id = l.id
                LEFT JOIN moved ON moved.lead_id = l.id
                LEFT JOIN {db}.person p ON p.id = l.owner_id
            ) now
            WHERE now.id = lead.id
                AND (lead.class, lead.is_repeat, lead.deal_id, lead.department_id, lead.processed_on)
                    IS DISTINCT FROM (now.class, now.is_repeat, now.deal_id, now.department_id, now.processed_on)
            """);
    }
}
