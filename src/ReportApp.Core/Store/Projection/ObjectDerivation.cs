using DuckDB.NET.Data;
using ReportApp.Core.Model;

namespace ReportApp.Core.Store.Projection;

/// <summary>
/// The objects that deals' own words and the sections of what they sell name, beside those of the host's tables, and which object each deal is
/// of. A word that is the name of one record is that record, and of none an object by itself; of two it is neither, and the deal has none. Of two
/// spellings of one word the first in order is shown. So it is with a section, which keeps its object when it is called something else.
/// </summary>
internal static class ObjectDerivation
{
    /// <summary>The form in which two spellings of one name are equal.</summary>
    public static string KeyOf(string name) => WordOf(name).ToLowerInvariant();

    /// <summary>As people read it: no blanks too many.</summary>
    public static string WordOf(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Makes the objects of sections and of words anew.</summary>
    /// <param name="catalog">Where the tenant's tables are.</param>
    public static void Run(DuckDBConnection connection, string catalog, ObjectMapping? objects)
    {
        if (objects is null) return;
        var db = catalog + ".main";
        // Records have ids that a word may be, too; a word that is the id of a section is no object. A slash divides, so words must not bring their own: two pairs of words would be one object.
        var prefix = objects.ComplexTable is null ? string.Empty : "word:";
        connection.Execute($"DELETE FROM {db}.complex WHERE is_derived");
        connection.Execute($"DELETE FROM {db}.building WHERE is_derived");
        if (objects.Catalogue is not null) AddSections(connection, db);
        connection.Execute($"""
            INSERT INTO {db}.complex (id, name, word, is_derived)
            SELECT '{prefix}' || REPLACE(REPLACE(complex_ref, '%', '%25'), '/', '%2F') AS own, MIN(complex_name), complex_ref, TRUE
            FROM {db}.deal
            WHERE complex_name IS NOT NULL AND complex_ref NOT IN (SELECT word FROM {db}.complex) AND own NOT IN (SELECT id FROM {db}.complex)
            GROUP BY complex_ref
            """);
        connection.Execute($"""
            INSERT INTO {db}.building (id, name, complex_id, word, is_derived)
            SELECT COALESCE(REPLACE(REPLACE(own.complex_id, '%', '%25'), '/', '%2F'), '') || '/' || REPLACE(REPLACE(d.building_ref, '%', '%25'), '/', '%2F'), MIN(d.building_name), own.complex_id, d.building_ref, TRUE
            FROM {db}.deal d
            JOIN ({OwnComplexes(db, $"{db}.deal")}) own ON own.deal_id = d.id
            WHERE d.building_name IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM {db}.building other WHERE other.word = d.building_ref AND other.complex_id IS NOT DISTINCT FROM own.complex_id)
            GROUP BY own.complex_id, d.building_ref
            """);
    }

    /// <summary>The objects of sections in which lies what some deal sells, where no record has that name, and which object each section is of.</summary>
    private static void AddSections(DuckDBConnection connection, string db)
    {
        connection.Execute($"""
            INSERT INTO {db}.complex (id, name, word, is_derived)
            SELECT 'section:' || id, name, word, TRUE FROM {db}.section
            WHERE id IN (SELECT section_complex FROM {db}.deal) AND word NOT IN (SELECT word FROM {db}.complex)
            """);
        connection.Execute($"""
            UPDATE {db}.section AS section
            SET complex_id = now.complex_id
            FROM (
                SELECT s.id, COALESCE(own.id, named.id) AS complex_id
                FROM {db}.section s
                LEFT JOIN {db}.section top ON top.id = s.complex_section
                LEFT JOIN {db}.complex own ON own.id = 'section:' || top.id
                LEFT JOIN ({Unique(db, "complex", "word")}) named ON named.word = top.word
            ) now
            WHERE now.id = section.id
            """);
        connection.Execute($"""
            INSERT INTO {db}.building (id, name, complex_id, word, is_derived)
            SELECT 'section:' || s.id, s.name, s.complex_id, s.word, TRUE FROM {db}.section s
            WHERE s.id IN (SELECT section_building FROM {db}.deal) AND s.complex_id IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM {db}.building other WHERE other.word = s.word AND other.complex_id = s.complex_id)
            """);
        connection.Execute($"""
            UPDATE {db}.section AS section
            SET building_id = now.building_id
            FROM (
                SELECT s.id, COALESCE(own.id, named.id) AS building_id
                FROM {db}.section s
                LEFT JOIN {db}.section below ON below.id = s.building_section
                LEFT JOIN {db}.building own ON own.id = 'section:' || below.id
                LEFT JOIN ({Unique(db, "building", "complex_id", "word")}) named ON named.word = below.word AND named.complex_id = s.complex_id
            ) now
            WHERE now.id = section.id
            """);
    }

    /// <summary>A query for the ids that alone have these values.</summary>
    private static string Unique(string db, string table, params string[] columns) =>
        $"SELECT {string.Join(", ", columns)}, MIN(id) AS id FROM {db}.{table} GROUP BY {string.Join(", ", columns)} HAVING COUNT(*) = 1";

    /// <summary>A query for the objects of deals: <c>deal_id, complex_id, building_id, complex_source, building_source</c>.</summary>
    /// <param name="db">Catalogue and schema.</param>
    /// <param name="deals">Of these rows of the deals' table.</param>
    public static string Objects(string db, string deals) => $"""
        WITH own AS ({OwnComplexes(db, deals)}), placed AS (
            SELECT d.id AS deal_id, COALESCE(of_unit.id, linked.id, named.id, of_section.building_id) AS building_id,
                CASE
                    WHEN of_unit.id IS NOT NULL THEN '{FactSource.FieldPrefix}' || d.unit_field
                    WHEN d.building_ref IS NOT NULL THEN '{FactSource.FieldPrefix}' || d.building_field
                    ELSE '{FactSource.Section}'
                END AS building_source,
                of_unit.id IS NOT NULL OR linked.id IS NOT NULL AS tells_complex
            FROM {deals} d
            JOIN own ON own.deal_id = d.id
            LEFT JOIN {db}.unit unit ON unit.id = d.unit_ref
            LEFT JOIN {db}.building of_unit ON of_unit.id = unit.building_ref
            LEFT JOIN {db}.building linked ON d.building_name IS NULL AND linked.id = d.building_ref
            LEFT JOIN ({Unique(db, "building", "complex_id", "word")}) named ON d.building_name IS NOT NULL AND named.word = d.building_ref AND named.complex_id IS NOT DISTINCT FROM own.complex_id
            LEFT JOIN {db}.section of_section ON d.building_ref IS NULL AND of_section.id = d.section_building AND of_section.complex_id = own.complex_id
        )
        SELECT d.id AS deal_id, complex.id AS complex_id, building.id AS building_id,
            CASE
                WHEN complex.id IS NULL THEN CASE WHEN d.complex_ref IS NULL AND d.section_complex IS NULL AND d.sections_differ THEN '{FactSource.Several}' ELSE '{FactSource.None}' END
                WHEN placed.tells_complex THEN placed.building_source
                WHEN d.complex_ref IS NULL THEN '{FactSource.Section}'
                ELSE '{FactSource.FieldPrefix}' || d.complex_field
            END AS complex_source,
            CASE
                WHEN building.id IS NOT NULL THEN placed.building_source
                WHEN d.building_ref IS NULL AND d.sections_differ THEN '{FactSource.Several}'
                ELSE '{FactSource.None}'
            END AS building_source
        FROM {deals} d
        JOIN own ON own.deal_id = d.id
        JOIN placed ON placed.deal_id = d.id
        LEFT JOIN {db}.building building ON building.id = placed.building_id
        LEFT JOIN {db}.complex complex ON complex.id = CASE WHEN building.id IS NOT NULL THEN building.complex_id ELSE own.complex_id END
        """;

    /// <summary>The complex that a deal's own fields name, else the sections of what it sells.</summary>
    private static string OwnComplexes(string db, string deals) => $"""
        SELECT d.id AS deal_id, COALESCE(linked.id, named.id, of_section.complex_id) AS complex_id
        FROM {deals} d
        LEFT JOIN {db}.complex linked ON d.complex_name IS NULL AND linked.id = d.complex_ref
        LEFT JOIN ({Unique(db, "complex", "word")}) named ON d.complex_name IS NOT NULL AND named.word = d.complex_ref
        LEFT JOIN {db}.section of_section ON d.complex_ref IS NULL AND of_section.id = d.section_complex
        """;
}
