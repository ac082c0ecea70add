using System.Globalization;
using ReportApp.Core.Model;

namespace ReportApp.Core.Plans;

/// <summary>What a deal still has to pay, line by line.</summary>
/// <param name="Paid">All receipts, refunds taken off.</param>
/// <param name="Unpaid">Lines with something left, by due day.</param>
internal sealed record Instalments(decimal Paid, IReadOnlyList<ScheduleLineView> Unpaid)
{
    /// <summary>
    /// A payment that names its line pays it first; everything else received pays the oldest lines, as an accountant would. Amounts in
    /// another currency than the deal's are left out: they cannot be added.
    /// </summary>
    public static Instalments Of(TenantMapping mapping, string currency, IEnumerable<Item> lines, IEnumerable<Item> payments)
    {
        var schedule = mapping.Schedule is { } where ? ReadLines(where, currency, lines) : [];
        var byLine = schedule.ToDictionary(line => line.Id);
        var (paid, free) = (0m, 0m);
        foreach (var payment in mapping.Payments is { } how ? payments.Where(payment => IsReceipt(how, payment)) : [])
        {
            if (Amount(payment.Fields.GetValueOrDefault(mapping.Payments!.AmountField), currency) is not { } amount) continue;
            paid += amount;
            var lineId = mapping.Payments.LineField is { } field && mapping.Schedule is { } table
                ? Links.IdIn(payment.Fields.GetValueOrDefault(field), RecordKind.Item(table.Table))
                : null;
            if (lineId is not null && byLine.TryGetValue(lineId, out var line)) line.Left -= amount;
            else free += amount;
        }
        foreach (var line in schedule.Where(line => line.Left < 0))
        {
            free -= line.Left;
            line.Left = 0;
        }
        foreach (var line in schedule.OrderBy(line => line.Due).ThenBy(line => line.Id, StringComparer.Ordinal).Where(line => line.Left > 0))
        {
            var part = Math.Clamp(free, 0, line.Left);
            line.Left -= part;
            free -= part;
        }
        return new Instalments(
            paid,
            [
                .. schedule.Where(line => line.Left > 0).OrderBy(line => line.Due).ThenBy(line => line.Id, StringComparer.Ordinal)
                    .Select(line => new ScheduleLineView(line.Due, line.Amount, line.Left, line.Kind)),
            ]);
    }

    private static List<Line> ReadLines(ScheduleMapping schedule, string currency, IEnumerable<Item> lines) =>
    [
        .. from item in lines
           where schedule.CancelledField is not { } field || item.Fields.GetValueOrDefault(field)?.First is null or "false"
           let amount = Amount(item.Fields.GetValueOrDefault(schedule.AmountField), currency)
           let due = Day(item.Fields.GetValueOrDefault(schedule.DueField))
           where amount is not null && due is not null
           select new Line(item.Id, due.Value, amount.Value, schedule.KindField is { } kind ? item.Fields.GetValueOrDefault(kind)?.First : null),
    ];

    private static bool IsReceipt(PaymentMapping payments, Item payment) =>
        payments.KindField is not { } field || payment.Fields.GetValueOrDefault(field)?.First is not { } kind || !payments.NotReceiptKinds.Contains(kind);

    /// <summary>Money says its currency; a bare number is in the deal's.</summary>
    private static decimal? Amount(FieldValue? value, string currency) =>
        value?.First?.Split(' ') is [var number, .. var rest] && (rest is [] || rest[0] == currency)
            && decimal.TryParse(number, NumberStyles.Number, CultureInfo.InvariantCulture, out var amount)
            ? amount
            : null;

    /// <summary>Of a date, or of an instant's UTC text, the day.</summary>
    private static DateOnly? Day(FieldValue? value) =>
        value?.First is { Length: >= 10 } text && DateOnly.TryParseExact(text[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;

    private sealed record Line(string Id, DateOnly Due, decimal Amount, string? Kind)
    {
        public decimal Left { get; set; } = Amount;
    }
}
