using System.Globalization;
using System.Text;

namespace Sandbox.World;

/// <summary>
/// The table in which a sales department keeps its contracts' schedules where the CRM has no place for them: what is agreed now, roubles only.
/// What an addendum replaced, or an ended contract left unpaid, nobody keeps.
/// </summary>
internal static class ScheduleFile
{
    public static string Write(Facts facts)
    {
        var text = new StringBuilder("Договор;Срок платежа;Сумма платежа;Вид платежа;Номер строки\r\n");
        foreach (var deal in facts.Deals.Where(deal => deal.Currency == "RUB"))
        {
            foreach (var (i, line) in deal.Schedule.Where(line => line.CancelledOn is null).OrderBy(line => line.Due).Index())
                text.Append(CultureInfo.InvariantCulture, $"{Csv.Quoted(deal.ContractNumber ?? string.Empty)};{line.Due:dd.MM.yyyy};{Csv.Amount(line.Amount)};{LineKinds.NameOf(line.Kind)};{i + 1}\r\n");
        }
        return text.ToString();
    }
}
