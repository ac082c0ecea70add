using System.Globalization;
using ReportApp.Core.Model;

namespace ReportApp.Tests.Golden;

/// <summary>
/// The report once more, from the facts alone: loops and a purse per deal, no SQL and nothing of ours but the funnel steps.
/// Every contribution is one (row, month, measure, subject, value).
/// </summary>
internal static class ReceiptsRecount
{
    private const string CurrentMonth = "2026-11";

    internal sealed record Contribution(string Measure, string Month, string Row, string Subject, decimal Value);

    /// <param name="owners">Whose deals the viewer sees; null: all.</param>
    /// <param name="managers">Managers filtered by; null: all.</param>
    public static List<Contribution> Count(string[]? owners, string[]? managers = null)
    {
        var found = new List<Contribution>();
        var deals = ReceiptsWorld.Deals.Where(deal => deal.Pipeline == "0").ToList();
        foreach (var deal in deals.Where(deal => owners is null || owners.Contains(deal.Owner)))
        {
            var row = deal.Building is not null ? $"building:{deal.Building}" : deal.Complex is not null ? $"complex:{deal.Complex}/none" : "none";
            var seller = deal.Seller ?? deal.Owner;
            // 14 has left: what is to come is the owner's.
            var successor = deal.Seller is null or "14" ? deal.Owner : deal.Seller;

            if (managers is null || managers.Contains(seller))
            {
                foreach (var payment in ReceiptsWorld.Payments.Where(payment => payment.Deal == deal.Id && IsReceipt(payment)))
                {
                    if (Month(payment.PaidOn) is var month && string.CompareOrdinal(month, CurrentMonth) <= 0)
                        found.Add(new("receipts", month, row, $"{deal.Id}", payment.Amount));
                }
            }
            if (managers is not null && !managers.Contains(successor))
                continue;
            var outcome = Outcome(deal);
            if (outcome is "open" or "won")
            {
                foreach (var (line, unpaid) in Unpaid(deal.Id).Where(line => line.Unpaid > 0))
                    found.Add(new("schedule", Month(line.Due), row, $"{deal.Id}", unpaid));
            }
            if (outcome == "open" && deal is { Close: { } close, Currency: "RUB" } && string.CompareOrdinal(Month(close), CurrentMonth) >= 0 && Chance(deal, deals) is { } chance)
                found.Add(new("weighted_val", Month(close), row, $"{deal.Id}", Math.Round(deal.Amount!.Value * chance.Won / chance.Of, 2, MidpointRounding.AwayFromZero)));
        }
        if (owners is null && managers is null)
        {
            foreach (var payment in ReceiptsWorld.Payments.Where(payment => payment.Deal is null && IsReceipt(payment)))
                found.Add(new("receipts", Month(payment.PaidOn), "none", $"payment:{payment.Id}", payment.Amount));
        }
        return found;
    }

    /// <summary>Whether a contribution of a bottom row belongs to a row, which may be a complex or the total.</summary>
    public static bool BelongsTo(string row, string bottom) =>
        row == "total" || row == bottom || bottom.StartsWith(row + "/", StringComparison.Ordinal)
        // Both buildings stand in complex 1.
        || (row == "complex:1" && bottom is "building:1" or "building:2" && row == "complex:1");

    private static string Outcome(DealFact deal)
    {
        var steps = deal.Path.Split(' ').Select(code => ReceiptsWorld.Steps[code]).ToList();
        var reached = steps.Exists(step => step is >= FunnelStep.Contract and < FunnelStep.Lost);
        return steps[^1] == FunnelStep.Lost ? reached ? "ended" : "lost" : reached ? "won" : "open";
    }

    private static (int Won, int Of)? Chance(DealFact deal, List<DealFact> deals)
    {
        if (deal.Probability is { } own)
            return (own, 100);
        var stage = deal.Path.Split(' ')[^1];
        var closed = deals.Where(other => Outcome(other) != "open" && other.Path.Split(' ').Contains(stage)).ToList();
        return closed.Count == 0 ? null : (closed.Count(other => Outcome(other) != "lost"), closed.Count);
    }

    /// <summary>Money goes to the line it names, the rest to the oldest; money that was taken back is missing at the newest.</summary>
    private static IEnumerable<(LineFact Line, decimal Unpaid)> Unpaid(int deal)
    {
        var lines = ReceiptsWorld.Lines.Where(line => line.Deal == deal && !line.Cancelled && line.Currency == "RUB").OrderBy(line => line.Due).ThenBy(line => line.Id).ToList();
        var receipts = ReceiptsWorld.Payments.Where(payment => payment.Deal == deal && IsReceipt(payment)).ToList();
        var paid = lines.ToDictionary(line => line.Id, line => Math.Clamp(receipts.Where(payment => payment.Line == line.Id).Sum(payment => payment.Amount), 0, line.Amount));
        var purse = receipts.Sum(payment => payment.Amount) - paid.Values.Sum();
        foreach (var line in lines)
        {
            var share = Math.Clamp(purse, 0, line.Amount - paid[line.Id]);
            paid[line.Id] += share;
            purse -= share;
        }
        foreach (var line in Enumerable.Reverse(lines))
        {
            var back = Math.Clamp(-purse, 0, paid[line.Id]);
            paid[line.Id] -= back;
            purse += back;
        }
        return lines.Select(line => (line, line.Amount - paid[line.Id]));
    }

    private static bool IsReceipt(PaymentFact payment) => payment.Kind != "release" && payment.Currency == "RUB";

    private static string Month(string day) => DateOnly.Parse(day, CultureInfo.InvariantCulture).ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
