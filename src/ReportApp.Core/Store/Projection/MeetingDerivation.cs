using DuckDB.NET.Data;

namespace ReportApp.Core.Store.Projection;

/// <summary>
/// What follows for meetings from several records at once. <b>First</b>: no earlier meeting was held with the same client, who is the one of the
/// deal or lead, else of the deal that came from the lead; without any, each deal and lead is a client of its own.
/// </summary>
internal static class MeetingDerivation
{
    /// <param name="catalog">Where the tenant's tables are.</param>
    public static void Run(DuckDBConnection connection, string catalog)
    {
        var db = catalog + ".main";
        connection.Execute(
            $"""
            UPDATE {db}.meeting AS meeting
            SET is_first = now.is_first, department_id = now.department_id
            FROM (
                SELECT m.id, p.department_id,
                    ROW_NUMBER() OVER (
                        PARTITION BY COALESCE(d.client, l.client, became.client, 'lead/' || l.id, 'deal/' || m.deal_id, 'meeting/' || m.id)
                        ORDER BY m.held_at, LENGTH(m.id), m.id) = 1 AS is_first
                FROM {db}.meeting m
                LEFT JOIN {db}.deal d ON d.id = m.deal_id
                LEFT JOIN {db}.lead l ON l.id = COALESCE(m.lead_id, d.lead_id)
                LEFT JOIN {db}.deal became ON became.id = l.deal_id
                LEFT JOIN {db}.person p ON p.id = m.owner_id
            ) now
            WHERE now.id = meeting.id AND (meeting.is_first, meeting.department_id) IS DISTINCT FROM (now.is_first, now.department_id)
            """);
    }
}
