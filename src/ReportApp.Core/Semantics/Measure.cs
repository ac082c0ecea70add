using System.Text.Json.Serialization;
using ReportApp.Core.Model;

namespace ReportApp.Core.Semantics;

/// <summary>What a number of a report means. A closed set of kinds: read from records, a ratio of two, a place among others.</summary>
internal abstract record Measure(string Name, Text Title, Text Basis, Text About, MeasureUnit Unit)
{
    /// <summary>What has to be read to know it.</summary>
    public abstract IReadOnlyList<BasicMeasure> Sources { get; }
}

/// <summary>A measure that is read from the records of one entity.</summary>
/// <param name="Value">A count of 1/10,000 of the unit; null for a measure that counts subjects.</param>
/// <param name="By">The civil date that puts a row into a period; null: no date.</param>
internal sealed record BasicMeasure(
    string Name, Text Title, Text Basis, Text About, MeasureUnit Unit, Entity Entity, ColumnName? Value, Aggregate Aggregate, ColumnName? By,
    MonthSpan Span, IReadOnlyList<Condition> Where) : Measure(Name, Title, Basis, About, Unit)
{
    /// <summary>A row that lasts stands in every period from <see cref="By"/> on until this day, itself included; empty: it still lasts. Null: it stands in that of its day.</summary>
    public ColumnName? Until { get; init; }

    public override IReadOnlyList<BasicMeasure> Sources => [this];

    /// <summary>Parts add up to the whole, so two periods can be subtracted.</summary>
    public bool IsAdditive => Aggregate == Aggregate.Sum;
}

/// <summary>One measure over another (C7): undefined where the other is 0; the total of a ratio is the ratio of the totals.</summary>
internal sealed record RatioMeasure(
    string Name, Text Title, Text Basis, Text About, MeasureUnit Unit, BasicMeasure Numerator, BasicMeasure Denominator, Against Against)
    : Measure(Name, Title, Basis, About, Unit)
{
    public override IReadOnlyList<BasicMeasure> Sources => [Numerator, Denominator];
}

/// <summary>The place of a row among the rows of its level, the largest first; equal values share a place.</summary>
internal sealed record RankMeasure(string Name, Text Title, Text Basis, Text About, BasicMeasure Of) : Measure(Name, Title, Basis, About, MeasureUnit.Place)
{
    public override IReadOnlyList<BasicMeasure> Sources => [Of];
}

/// <summary>How the values of the subjects become one number.</summary>
internal enum Aggregate { Sum, Median }

/// <summary>In which row the denominator of a ratio stands.</summary>
internal enum Against
{
    Row,

    /// <summary>The total: a share.</summary>
    Total,

    /// <summary>The row above among its siblings: conversion from the step before. Undefined in the first.</summary>
    Previous,

    /// <summary>The first row: conversion since the beginning.</summary>
    First,
}

/// <summary>What a number counts.</summary>
[JsonConverter(typeof(NamedEnumConverter<MeasureUnit>))]
public enum MeasureUnit
{
    /// <summary>Units of the report's currency.</summary>
    [JsonStringEnumMemberName("money")] Money,

    /// <summary>Records.</summary>
    [JsonStringEnumMemberName("count")] Count,

    /// <summary>Units sold; an ended contract takes one away.</summary>
    [JsonStringEnumMemberName("pieces")] Pieces,

    /// <summary>Square metres.</summary>
    [JsonStringEnumMemberName("area")] Area,

    /// <summary>Hundredths: 80 is 80 %.</summary>
    [JsonStringEnumMemberName("percent")] Percent,

    /// <summary>Calendar days and parts of a day.</summary>
    [JsonStringEnumMemberName("days")] Days,

    /// <summary>1 is the first.</summary>
    [JsonStringEnumMemberName("place")] Place,
}

/// <summary>A caption in both languages.</summary>
internal sealed record Text(string Ru, string En);

/// <summary>In which months a measure means something, seen from the current one.</summary>
internal enum MonthSpan
{
    /// <summary>No month: the state now.</summary>
    None,
    All,
    UntilCurrent,
    FromCurrent,

    /// <summary>Everything before the current month, whatever the asked period.</summary>
    BeforeCurrent,
}
