using System.Text.Json.Serialization;
using ReportApp.Core.Model;

namespace ReportApp.Core.Reports;

/// <summary>Whose targets a plan is made of.</summary>
[JsonConverter(typeof(NamedEnumConverter<PlanOf>))]
public enum PlanOf
{
    /// <summary>All complexes and buildings together.</summary>
    [JsonStringEnumMemberName("objects")] Objects,

    /// <summary>The whole company's own target.</summary>
    [JsonStringEnumMemberName("company")] Company,

    /// <summary>All managers together.</summary>
    [JsonStringEnumMemberName("managers")] Managers,

    /// <summary>Departments by their own targets, else by those of their managers: those asked for, the viewer's own, or all.</summary>
    [JsonStringEnumMemberName("people")] People,
}

/// <summary>
/// Which plan of a month a total is. The company, its objects and its people are planned independently of each other (reports.md §5.4), so a month may have several;
/// what differs is told and never mended.
/// </summary>
/// <param name="Others">Plans of the whole that the viewer sees and that differ from it; none where people or objects are chosen.</param>
public sealed record ShownPlan(YearMonth Month, PlanOf Of, decimal Amount, IReadOnlyList<OtherPlan> Others);

/// <inheritdoc cref="ShownPlan"/>
public sealed record OtherPlan(PlanOf Of, decimal Amount);

/// <summary>Which plan of a month the total is, and what plans there are beside it.</summary>
internal sealed record PlansOfMonth(YearMonth Month, PlanOf Of, IReadOnlyDictionary<PlanOf, decimal> Amounts)
{
    public ShownPlan Shown => new(Month, Of, Amounts[Of], OthersIn(Of, Amounts));

    public static IReadOnlyList<OtherPlan> OthersIn(PlanOf of, IReadOnlyDictionary<PlanOf, decimal> amounts) =>
        [.. amounts.Where(plan => plan.Value != amounts[of]).OrderBy(plan => plan.Key).Select(plan => new OtherPlan(plan.Key, plan.Value))];
}
