using System.Numerics;
using ReportApp.Core.Access;
using ReportApp.Core.Model;
using ReportApp.Core.Semantics;
using ReportApp.Core.Semantics.Passes;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Reports;

/// <summary>Measures of the semantic model by person under the viewer's row access, and the records behind them.</summary>
internal sealed class PersonCells(ProjectionReader reader, SemanticModel model, RowScope access, YearMonth current)
{
    /// <summary>By key of the person's row.</summary>
    /// <exception cref="ReportRefusedException">There are more than a table may have.</exception>
    public async Task<ILookup<string, (DateOnly? Day, decimal Value)>> ReadAsync(string measure, DayRange period, TimeGrain grain, CancellationToken cancellationToken)
    {
        var isCount = ((BasicMeasure)model[measure]).Value is null;
        var sql = QueryPasses.Compile(new ReportQuery(measure, ["manager"], period, grain, [], [], QueryShape.Cells), model, access, current, reader.Catalog);
        var found = await reader.QueryAsync(
            sql.Text, sql.Parameters,
            row => (
                Manager: row.Text(0), Day: row.Day(1), IsTotal: Convert.ToInt32(row.GetValue(2), null) != 0, IsWhole: Convert.ToInt32(row.GetValue(3), null) != 0,
                Value: isCount ? row.GetInt64(5) : Units(row.GetFieldValue<BigInteger>(4))),
            cancellationToken);
        if (found.Count > Limits.Cells)
            throw new ReportRefusedException("date", "too_large");
        return found.Where(row => !row.IsTotal && row.IsWhole == (grain == TimeGrain.Whole)).ToLookup(row => PeopleTree.KeyOf(row.Manager), row => (row.Day, row.Value));
    }

    /// <summary>The subjects of these people, the largest first, with their count and what all of them come to.</summary>
    /// <param name="people">Null among them: what is nobody's. Null itself: everybody.</param>
    public async Task<(IReadOnlyList<Subject> Subjects, int Count, decimal Value)> SubjectsAsync(
        string measure, DayRange period, IReadOnlyList<string?>? people, CancellationToken cancellationToken)
    {
        IReadOnlyList<DimensionFilter> filters = people is null ? [] :
        [
            new DimensionFilter(
                [new DimensionChoice("manager", [.. people.OfType<string>()]), .. people.Contains(null) ? [new DimensionChoice("manager", null)] : (DimensionChoice[])[]]),
        ];
        var isCount = ((BasicMeasure)model[measure]).Value is null;
        var sql = QueryPasses.Compile(new ReportQuery(measure, [], period, TimeGrain.Whole, filters, [], QueryShape.Subjects), model, access, current, reader.Catalog);
        var found = await reader.QueryAsync(
            sql.Text, sql.Parameters,
            row => (Subject: new Subject(row.GetString(0), isCount ? 1 : Units(row.GetFieldValue<BigInteger>(1))), Count: checked((int)row.GetInt64(2)), All: Units(row.GetFieldValue<BigInteger>(3))),
            cancellationToken);
        return found.Count == 0 ? ([], 0, 0) : ([.. found.Select(row => row.Subject)], found[0].Count, isCount ? found[0].Count : found[0].All);
    }

    private static decimal Units(BigInteger stored) => (decimal)stored / Money.StoredScale;
}
