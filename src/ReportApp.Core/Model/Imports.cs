using System.Text.Json.Serialization;

namespace ReportApp.Core.Model;

/// <summary>What an imported file tells.</summary>
[JsonConverter(typeof(NamedEnumConverter<ImportKind>))]
public enum ImportKind
{
    /// <summary>Money received and given back.</summary>
    [JsonStringEnumMemberName("payments")] Payments,

    /// <summary>What is due by contract.</summary>
    [JsonStringEnumMemberName("schedule")] Schedule,
}

/// <summary>One payment, or one line of a schedule, as a file tells it.</summary>
/// <param name="Key">The same in every file that tells the same fact.</param>
/// <param name="Contract">The contract as written; null when the row names none.</param>
/// <param name="DealId">The deal's id in the host as written.</param>
/// <param name="Day">Of payment; of a line, when it is due.</param>
/// <param name="Amount">In units of the tenant's currency; a refund is negative.</param>
/// <param name="LineKind">In the file's words.</param>
/// <param name="IsReceipt">Its kind counts as money received (DR-5, DR-7); true of a line.</param>
/// <param name="ConfirmedDeal">The deal that a person confirmed for a payment that names neither contract nor deal.</param>
public sealed record ImportedFact(
    string Key, string? Contract, string? DealId, DateOnly Day, decimal Amount, string? LineKind, bool IsReceipt, string? Account, string? Payer, string? DocumentId,
    string? ConfirmedDeal = null)
{
    /// <summary>Nothing in the file tells whose it is.</summary>
    public bool NamesNothing => Contract is null && DealId is null;
}
