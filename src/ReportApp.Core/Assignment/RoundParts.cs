namespace ReportApp.Core.Assignment;

/// <summary>Makes what a person will read as a plan round, and keeps the sum to the minor unit.</summary>
internal static class RoundParts
{
    /// <summary>Parts from here on are worth rounding to thousands.</summary>
    private const long LargePart = 1_000_000;

    private const long Thousand = 1_000;

    /// <summary>Thousands where parts are of a million and more on average, whole currency units below that.</summary>
    /// <param name="scale">Minor units in one.</param>
    public static long StepOf(long total, int parts, long scale) => parts > 0 && total / parts >= LargePart * scale ? Thousand * scale : scale;

    /// <summary>
    /// Whole steps go to the parts that lost most by rounding down, what is no whole step to the greatest part. What is held by a bound, kept, locked or over
    /// stays as it is, and no part falls below its floor.
    /// </summary>
    /// <param name="lines">The lines that the proposal was made from, in its order.</param>
    public static PlanProposal Round(PlanProposal proposal, IReadOnlyList<PlanLine> lines, long step)
    {
        var parts = proposal.Lines.Zip(lines, (line, from) => (Line: line, Most: line.ToCome - from.ToCome.Floor, Off: line.WillBe % step))
            .Where(part => part.Line.Why is not (ProposalReason.Closed or ProposalReason.Locked or ProposalReason.Kept or ProposalReason.Floor or ProposalReason.Ceiling) && part.Line.ToCome > 0 && part.Most >= part.Off && part.Off >= 0).ToList();
        if (parts.Count < 2) return proposal;
        var loose = parts.Sum(part => part.Off);
        var rounded = parts.OrderByDescending(part => part.Off).ThenBy(part => part.Line.Key, StringComparer.Ordinal)
            .Select((part, index) => (part.Line.Key, Change: (index < loose / step ? step : 0) - part.Off)).ToDictionary(part => part.Key, part => part.Change);
        rounded[parts.OrderByDescending(part => part.Line.WillBe).ThenBy(part => part.Line.Key, StringComparer.Ordinal).First().Line.Key] += loose % step;
        return proposal with { Lines = [.. proposal.Lines.Select(line => rounded.TryGetValue(line.Key, out var change) ? Changed(line, change) : line)] };
    }

    private static ProposedLine Changed(ProposedLine line, long change)
    {
        var willBe = line.WillBe + change;
        return line with
        {
            ToCome = line.ToCome + change, WillBe = willBe,
            Why = willBe == line.Was ? ProposalReason.Kept : line.Why,
        };
    }
}
