using System.Text.Json.Serialization;
using ReportApp.Core.Assignment;
using ReportApp.Core.Model;

namespace ReportApp.Core.Reports;

/// <summary>Between what a target is divided.</summary>
[JsonConverter(typeof(NamedEnumConverter<TargetDivision>))]
public enum TargetDivision
{
    /// <summary>The months of the period.</summary>
    [JsonStringEnumMemberName("months")] Months,

    /// <summary>The people of the row, each month by itself.</summary>
    [JsonStringEnumMemberName("managers")] Managers,

    /// <summary>The complexes of the company or the buildings of a complex, each month by itself.</summary>
    [JsonStringEnumMemberName("objects")] Objects,
}

/// <summary>Which target is to be divided. Nothing is written by asking; what is agreed to is set like any target.</summary>
/// <param name="Scope">Of a row of <see cref="Plans.TargetSheet"/> that the viewer may set.</param>
/// <param name="From">First month, <c>yyyy-MM</c>. Between people and objects the current one or later.</param>
/// <param name="To">Last month; at most twelve in all, and not over yet.</param>
/// <param name="Total">What the period shall reach, and between people or objects the one month. Null: what the row's targets come to, unless some of these months are over.</param>
/// <param name="CarryOver">Between months: where what was missed or reached beyond goes.</param>
/// <param name="Among">Scopes of people or objects that get a part; null: all that have one by themselves.</param>
public sealed record TargetProposalRequest(
    string Kind, string Metric, string Scope, TargetDivision Into, string From, string To, decimal? Total = null, CarryOver CarryOver = CarryOver.RestOfPeriod,
    IReadOnlyList<string>? Among = null);

/// <summary>A division put forward. Of each sum the parts, what others keep, and unallocated − deficit are the greater of its target and its facts, exactly.</summary>
/// <param name="IsFactKnown">False: this metric is not counted here, and facts stand as none.</param>
/// <param name="IsForecast">The forecast is one of the weights; else only what people and objects did before, and working days.</param>
/// <param name="Others">People or objects below the row that get no part: their targets stay as they are, and are taken off what is divided.</param>
/// <param name="Sums">One for the whole period, or one a month.</param>
public sealed record TargetProposal(
    string Kind, string Metric, string Scope, TargetDivision Into, string Currency, bool IsFactKnown, bool IsForecast, IReadOnlyList<ProposedSum> Sums, IReadOnlyList<ProposedTarget> Targets,
    IReadOnlyList<TargetParty> Others);

/// <param name="Scope">As in <see cref="ProposedTarget"/>.</param>
public sealed record TargetParty(string Scope, string? Title);

/// <param name="Month">Null: all months together.</param>
/// <param name="Target">What is divided.</param>
/// <param name="Deficit">By how much what is certain already, or stays as it is, goes beyond it.</param>
/// <param name="Unallocated">What no part took.</param>
public sealed record ProposedSum(YearMonth? Month, decimal Target, decimal Deficit, decimal Unallocated);

/// <param name="Scope">As in <see cref="Plans.TargetChange"/>, like <paramref name="Version"/>.</param>
/// <param name="Fact">What came so far; of who gets a part, in the current month.</param>
/// <param name="Was">Null: no target stands there.</param>
/// <param name="Becomes">A month that is over or locked stays as it is, and without a target stands here with what came.</param>
/// <param name="Weight">Its part of the weights, 0 to 1.</param>
public sealed record ProposedTarget(
    string Scope, string? Title, YearMonth Month, decimal Fact, decimal? Was, decimal Becomes, int Version, decimal Weight, ProposalReason Why);
