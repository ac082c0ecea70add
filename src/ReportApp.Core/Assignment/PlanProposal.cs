using System.Text.Json.Serialization;
using ReportApp.Core.Model;

namespace ReportApp.Core.Assignment;

/// <summary>Where the difference goes, when less or more came than was planned.</summary>
[JsonConverter(typeof(NamedEnumConverter<CarryOver>))]
public enum CarryOver
{
    /// <summary>Nowhere: what stands stays, and the difference is reported.</summary>
    [JsonStringEnumMemberName("none")] None,

    /// <summary>Into the next open line, as far as its bounds let it; then into the one after.</summary>
    [JsonStringEnumMemberName("nextMonth")] NextMonth,

    /// <summary>Over all open lines, by their weights.</summary>
    [JsonStringEnumMemberName("restOfPeriod")] RestOfPeriod,
}

/// <summary>Why a line will be what it will be.</summary>
[JsonConverter(typeof(NamedEnumConverter<ProposalReason>))]
public enum ProposalReason
{
    /// <summary>Its time is over.</summary>
    [JsonStringEnumMemberName("closed")] Closed,

    [JsonStringEnumMemberName("locked")] Locked,

    /// <summary>Nothing asks for a change.</summary>
    [JsonStringEnumMemberName("kept")] Kept,

    /// <summary>Held up by its floor.</summary>
    [JsonStringEnumMemberName("floor")] Floor,

    /// <summary>Held down by its ceiling.</summary>
    [JsonStringEnumMemberName("ceiling")] Ceiling,

    /// <summary>Less came than was planned, and this line takes its share of what is missing.</summary>
    [JsonStringEnumMemberName("behind")] Behind,

    /// <summary>More came than was planned, and this line is relieved of its share.</summary>
    [JsonStringEnumMemberName("ahead")] Ahead,

    /// <summary>By its weight: it is new, or its weight has changed.</summary>
    [JsonStringEnumMemberName("weight")] Weight,
}

/// <summary>Whole minor units.</summary>
/// <param name="ToCome">What the plan still waits for, beside the fact.</param>
/// <param name="WillBe">The plan, fact and all.</param>
internal sealed record ProposedLine(string Key, long Fact, long? Was, long ToCome, long WillBe, ProposalReason Why);

/// <summary>
/// A plan put forward, of which nothing is written yet. It says what each line will be, not by how much it moves, so that writing it twice
/// changes nothing. Facts + what is to come + unallocated − deficit = the greater of target and facts, exactly.
/// </summary>
/// <param name="Deficit">By how much floors, locked lines and what was not carried over stand above the target.</param>
/// <param name="Unallocated">What ceilings did not let in, or was not carried over.</param>
internal sealed record PlanProposal(IReadOnlyList<ProposedLine> Lines, long Deficit, long Unallocated)
{
    /// <summary>What would have to be written. No plan and a plan of nothing are the same.</summary>
    public IEnumerable<ProposedLine> Changes => Lines.Where(line => line.WillBe != (line.Was ?? 0));

    /// <summary>
    /// Shares out what is left of a target: max(0, target − facts). The first plan and every later one are the same computation; a plan
    /// that already is what it would be is proposed as it stands.
    /// </summary>
    /// <param name="lines">In order of time, where they have one.</param>
    /// <param name="carryOver">For months; anything else shares by weight.</param>
    /// <exception cref="ArgumentException">A line is locked where nothing stands, or cannot be a party of an allocation.</exception>
    /// <exception cref="OverflowException">Sums do not fit.</exception>
    public static PlanProposal For(long target, IReadOnlyList<PlanLine> lines, CarryOver carryOver = CarryOver.RestOfPeriod)
    {
        if (lines.FirstOrDefault(line => line.Standing is { State: LineState.Locked, Was: null }) is { } nothing)
            throw new ArgumentException($"Nothing stands at '{nothing.ToCome.Key}' that could be locked.", nameof(lines));
        var left = Math.Max(0, checked(target - lines.Sum(line => line.Standing.Fact)));
        var open = lines.Where(line => line.Standing.State != LineState.Closed).Select(line => (Party: PartyOf(line), Stands: line.Standing.ToCome)).ToList();
        var behind = left - open.Sum(line => line.Stands);
        var allotment = carryOver switch
        {
            CarryOver.None => Settled(left, open.ToDictionary(line => line.Party.Key, line => line.Stands)),
            CarryOver.NextMonth => OneAfterAnother(left, open),
            _ => Allocation.Allocate(left, open.Select(line => line.Party)),
        };
        return new PlanProposal([.. lines.Select(line => Propose(line, allotment.Parts, behind))], allotment.Deficit, allotment.Unallocated);
    }

    private static Party PartyOf(PlanLine line)
    {
        var (party, (fact, _, state)) = (line.ToCome, line.Standing);
        if (state == LineState.Locked) return Party.Fixed(party.Key, line.Standing.ToCome);
        // What was given back has to come again first: no line is planned below zero.
        var floor = Math.Max(party.Floor, -fact);
        return party with { Floor = floor, Ceiling = Math.Max(floor, party.Ceiling) };
    }

    private static Allotment OneAfterAnother(long left, List<(Party Party, long Stands)> open)
    {
        var parts = open.ToDictionary(line => line.Party.Key, line => Math.Clamp(line.Stands, line.Party.Floor, line.Party.Ceiling));
        var missing = checked(left - parts.Values.Sum());
        foreach (var (party, _) in open)
        {
            var before = parts[party.Key];
            parts[party.Key] = Math.Clamp(before + missing, party.Floor, party.Ceiling);
            missing -= parts[party.Key] - before;
        }
        return Settled(left, parts);
    }

    private static Allotment Settled(long left, Dictionary<string, long> parts)
    {
        var over = checked(parts.Values.Sum() - left);
        return new Allotment(parts, Math.Max(0, over), Math.Max(0, -over));
    }

    private static ProposedLine Propose(PlanLine line, IReadOnlyDictionary<string, long> parts, long behind)
    {
        var (party, (fact, was, state)) = (line.ToCome, line.Standing);
        var toCome = state == LineState.Closed ? 0 : parts[party.Key];
        // A plan that the facts have outdone is not raised after them.
        var willBe = state != LineState.Open ? was ?? fact : toCome == 0 && was < fact ? was.Value : checked(fact + toCome);
        var why =
            state == LineState.Closed ? ProposalReason.Closed
            : state == LineState.Locked ? ProposalReason.Locked
            : willBe == was ? ProposalReason.Kept
            : toCome > 0 && toCome == party.Floor ? ProposalReason.Floor
            : toCome == party.Ceiling ? ProposalReason.Ceiling
            : was is null ? ProposalReason.Weight
            : behind > 0 && willBe > was ? ProposalReason.Behind
            : behind < 0 && willBe < was ? ProposalReason.Ahead
            : ProposalReason.Weight;
        return new ProposedLine(party.Key, fact, was, toCome, willBe, why);
    }
}
