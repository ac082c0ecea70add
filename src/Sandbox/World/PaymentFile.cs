using System.Globalization;
using System.Text;

namespace Sandbox.World;

/// <summary>
/// What accounting exports from 1C as a table: the world's money once more, with what such files have. Contracts are spelled as people
/// spell them, some payments name a contract that no deal has, a few rows are there twice, and a document of the former export is missing
/// (<paramref name="withdraws"/>), because it was entered by mistake. <paramref name="isClean"/> has none of these rows; <paramref name="tells"/> whose deals it has.
/// </summary>
internal sealed class PaymentFile(Facts facts, Func<Facts, Deal, bool> tells, bool withdraws, bool isClean)
{
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        ["deposit"] = "Поступление на эскроу", ["direct"] = "Оплата по договору", ["refund"] = "Возврат", ["release"] = "Раскрытие эскроу", ["letter"] = "Аккредитив",
        ["reservation"] = "Оплата брони",
    };

    private readonly StringBuilder _text = new("Номер договора;Дата оплаты;Сумма;Вид операции;Расчетный счет;Плательщик;Номер документа\r\n");

    public string Write()
    {
        var written = 0;
        var payments = facts.Deals.SelectMany(deal => deal.Payments.Select(payment => (deal, payment)))
            .Where(pair => pair.deal.Currency == "RUB" && tells(facts, pair.deal))
            .OrderBy(pair => pair.payment.PaidOn).ThenBy(pair => pair.payment.Number);
        foreach (var (deal, payment) in payments)
        {
            written++;
            Row(Spelled(deal.ContractNumber ?? string.Empty, written), payment, deal.ClientName);
            if (isClean) continue;
            // The export joins two registers, and some documents stand in both.
            if (written % 97 == 0) Row(Spelled(deal.ContractNumber ?? string.Empty, written), payment, deal.ClientName);
            // A typing error in accounting: nobody has such a contract.
            if (written % 61 == 0) Row($"Х-{written}/00", payment with { Number = 1_000_000 + written, Amount = 10_000, Kind = "direct" }, "Неизвестный плательщик");
            if (!withdraws && written % 151 == 0) Row(Spelled(deal.ContractNumber ?? string.Empty, written), payment with { Number = 2_000_000 + written }, deal.ClientName);
        }
        return _text.ToString();
    }

    private void Row(string contract, Payment payment, string payer) => _text.Append(
        CultureInfo.InvariantCulture, $"{Csv.Quoted(contract)};{payment.PaidOn:dd.MM.yyyy};{Csv.Amount(payment.Amount)};{Kinds[payment.Kind]};{payment.Account};{Csv.Quoted(payer)};ПП-{payment.Number}\r\n");

    private static string Spelled(string contract, int row) => (row % 5) switch
    {
        1 => contract.ToLowerInvariant(),
        2 => contract.Length == 0 ? contract : $"№ {contract}",
        3 => contract.Replace('-', ' '),
        4 => contract.Length == 0 ? contract : $"Договор № {contract}",
        _ => contract,
    };
}
