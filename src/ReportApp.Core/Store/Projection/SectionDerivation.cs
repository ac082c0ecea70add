using DuckDB.NET.Data;

namespace ReportApp.Core.Store.Projection;

/// <summary>
/// Where in the catalogue lies what a deal sells. A section at the top is a complex, one in it a building, and what lies deeper is of that
/// building. Of products in several of them none is told, and that they differ.
/// </summary>
internal static class SectionDerivation
{
    /// <summary>Finds the sections of the deals in <c>temp.main.touched</c>.</summary>
    /// <param name="catalog">Where the tenant's tables are.</param>
    /// <param name="endPart">After each part of the deals; null: all of it is one transaction.</param>
    public static void Run(DuckDBConnection connection, string catalog, Action? endPart)
    {
        var db = catalog + ".main";
        // From the top down, so that a section in one that is gone, or in itself, is nowhere.
        connection.Execute($"""
            UPDATE {db}.section AS section
            SET complex_section = now.complex_section, building_section = now.building_section
            FROM (
                WITH RECURSIVE path AS (
                    SELECT id, id AS complex_section, NULL::VARCHAR AS building_section FROM {db}.section WHERE parent_id IS NULL
                    UNION ALL
                    SELECT s.id, path.complex_section, COALESCE(path.building_section, s.id) FROM {db}.section s JOIN path ON path.id = s.parent_id
                )
                SELECT s.id, path.complex_section, path.building_section FROM {db}.section s LEFT JOIN path ON path.id = s.id
            ) now
            WHERE now.id = section.id
            """);
        ProjectionDerivation.InParts(connection, db, endPart, (deals, _) => $"""
            UPDATE {db}.deal AS deal
            SET section_complex = now.complex_section, section_building = now.building_section, sections_differ = now.differ
            FROM (SELECT d.id, sold.* FROM {deals} d LEFT JOIN ({Sold(db, $"SELECT id FROM {deals}")}) sold ON sold.deal_id = d.id) now
            WHERE now.id = deal.id
            """);
    }

    /// <summary>A query for the sections of deals that sell what lies in some: <c>deal_id, complex_section, building_section, differ</c>.</summary>
    /// <param name="db">Catalogue and schema.</param>
    /// <param name="deals">A query for the ids of the deals.</param>
    public static string Sold(string db, string deals) => $"""
        SELECT sold.id AS deal_id,
            CASE WHEN COUNT(DISTINCT s.complex_section) = 1 THEN MIN(s.complex_section) END AS complex_section,
            CASE WHEN COUNT(DISTINCT s.complex_section) = 1 AND COUNT(DISTINCT s.building_section) = 1 THEN MIN(s.building_section) END AS building_section,
            COUNT(DISTINCT s.complex_section) > 1 OR COUNT(DISTINCT s.building_section) > 1 AS differ
        FROM (SELECT id, UNNEST(STRING_SPLIT(products, ' ')) AS product FROM {db}.deal_products WHERE id IN ({deals})) sold
        JOIN {db}.product p ON p.id = sold.product
        JOIN {db}.section s ON s.id = p.section_id
        GROUP BY sold.id
        """;
}
