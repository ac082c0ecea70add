using System.Globalization;
using System.Reflection;

namespace ReportApp.Tests.Conventions;

/// <summary>
/// The bad input matrix (reliability.md §6): a test says with the trait <see cref="Row"/> which rows it shows, and no row is forgotten in silence.
/// </summary>
public sealed class BadInputMatrix
{
    /// <summary>Name of the trait; its value is the number of the row.</summary>
    public const string Row = "bad-input";

    private const int Rows = 76;

    /// <summary>Shown by tests in another language; each says there which row it shows.</summary>
    private static readonly Dictionary<int, string> Elsewhere = new()
    {
        [48] = "tests/e2e/journeys/hostile-words.test.ts",
        [49] = "tests/e2e/journeys/hostile-words.test.ts",
    };

    /// <summary>What they concern does not exist yet, or not with us.</summary>
    private static readonly Dictionary<int, string> Without = new()
    {
        [20] = "No JWT is taken: sessions are random and kept here. Comes with Dynamics 365.",
        [21] = "No OAuth code is taken: Bitrix24 brings tokens with the entry. Comes with Dynamics 365.",
        [22] = "No address to return to is taken; the view is a route of the client.",
        [32] = "One currency a tenant; a deal of another one is told by a notice. Rates come with the currencies.",
        [33] = "Bitrix24 does not say beforehand whether a deal may be edited: the write is refused with the person's own token and shown as rejected.",
        [40] = "Formulas come with the report builder.",
        [41] = "Formulas come with the report builder.",
        [42] = "What is divided by 0 is shown as undefined; the reasons come with the formulas.",
        [43] = "No regular expression is taken.",
        [44] = "No field is hidden from a viewer yet.",
        [45] = "Formulas come with the report builder.",
        [46] = "Lists have no pages: the first rows, with count and sum of all.",
        [50] = "Export comes with its own issue.",
        [51] = "Export comes with its own issue.",
        [65] = "Messages of the host's page are read by the host's own kit, which checks their origin.",
        [74] = "No stream.",
        [75] = "Schedules come with their own issue.",
        [76] = "Nothing is ordered by the browser's clock.",
    };

    [Fact]
    public void Every_row_is_shown_by_a_test_or_says_why_not()
    {
        var shown = typeof(BadInputMatrix).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance))
            .SelectMany(method => method.GetCustomAttributes<TraitAttribute>())
            .Where(trait => trait.Name == Row)
            .Select(trait => int.Parse(trait.Value, CultureInfo.InvariantCulture))
            .ToHashSet();

        Assert.Equal(Enumerable.Range(1, Rows), shown.Concat(Elsewhere.Keys).Concat(Without.Keys).Order().Distinct());
        Assert.DoesNotContain(shown, Without.ContainsKey);
    }

    [Fact]
    public void What_is_shown_elsewhere_says_so_there() =>
        Assert.All(Elsewhere, pair => Assert.Contains($"{Row} {pair.Key}", File.ReadAllText(Path.Combine(House.Root, pair.Value)), StringComparison.Ordinal));
}
