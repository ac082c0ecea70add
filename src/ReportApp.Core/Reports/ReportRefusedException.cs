namespace ReportApp.Core.Reports;

/// <summary>A report cannot be computed as asked.</summary>
/// <param name="field">Member of the request; <c>report</c> when there is no such report.</param>
/// <param name="reason">Stable code: unknown, not_a_month, not_a_day, ends_before_it_begins, too_long, too_many, too_large, undefined, required, out_of_range.</param>
public sealed class ReportRefusedException(string field, string reason) : Exception($"The report request was refused: {field} is {reason}.")
{
    public string Field { get; } = field;

    public string Reason { get; } = reason;

    /// <summary>There is no such report at all.</summary>
    public bool IsNotFound => Field == "report";
}
