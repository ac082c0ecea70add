using System.Globalization;
using System.Text;

namespace ReportApp.Core.Semantics;

/// <summary>A statement and the values it names.</summary>
internal sealed record SqlText(string Text, IReadOnlyList<(string Name, object Value)> Parameters);

/// <summary>
/// Writes a finished plan as SQL. Identifiers come from definitions alone; every value is a parameter. Column order of the answers:
/// <list type="bullet">
/// <item>Cells: each group, first day of the month or week, or the day, then how many groups are rolled up, whether days are, value, count of subjects.</item>
/// <item>Subjects: subject, its value, count of all, value of all.</item>
/// <item>Lines: subject, line id, day, value, kind, each group.</item>
/// </list>
/// </summary>
internal static class SqlWriter
{
    /// <exception cref="InvalidOperationException">The plan was not guarded by row access.</exception>
    public static SqlText Write(QueryPlan plan, string catalog)
    {
        if (!plan.IsGuarded)
            throw new InvalidOperationException($"A query of {plan.Measure.Name} without row access must not run.");
        var writer = new Writer(plan, catalog);
        return plan.Query.Shape switch
        {
            QueryShape.Cells => writer.Cells(),
            QueryShape.Subjects => writer.Subjects(),
            _ => writer.Lines(),
        };
    }

    private sealed class Writer(QueryPlan plan, string catalog)
    {
        private readonly List<(string Name, object Value)> _parameters = [];

        /// <summary>First the value of each subject in each set, then what these come to: a subject counts once wherever it stands.</summary>
        public SqlText Cells()
        {
            var groups = Enumerable.Range(0, plan.Groups.Count).Select(index => $"g{index}").ToList();
            var rolledUp = groups.Count == 0 ? "0" : string.Join(" + ", groups.Select(group => $"GROUPING({group})"));
            var hasParts = plan.Sets.Any(set => set.InParts);
            var sets = plan.Sets.Select(set => $"({string.Join(", ", groups.Take(set.Depth).Concat(set.InParts ? ["m"] : []).Append("s"))})");
            var own = string.Concat(groups.Select(group => group + ", "));
            return Done(
                $"""
                SELECT {own}m, rolled_up, whole, {Whole}, COUNT(*)
                FROM (
                    SELECT {own}{(hasParts ? "m" : "NULL AS m")}, {rolledUp} AS rolled_up, {(hasParts ? "GROUPING(m)" : "1")} AS whole, s, SUM(v) AS v
                    FROM ({Facts()})
                    GROUP BY GROUPING SETS ({string.Join(", ", sets)})
                )
                GROUP BY {own}m, rolled_up, whole
                LIMIT {Limit}
                """);
        }

        public SqlText Subjects() => Done(
            $"""
            WITH subjects AS (SELECT s, SUM(v)::HUGEINT AS v FROM ({Facts()}) GROUP BY s)
            SELECT s, v, (SELECT COUNT(*) FROM subjects), (SELECT {Whole} FROM subjects)
            FROM subjects
            ORDER BY v DESC, s
            LIMIT {Limit}
            """);

        /// <summary>What the values of the subjects come to, in the type of money.</summary>
        private string Whole => plan.Measure.Aggregate switch
        {
            Aggregate.Sum => "COALESCE(SUM(v), 0)::HUGEINT",
            _ => "ROUND(MEDIAN(v))::HUGEINT",
        };

        public SqlText Lines() => Done(
            $"""
            SELECT s, id, day, v, kind{string.Concat(plan.Groups.Select((_, index) => $", g{index}"))}
            FROM ({Facts()})
            ORDER BY day, id
            LIMIT {Limit}
            """);

        private string Limit => plan.Limit.ToString(CultureInfo.InvariantCulture);

        private string Facts()
        {
            var entity = plan.Measure.Entity;
            var sql = new StringBuilder("SELECT ");
            sql.AppendJoin(", ", plan.Groups.Select((group, index) => $"{group} AS g{index}").Append($"{entity.Subject} AS s"));
            sql.Append(CultureInfo.InvariantCulture, $", COALESCE({plan.Measure.Value?.ToString() ?? "0"}, 0) AS v");
            if (plan.Query.Grain != TimeGrain.Whole && plan.Measure.By is { } by)
                sql.Append(CultureInfo.InvariantCulture, $", {Part(by)}::DATE AS m");
            if (plan.Query.Shape == QueryShape.Lines)
            {
                sql.Append(CultureInfo.InvariantCulture, $", {entity.Line.Id} AS id, {entity.Line.Day?.ToString() ?? "NULL::DATE"} AS day");
                sql.Append(CultureInfo.InvariantCulture, $", {entity.Line.Kind?.ToString() ?? "NULL::VARCHAR"} AS kind");
            }
            sql.Append(CultureInfo.InvariantCulture, $" FROM {catalog}.main.{entity.Table} AS {entity.Table}");
            foreach (var (table, column) in entity.Joins)
                sql.Append(CultureInfo.InvariantCulture, $" LEFT JOIN {catalog}.main.{table} AS {table} ON {table}.id = {column}");
            sql.Append(" WHERE ").Append(Write(new Condition.AllOf(plan.Conditions)));
            return sql.ToString();
        }

        /// <summary>Of the period, where a row stands; of a row that lasts, one after another.</summary>
        private string Part(ColumnName by)
        {
            var grain = plan.Query.Grain.ToString().ToLowerInvariant();
            if (plan.Within is not { } within)
                return $"DATE_TRUNC('{grain}', {by})";
            var last = Parameter(within.To);
            return $"UNNEST(GENERATE_SERIES(DATE_TRUNC('{grain}', GREATEST({by}, {Parameter(within.From)})), LEAST(COALESCE({plan.Measure.Until}, {last}), {last}), INTERVAL 1 {grain}))";
        }

        private string Write(Condition condition) => condition switch
        {
            Condition.In test => $"{test.Column} IN (SELECT UNNEST({Parameter(test.Values.ToList())}))",
            Condition.Is test => $"{test.Column} = {Parameter(test.Value)}",
            Condition.Empty test => $"{test.Column} IS NULL",
            Condition.Filled test => $"{test.Column} IS NOT NULL",
            Condition.Positive test => $"{test.Column} > 0",
            Condition.Between { From: { } from, End: { } end } test => $"{test.Column} >= {Parameter(from)} AND {test.Column} < {Parameter(end)}",
            Condition.Between { From: { } from } test => $"{test.Column} >= {Parameter(from)}",
            Condition.Between { End: { } end } test => $"{test.Column} < {Parameter(end)}",
            Condition.Between => "TRUE",
            Condition.AnyOf { Conditions.Count: 0 } => "FALSE",
            Condition.AnyOf any => $"({string.Join(" OR ", any.Conditions.Select(Write))})",
            Condition.AllOf { Conditions.Count: 0 } => "TRUE",
            Condition.AllOf all => $"({string.Join(" AND ", all.Conditions.Select(Write))})",
            _ => throw new InvalidOperationException($"No SQL for {condition.GetType().Name}."),
        };

        private string Parameter(object value)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"p{_parameters.Count}");
            _parameters.Add((name, value));
            return "$" + name;
        }

        private SqlText Done(string text) => new(text, _parameters);
    }
}
