namespace ReportApp.Core.Assignment;

/// <summary>What a plan needs beyond the deals that are there.</summary>
/// <param name="Amount">Minor units.</param>
/// <param name="Deals">Not rounded; null: nobody knows, for want of an average ticket.</param>
/// <param name="Leads">Not rounded; null: nobody knows, for want of a ticket or a conversion.</param>
internal sealed record NewDealsNeeded(long Amount, decimal? Deals, decimal? Leads)
{
    /// <param name="averageTicket">Money that a new deal brings in the period, in minor units.</param>
    /// <param name="conversion">Deals won per lead, 0 to 1.</param>
    public static NewDealsNeeded Of(long amount, decimal averageTicket, decimal conversion)
    {
        decimal? deals = averageTicket > 0 ? amount / averageTicket : null;
        return new NewDealsNeeded(amount, deals, conversion > 0 ? deals / conversion : null);
    }
}
