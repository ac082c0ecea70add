using System.Security.Cryptography;
using System.Text;
using ReportApp.Core.Tables;

namespace ReportApp.Core.Plans;

/// <summary>
/// Which column of a table of plans is what. A table is long, a target a row, or wide, a row for an object or a person and a column for each month.
/// </summary>
/// <param name="HeaderLine">Where the titles stand; what is above them is decoration.</param>
/// <param name="Headers">The file's own titles.</param>
/// <param name="Roles">One a column; null: nothing of ours.</param>
/// <param name="AllKind">The kind of all rows where no column tells it.</param>
/// <param name="AllMetric">The metric of all rows where no column tells it.</param>
/// <param name="Year">Of months that name none.</param>
/// <param name="IsRemembered">A person said so of an earlier file with these titles.</param>
internal sealed record TargetColumns(
    int HeaderLine, IReadOnlyList<string> Headers, IReadOnlyList<string?> Roles, string AllKind, string? AllMetric, int? Year, bool IsRemembered)
{
    public const string Scope = "scope";
    public const string Kind = "kind";
    public const string Period = "period";
    public const string Metric = "metric";
    public const string Value = "value";

    /// <summary>A column of a wide table: the title is the month, below it stand the values.</summary>
    public const string Plan = "plan";

    private const string UsualKind = "sales";

    /// <summary>A table below a letterhead and a title still begins on the first screen.</summary>
    public const int LastHeaderLine = 20;

    private static readonly string[] Fields = [Scope, Kind, Period, Metric, Value];

    /// <summary>What a column may be.</summary>
    public static IReadOnlySet<string> AllRoles { get; } = new HashSet<string>([.. Fields, Plan]);

    public bool IsWide => Roles.Contains(Plan);

    /// <summary>What must be told before a row can be read.</summary>
    public IReadOnlyList<string> Missing =>
    [
        .. Needed().Where(needed => !Roles.Contains(needed)),
        .. AllMetric is null && !Roles.Contains(Metric) ? [Metric] : Array.Empty<string>(),
        .. IsWide && PlanColumns().Any(column => column.Reason == "no_year") ? ["year"] : Array.Empty<string>(),
    ];

    /// <summary>The months of a wide table, or why a title is none.</summary>
    public IEnumerable<(int Index, Model.YearMonth? Month, string? Reason)> PlanColumns() =>
        from index in Enumerable.Range(0, Roles.Count)
        where Roles[index] == Plan
        let month = TargetWords.MonthOfTitle(Headers[index], Year)
        select (index, month.Month, month.Reason);

    /// <summary>Equal for files whose titles differ in their months only.</summary>
    public static string SignatureOf(IReadOnlyList<string> headers) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', headers.Select(title => IsMonth(title) ? "#" : TargetWords.Plain(title))))))[..32];

    /// <summary>Finds the titles among the first rows: as a person says, else as one said before of such titles, else by what such columns are called.</summary>
    /// <param name="remembered">What was said before, by signature.</param>
    /// <exception cref="TableRefusedException">There is no row, or no such column.</exception>
    public static TargetColumns Find(
        IReadOnlyList<TableRow> rows, TargetFileRequest request, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> remembered)
    {
        // Titles of two lines are cells merged downwards.
        var candidates = rows.Where(row => row.Fault is null or "merged_cells" && row.Cells.Any(cell => cell.Length > 0)).ToList();
        if (candidates.Count == 0) throw new TableRefusedException(1, "empty");
        if (request.Header is { } line)
        {
            var header = candidates.FirstOrDefault(row => row.Line == line) ?? throw new TableRefusedException(line, "bad_header");
            return Of(header, request, remembered);
        }
        var proposed = request with { Roles = null };
        var best = candidates.MaxBy(row => Of(row, proposed, remembered) is var columns && columns.IsRemembered ? int.MaxValue : columns.Roles.Count(role => role is not null))!;
        return Of(best, request, remembered);
    }

    /// <summary>What is remembered of it.</summary>
    public IReadOnlyDictionary<string, string> ToRemember()
    {
        var told = new Dictionary<string, string> { ["roles"] = string.Join(',', Roles), [Kind] = AllKind };
        if (AllMetric is not null) told[Metric] = AllMetric;
        return told;
    }

    private static TargetColumns Of(TableRow row, TargetFileRequest request, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> remembered)
    {
        var known = remembered.GetValueOrDefault(SignatureOf(row.Cells));
        var roles = request.Roles is { } said ? Said(row, said)
            : known?.GetValueOrDefault("roles")?.Split(',') is { } before && before.Length == row.Cells.Count ? [.. before.Select(role => role.Length == 0 ? null : role)]
            : Guess(row.Cells);
        return new TargetColumns(
            row.Line, row.Cells, roles, request.Kind ?? known?.GetValueOrDefault(Kind) ?? UsualKind, request.Metric ?? known?.GetValueOrDefault(Metric), request.Year,
            known is not null && request.Roles is null);
    }

    private static string?[] Said(TableRow row, IReadOnlyDictionary<int, string> said)
    {
        if (said.Keys.Any(index => index >= row.Cells.Count)) throw new TableRefusedException(row.Line, "no_such_column");
        return [.. Enumerable.Range(0, row.Cells.Count).Select(said.GetValueOrDefault)];
    }

    private static string?[] Guess(IReadOnlyList<string> titles)
    {
        var roles = new string?[titles.Count];
        foreach (var field in Fields)
        {
            var fitting = Enumerable.Range(0, titles.Count).Where(index => TargetWords.ColumnOf(field).IsMatch(TargetWords.Plain(titles[index]))).Take(2).ToList();
            // Of two that fit, none is surely meant.
            if (fitting is [var only]) roles[only] = field;
        }
        if (roles.Contains(Period) && roles.Contains(Value)) return roles;
        var months = Enumerable.Range(0, titles.Count).Where(index => IsMonth(titles[index])).ToList();
        if (months.Count == 0) return roles;
        foreach (var index in Enumerable.Range(0, titles.Count))
            if (roles[index] is Period or Value) roles[index] = null;
        foreach (var index in months) roles[index] = Plan;
        return roles;
    }

    private static bool IsMonth(string title) => TargetWords.MonthOfTitle(title, year: null) is not (null, "bad_month");

    private string[] Needed() => IsWide ? [Scope] : [Scope, Period, Value];
}
