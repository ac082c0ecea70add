namespace ReportApp.Core.Assignment;

/// <summary>
/// What is left of a target, shared out over a plan that stands (forecast.md §11, step 5). The plan moves only one way: where less is planned than is
/// left, no line falls, and those with room and those not planned yet take the rest by their weights; where more is planned, no line rises and none is
/// added. So a plan that comes to its target stays as it is, whoever made it.
/// </summary>
internal static class PlanRebalance
{
    /// <param name="lines">Open ones with a plan: the floor is what holds them up when others give way, the ceiling the most they can take. Open ones
    /// without: what may be added. Facts of open lines are not negative.</param>
    /// <inheritdoc cref="PlanProposal.For"/>
    public static PlanProposal For(long target, IReadOnlyList<PlanLine> lines)
    {
        var left = Math.Max(0, checked(target - lines.Sum(line => line.Standing.Fact)));
        var isAhead = lines.Where(line => line.Standing.State != LineState.Closed).Sum(line => line.Standing.ToCome) > left;
        return PlanProposal.For(target, [.. lines.Select(line => line.Standing.State == LineState.Open ? line with { ToCome = Bound(line) } : line)]);

        Party Bound(PlanLine line)
        {
            var (party, stands) = (line.ToCome, line.Standing.ToCome);
            return isAhead
                ? party with { Floor = Math.Min(party.Floor, stands), Ceiling = stands }
                : party with { Floor = stands, Ceiling = Math.Max(stands, party.Ceiling) };
        }
    }
}
