namespace ReportApp.Core.Tables;

/// <summary>
/// The text in which 1C and client banks exchange payments (<c>1CClientBankExchange</c>): sections of <c>Key=Value</c>. Each document is
/// one row under the titles of our own template. Money that left an account of the file's own is a return when its purpose says so; any
/// other is marked <c>not_a_receipt</c>.
/// </summary>
internal static class BankExchange
{
    private static readonly string[] Header = ["Договор", "Дата", "Сумма", "Вид", "Счёт", "Плательщик", "Документ"];

    public static bool Begins(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) start = start[3..];
        return start.StartsWith("1CClientBankExchange"u8);
    }

    public static IEnumerable<TableRow> Read(TextReader text)
    {
        yield return new TableRow(1, Header);
        var own = new HashSet<string>(StringComparer.Ordinal);
        Dictionary<string, string>? document = null;
        var (line, begun, isWhole) = (0, 0, false);
        while (text.ReadLine() is { } written)
        {
            line++;
            var (key, value) = Split(written);
            if (key.Length == 0) continue;
            if (isWhole) throw new TableRefusedException(line, "bad_row");
            switch (key)
            {
                case "СекцияДокумент":
                    if (document is not null) throw new TableRefusedException(line, "truncated");
                    (document, begun) = (new(StringComparer.Ordinal) { ["Вид"] = value }, line);
                    break;
                case "КонецДокумента":
                    if (document is null) throw new TableRefusedException(line, "bad_row");
                    yield return ToRow(begun, document, own);
                    document = null;
                    break;
                case "КонецФайла":
                    isWhole = true;
                    break;
                case "РасчСчет" when document is null:
                    own.Add(value);
                    break;
                default:
                    document?.TryAdd(key, value);
                    break;
            }
        }
        // Half a statement looks like a statement from which payments vanished.
        if (document is not null || !isWhole) throw new TableRefusedException(line, "truncated");
    }

    private static TableRow ToRow(int line, Dictionary<string, string> document, HashSet<string> own)
    {
        string Of(params ReadOnlySpan<string> keys)
        {
            foreach (var key in keys)
                if (document.TryGetValue(key, out var value) && value.Length > 0) return value;
            return string.Empty;
        }

        var purpose = Of("НазначениеПлатежа", "НазначениеПлатежа1");
        var (payer, payee) = (Of("ПлательщикСчет", "ПлательщикРасчСчет"), Of("ПолучательСчет", "ПолучательРасчСчет"));
        var isOut = own.Contains(payer);
        var isReturn = isOut && purpose.Contains("возврат", StringComparison.OrdinalIgnoreCase);
        string[] cells =
        [
            purpose, isOut ? Of("ДатаСписано", "Дата") : Of("ДатаПоступило", "Дата"), (isReturn ? "-" : string.Empty) + Of("Сумма"),
            isReturn ? "Возврат" : string.Empty, isOut ? payer : payee, isOut ? Of("Получатель1", "Получатель") : Of("Плательщик1", "Плательщик"),
            // A payer counts his orders anew every year, and every payer counts his own.
            Of("Номер").Length == 0 ? string.Empty : $"{Of("Номер")}/{Of("Дата")}/{payer}",
        ];
        return new TableRow(line, cells, isOut && (!isReturn || own.Contains(payee)) ? "not_a_receipt" : null);
    }

    private static (string Key, string Value) Split(string line)
    {
        var equals = line.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (line.Trim(), string.Empty) : (line[..equals].Trim(), line[(equals + 1)..].Trim());
    }
}
