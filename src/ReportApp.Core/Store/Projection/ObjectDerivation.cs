using DuckDB.NET.Data;
using ReportApp.Core.Model;

namespace ReportApp.Core.Store.Projection;

/// <summary>
/// Where the deals' own words name the property objects, these are the words that some sales deal has now. Of two spellings of one word the
/// first in order is shown.
/// </summary>
internal static class ObjectDerivation
{
    /// <param name="catalog">Where the tenant's tables are.</param>
    public static void Run(DuckDBConnection connection, string catalog, ObjectMapping? objects)
    {
        var db = catalog + ".main";
        if (objects is { ComplexTable: null })
        {
            connection.Execute($"DELETE FROM {db}.complex");
            connection.Execute($"INSERT INTO {db}.complex SELECT complex_ref, MIN(complex_name) FROM {db}.deal WHERE complex_name IS NOT NULL GROUP BY complex_ref");
        }
        if (objects is { ComplexTable: null, BuildingTable: null })
        {
            connection.Execute($"DELETE FROM {db}.building");
            connection.Execute(
                $"INSERT INTO {db}.building SELECT building_ref, MIN(building_name), MIN(complex_ref) FROM {db}.deal WHERE building_name IS NOT NULL GROUP BY building_ref");
        }
    }
}
