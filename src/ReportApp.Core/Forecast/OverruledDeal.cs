using ReportApp.Core.Model;

namespace ReportApp.Core.Forecast;

/// <summary>What a person says of an open deal in place of the method, from a moment on. Once the deal is won or lost it says nothing any more.</summary>
/// <param name="At">In the report zone.</param>
/// <param name="Month">In which it is won, if it is included; once that is over without a contract, the method counts again.</param>
public sealed record OverruledDeal(string DealId, DateTime At, OverrideMode Mode, YearMonth? Month);
