using ReportApp.Core.Access;
using ReportApp.Core.Model;
using ReportApp.Core.Semantics.Passes;

namespace ReportApp.Core.Semantics;

/// <summary>The way from a question to SQL: one list, for view and drill alike. Every pass is a pure function in its own file.</summary>
internal static class QueryPasses
{
    /// <param name="access">What the viewer may see; there is no way around it.</param>
    /// <param name="current">The month of today in the report zone.</param>
    /// <param name="catalog">Where the tenant's tables are.</param>
    public static SqlText Compile(ReportQuery query, SemanticModel model, RowScope access, YearMonth current, string catalog)
    {
        var plan = Bind.Apply(query, model);
        plan = RowAccess.Apply(plan, access);
        plan = Period.Apply(plan, current);
        plan = Totals.Apply(plan);
        plan = Limits.Apply(plan);
        return SqlWriter.Write(plan, catalog);
    }
}
