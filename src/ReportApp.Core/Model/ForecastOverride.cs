using System.Text.Json.Serialization;

namespace ReportApp.Core.Model;

/// <summary>What counts of an open deal: the word of a head, or the method again.</summary>
[JsonConverter(typeof(NamedEnumConverter<OverrideMode>))]
public enum OverrideMode
{
    /// <summary>Won in a month for certain.</summary>
    [JsonStringEnumMemberName("include")] Include,

    /// <summary>Brings nothing any more.</summary>
    [JsonStringEnumMemberName("exclude")] Exclude,

    /// <summary>An earlier override is taken back.</summary>
    [JsonStringEnumMemberName("model")] Model,
}

/// <summary>A head's word on the forecast of a deal. The latest one counts; none is ever changed.</summary>
/// <param name="Id">Grows with time.</param>
/// <param name="Month">In which it is won; null unless it is included.</param>
public sealed record ForecastOverride(long Id, string DealId, OverrideMode Mode, YearMonth? Month, string Reason, string AuthorId, DateTimeOffset At);
