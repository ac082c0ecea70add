using System.Text.Json.Serialization;

namespace ReportApp.Core.Model;

/// <summary>A figure that people know of a month without us.</summary>
[JsonConverter(typeof(NamedEnumConverter<KnownMetric>))]
public enum KnownMetric
{
    /// <summary>Money received, by the day of payment.</summary>
    [JsonStringEnumMemberName("receipts")] Receipts,

    /// <summary>Pieces, by the day of the contract, as <c>won_cnt</c> counts them.</summary>
    [JsonStringEnumMemberName("contracts")] Contracts,

    /// <summary>Their money, as <c>won_val</c> adds it up.</summary>
    [JsonStringEnumMemberName("contractsValue")] ContractsValue,

    /// <summary>Their m², as far as it is known.</summary>
    [JsonStringEnumMemberName("contractsArea")] ContractsArea,
}

/// <param name="Row">Key of a row of the reports: <c>total</c>, <c>complex:12</c>.</param>
/// <param name="Value">Currency units, pieces or m²; null takes the figure away.</param>
public sealed record KnownFigure(YearMonth Month, string Row, KnownMetric Metric, decimal? Value);

/// <summary>One compared figure, as it was when somebody signed.</summary>
public sealed record ComparedFigure(YearMonth Month, string Row, KnownMetric Metric, decimal Known, decimal Ours)
{
    /// <summary>Ours less theirs.</summary>
    public decimal Delta => Ours - Known;
}

/// <summary>Who compared, when, and what came of it.</summary>
/// <param name="Compared">Figures that were known.</param>
/// <param name="Different">Of these, those that differ from ours.</param>
public sealed record ReconciliationMark(string AuthorId, string AuthorName, DateTimeOffset At, YearMonth From, YearMonth To, int Compared, int Different);
