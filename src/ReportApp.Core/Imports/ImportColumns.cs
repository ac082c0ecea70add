using System.Text.RegularExpressions;
using ReportApp.Core.Mapping;
using ReportApp.Core.Model;
using ReportApp.Core.Tables;

namespace ReportApp.Core.Imports;

/// <summary>Which column of a file is what.</summary>
/// <param name="HeaderLine">Where the titles stand; what is above them is decoration.</param>
/// <param name="Headers">The file's own titles.</param>
/// <param name="ByField">Our field to the file's title.</param>
/// <param name="Missing">Fields without which no row can be read.</param>
internal sealed partial record ImportColumns(int HeaderLine, IReadOnlyList<string> Headers, IReadOnlyDictionary<string, string> ByField, IReadOnlyList<string> Missing)
{
    public const string Contract = "contract";
    public const string Deal = "deal";
    public const string Day = "day";
    public const string Amount = "amount";
    public const string Kind = "kind";
    public const string Account = "account";
    public const string Payer = "payer";
    public const string Document = "document";
    public const string Currency = "currency";

    /// <summary>A table below a letterhead and a title still begins on the first screen.</summary>
    private const int LastHeaderLine = 20;

    public static IReadOnlyList<string> Fields(ImportKind kind) => kind == ImportKind.Payments
        ? [Contract, Deal, Day, Amount, Kind, Account, Payer, Document, Currency]
        : [Contract, Deal, Day, Amount, Kind, Document, Currency];

    /// <summary>The titles of the template, in Russian: what <see cref="Of"/> understands without a hand.</summary>
    public static IReadOnlyList<string> Template(ImportKind kind) => kind == ImportKind.Payments
        ? ["Договор", "ID сделки", "Дата", "Сумма", "Вид", "Счёт", "Плательщик", "Документ"]
        : ["Договор", "ID сделки", "Срок", "Сумма", "Вид", "Номер строки"];

    /// <summary>
    /// Finds the titles among the first rows, which it takes from <paramref name="rows"/>: by the columns named, else by what such columns
    /// are called. A file that has none of it shows its first row as titles and all required fields as missing.
    /// </summary>
    /// <param name="named">Field to title, as a person chose or a former import was read.</param>
    /// <param name="isBinding">A title that the file lacks is a fault; else another reading is tried.</param>
    /// <exception cref="TableRefusedException">Two columns have one title, or a named one is not there.</exception>
    public static ImportColumns Find(ImportKind kind, IEnumerator<TableRow> rows, IReadOnlyDictionary<string, string>? named, bool isBinding)
    {
        TableRow? first = null;
        ImportColumns? found = null;
        for (var i = 0; i < LastHeaderLine && rows.MoveNext(); i++)
        {
            first ??= rows.Current;
            if (rows.Current.Fault is null && Of(kind, rows.Current, named, isBinding) is { } here && (found is null || here.ByField.Count > found.ByField.Count)) found = here;
            if (found is { Missing.Count: 0 }) return found;
        }
        if (first is null) throw new TableRefusedException(1, "empty");
        if (isBinding && named is not null) throw new TableRefusedException(first.Line, "no_such_column");
        return found ?? new ImportColumns(first.Line, first.Cells, new Dictionary<string, string>(), MissingOf([]));
    }

    private static ImportColumns? Of(ImportKind kind, TableRow row, IReadOnlyDictionary<string, string>? named, bool isBinding)
    {
        var titles = row.Cells;
        Dictionary<string, string> byField;
        if (named is not null && named.Values.All(titles.Contains)) byField = new(named, StringComparer.Ordinal);
        else if (isBinding && named is not null) return null;
        else byField = Guess(kind, titles);
        if (byField.Count == 0) return null;
        foreach (var title in byField.Values)
            if (titles.Count(other => other == title) > 1) throw new TableRefusedException(row.Line, "duplicate_header");
        return new ImportColumns(row.Line, titles, byField, MissingOf(byField));
    }

    private static Dictionary<string, string> Guess(ImportKind kind, IReadOnlyList<string> titles)
    {
        var byField = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in Fields(kind))
        {
            var fitting = titles.Where(title => WordsOf(field).IsMatch(Words.Plain(title))).Take(2).ToList();
            // Of two that fit, none is surely meant; the same title twice is told by its own name.
            if (fitting is [var only] || (fitting is [var one, var same] && one == same && (only = one) is not null)) byField[field] = only;
        }
        return byField;
    }

    private static IReadOnlyList<string> MissingOf(Dictionary<string, string> byField) =>
        [.. new[] { Day, Amount }.Where(field => !byField.ContainsKey(field)), .. byField.ContainsKey(Contract) || byField.ContainsKey(Deal) ? [] : new[] { Contract }];

    private static Regex WordsOf(string field) => field switch
    {
        Contract => ContractWords(),
        Deal => DealWords(),
        Day => DayWords(),
        Amount => AmountWords(),
        Kind => KindWords(),
        Account => AccountWords(),
        Payer => PayerWords(),
        Document => DocumentWords(),
        _ => CurrencyWords(),
    };

    [GeneratedRegex(@"^((номер|№) )?(договора?|дду|дкп|контракта?)( (№|номер))?( контрагента)?$|^contract( ?(no\.?|number|id|#))?$")]
    private static partial Regex ContractWords();

    [GeneratedRegex(@"^(id|ид|номер|№|код) сделки( в crm)?$|^сделка$|^deal( ?(id|no\.?))?$")]
    private static partial Regex DealWords();

    [GeneratedRegex(@"^дата( (оплаты|платежа|поступления|зачисления|проводки|операции))?$|^(плановая дата|срок)( (оплаты|платежа))?$|^(due |payment |paid |posting )?(date|day)$|^(paid|due)( on)?$")]
    private static partial Regex DayWords();

    [GeneratedRegex(@"^сумма( (платежа|оплаты|поступления|к оплате|операции|по графику))?(, ?(руб\.?|₽))?$|^(payment |paid )?(amount|sum)$")]
    private static partial Regex AmountWords();

    [GeneratedRegex(@"^(вид|тип)( (платежа|оплаты|операции|поступления))?$|^(payment )?(kind|type)$")]
    private static partial Regex KindWords();

    [GeneratedRegex(@"^(расчетный )?счет( (зачисления|получателя))?$|^account$")]
    private static partial Regex AccountWords();

    [GeneratedRegex(@"^(плательщик|контрагент|покупатель|клиент)$|^(payer|customer|client)$")]
    private static partial Regex PayerWords();

    [GeneratedRegex(@"^((номер|№|id|ид) )?(платежного )?документа?( (№|номер))?$|^(номер|№) (п/п|строки|платежного поручения)$|^(document|payment|line)( ?(no\.?|number|id))?$")]
    private static partial Regex DocumentWords();

    [GeneratedRegex(@"^валюта( платежа)?$|^currency$")]
    private static partial Regex CurrencyWords();
}
