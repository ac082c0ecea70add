using DuckDB.NET.Data;
using ReportApp.Core.Model;

namespace ReportApp.Core.Store.Projection;

/// <summary>
/// The objects that deals' own words name, beside those of the host's tables, and which object each deal is of. A word that is the name of
/// one record is that record, and of none an object by itself; of two it is neither, and the deal has none. Of two spellings of one word the first in
/// order is shown.
/// </summary>
internal static class ObjectDerivation
{
    /// <summary>The form in which two spellings of one name are equal.</summary>
    public static string KeyOf(string name) => WordOf(name).ToLowerInvariant();

    /// <summary>As people read it: no blanks too many.</summary>
    public static string WordOf(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Makes the objects of words anew.</summary>
    /// <param name="catalog">Where the tenant's tables are.</param>
    public static void Run(DuckDBConnection connection, string catalog, ObjectMapping? objects)
    {
        if (objects is null) return;
        var db = catalog + ".main";
        // Records have ids that a word may be, too. A slash divides, so words must not bring their own: two pairs of words would be one object.
        var prefix = objects.ComplexTable is null ? string.Empty : "word:";
        connection.Execute($"DELETE FROM {db}.complex WHERE is_word");
        connection.Execute($"""
            INSERT INTO {db}.complex (id, name, word, is_word)
            SELECT '{prefix}' || REPLACE(REPLACE(complex_ref, '%', '%25'), '/', '%2F'), MIN(complex_name), complex_ref, TRUE
            FROM {db}.deal
            WHERE complex_name IS NOT NULL AND complex_ref NOT IN (SELECT word FROM {db}.complex)
            GROUP BY complex_ref
            """);
        connection.Execute($"DELETE FROM {db}.building WHERE is_word");
        connection.Execute($"""
            INSERT INTO {db}.building (id, name, complex_id, word, is_word)
            SELECT COALESCE(REPLACE(REPLACE(own.complex_id, '%', '%25'), '/', '%2F'), '') || '/' || REPLACE(REPLACE(d.building_ref, '%', '%25'), '/', '%2F'), MIN(d.building_name), own.complex_id, d.building_ref, TRUE
            FROM {db}.deal d
            JOIN ({OwnComplexes(db, $"{db}.deal")}) own ON own.deal_id = d.id
            WHERE d.building_name IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM {db}.building other WHERE other.word = d.building_ref AND other.complex_id IS NOT DISTINCT FROM own.complex_id)
            GROUP BY own.complex_id, d.building_ref
            """);
    }

    /// <summary>A query for the objects of deals: <c>deal_id, complex_id, building_id, complex_source, building_source</c>.</summary>
    /// <param name="db">Catalogue and schema.</param>
    /// <param name="deals">Of these rows of the deals' table.</param>
    public static string Objects(string db, string deals) => $"""
        WITH own AS ({OwnComplexes(db, deals)}), placed AS (
            SELECT d.id AS deal_id, COALESCE(of_unit.id, linked.id, named.id) AS building_id,
                '{FactSource.FieldPrefix}' || CASE WHEN of_unit.id IS NOT NULL THEN d.unit_field ELSE d.building_field END AS building_source,
                of_unit.id IS NOT NULL OR linked.id IS NOT NULL AS tells_complex
            FROM {deals} d
            JOIN own ON own.deal_id = d.id
            LEFT JOIN {db}.unit unit ON unit.id = d.unit_ref
            LEFT JOIN {db}.building of_unit ON of_unit.id = unit.building_ref
            LEFT JOIN {db}.building linked ON d.building_name IS NULL AND linked.id = d.building_ref
            LEFT JOIN (
                SELECT complex_id, word, MIN(id) AS id FROM {db}.building GROUP BY complex_id, word HAVING COUNT(*) = 1
            ) named ON d.building_name IS NOT NULL AND named.word = d.building_ref AND named.complex_id IS NOT DISTINCT FROM own.complex_id
        )
        SELECT d.id AS deal_id, complex.id AS complex_id, building.id AS building_id,
            CASE
                WHEN complex.id IS NULL THEN '{FactSource.None}'
                WHEN placed.tells_complex THEN placed.building_source
                ELSE '{FactSource.FieldPrefix}' || d.complex_field
            END AS complex_source,
            CASE WHEN building.id IS NULL THEN '{FactSource.None}' ELSE placed.building_source END AS building_source
        FROM {deals} d
        JOIN own ON own.deal_id = d.id
        JOIN placed ON placed.deal_id = d.id
        LEFT JOIN {db}.building building ON building.id = placed.building_id
        LEFT JOIN {db}.complex complex ON complex.id = CASE WHEN building.id IS NOT NULL THEN building.complex_id ELSE own.complex_id END
        """;

    /// <summary>The complex that a deal's own fields name.</summary>
    private static string OwnComplexes(string db, string deals) => $"""
        SELECT d.id AS deal_id, COALESCE(linked.id, named.id) AS complex_id
        FROM {deals} d
        LEFT JOIN {db}.complex linked ON d.complex_name IS NULL AND linked.id = d.complex_ref
        LEFT JOIN (
            SELECT word, MIN(id) AS id FROM {db}.complex GROUP BY word HAVING COUNT(*) = 1
        ) named ON d.complex_name IS NOT NULL AND named.word = d.complex_ref
        """;
}
