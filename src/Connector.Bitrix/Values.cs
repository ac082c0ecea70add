using System.Globalization;
using Connector.Bitrix.Wire;
using ReportApp.Core.Model;

namespace Connector.Bitrix;

/// <summary>How the texts of one field become canonical. A text that does not fit its field's type throws, so that the row is set aside.</summary>
internal sealed record Values(FieldType Type, RecordKind? LinkTo, string WireType)
{
    private const string Amount = "opportunity";

    /// <summary>Of a choice: option id to title, where the host names them.</summary>
    public IReadOnlyDictionary<string, string> Titles { get; init; } = new Dictionary<string, string>();

    private static readonly Dictionary<string, FieldType> Types = new(StringComparer.Ordinal)
    {
        ["integer"] = FieldType.Number, ["double"] = FieldType.Number,
        ["string"] = FieldType.Text, ["text"] = FieldType.Text, ["url"] = FieldType.Text, ["address"] = FieldType.Text,
        ["boolean"] = FieldType.Boolean, ["char"] = FieldType.Boolean,
        ["date"] = FieldType.Date, ["datetime"] = FieldType.Instant,
        ["money"] = FieldType.Money,
        ["enumeration"] = FieldType.Choice, ["crm_status"] = FieldType.Choice, ["crm_currency"] = FieldType.Choice,
        ["crm_category"] = FieldType.Choice, ["iblock_element"] = FieldType.Choice, ["iblock_section"] = FieldType.Choice,
        ["user"] = FieldType.User, ["employee"] = FieldType.User,
        ["crm_entity"] = FieldType.Link, ["crm_lead"] = FieldType.Link, ["crm_deal"] = FieldType.Link, ["crm_contact"] = FieldType.Link,
        ["crm_company"] = FieldType.Link, ["crm_quote"] = FieldType.Link, ["crm"] = FieldType.Link,
    };

    public static Values Of(string name, WireField field)
    {
        if (name == Amount) return new Values(FieldType.Money, null, Amount);
        var type = Types.GetValueOrDefault(field.Type, FieldType.Other);
        return new Values(type, type == FieldType.Link ? TargetOf(field) : null, field.Type)
        {
            Titles = (field.Items ?? []).Where(item => item.Text("ID") is not null).ToDictionary(item => item.Text("ID")!, item => item.Text("VALUE") ?? "", StringComparer.Ordinal),
        };
    }

    /// <exception cref="FormatException">A text that is no value of this type.</exception>
    public FieldValue Read(WireRow row, string name)
    {
        var texts = row.Texts(name).Where(text => text.Length > 0);
        return Type switch
        {
            FieldType.Number => FieldValue.Of(texts.Select(text => Trim(ParseNumber(text)))),
            FieldType.Boolean when row.IsFalse(name) => FieldValue.Of("false"),
            FieldType.Boolean => FieldValue.Of(texts.Select(ParseBoolean)),
            FieldType.Date => FieldValue.Of(texts.Select(text => ParseDate(text).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))),
            FieldType.Instant => FieldValue.Of(texts.Select(text => Print(ParseInstant(text)))),
            FieldType.Money when WireType == Amount => ReadAmount(row),
            FieldType.Money => FieldValue.Of(texts.Select(text => Print(ParseMoney(text)))),
            FieldType.Choice => FieldValue.Of(texts.Where(IsSet).Select(id => FieldOptionText.Of(id, Titles.GetValueOrDefault(id)))),
            FieldType.User => FieldValue.Of(texts.Where(text => IsSet(text))),
            FieldType.Link => FieldValue.Of(texts.Where(text => IsSet(text)).Select(ParseLink)),
            _ => FieldValue.Of(texts),
        };
    }

    public static DateOnly ParseDate(string text) =>
        text.Length >= 10 && DateOnly.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw new FormatException("is not a date.");

    /// <summary>An instant as filters want it.</summary>
    public static string Format(DateTimeOffset instant) => instant.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    public static DateTimeOffset ParseInstant(string text) =>
        text.Length > "yyyy-MM-ddTHH:mm:ss".Length
        && DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant)
            ? instant
            : throw new FormatException("is not an instant with an offset.");

    public static decimal ParseNumber(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw new FormatException("is not a number.");

    /// <summary>A number that fits where amounts are kept: whole ten-thousandths of a unit in 64 bits.</summary>
    public static decimal ParseAmount(string text)
    {
        var amount = ParseNumber(text);
        try
        {
            _ = Money.ToStored(amount);
            return amount;
        }
        catch (OverflowException)
        {
            throw new FormatException("is no amount that can be kept exactly.");
        }
    }

    /// <summary><c>1500000.50|RUB</c>.</summary>
    public static Money ParseMoney(string text)
    {
        var bar = text.IndexOf('|', StringComparison.Ordinal);
        var currency = text[(bar + 1)..];
        return bar > 0 && IsCurrency(currency) ? new Money(ParseAmount(text[..bar]), currency) : throw new FormatException("is not an amount with a currency.");
    }

    public static string Print(Money money) => $"{Trim(money.Amount)} {money.Currency}";

    public static string Print(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static bool IsCurrency(string? text) => text is { Length: 3 } && text.All(char.IsAsciiLetterUpper);

    /// <summary>Ids of nothing come as 0.</summary>
    public static bool IsSet(string? text) => text is not (null or "" or "0");

    private static string Trim(decimal number) => number.ToString("0.############################", CultureInfo.InvariantCulture);

    private static FieldValue ReadAmount(WireRow row)
    {
        if (row.Text(Amount) is not { Length: > 0 } text) return FieldValue.Empty;
        var currency = row.Text("currencyId");
        return IsCurrency(currency)
            ? FieldValue.Of(Print(new Money(ParseAmount(text), currency!)))
            : throw new FormatException("has no currency.");
    }

    private static string ParseBoolean(string text) => text switch
    {
        "Y" or "y" or "1" or "true" => "true",
        "N" or "n" or "0" or "false" => "false",
        _ => throw new FormatException("is neither yes nor no."),
    };

    /// <summary><c>D_8061</c>, or the bare id where only one table may be linked.</summary>
    private string ParseLink(string text)
    {
        var bar = text.IndexOf('_', StringComparison.Ordinal);
        var target = bar > 0
            ? Tables.NumberOfShortCode(text[..bar]) is { } number ? Tables.KindOf(number) : throw new FormatException("links to an unknown table.")
            : LinkTo ?? throw new FormatException("links to a table the host does not name.");
        var id = text[(bar + 1)..];
        return id.Length > 0 && id.All(char.IsAsciiDigit) ? $"{target}/{id}" : throw new FormatException("is not a link.");
    }

    private static RecordKind? TargetOf(WireField field) => field.Type switch
    {
        "crm_lead" => RecordKind.Lead,
        "crm_deal" => RecordKind.Deal,
        "crm_contact" => RecordKind.Contact,
        "crm_company" => RecordKind.Company,
        "crm_quote" => Tables.KindOf(7),
        "crm_entity" => int.TryParse(field.Settings?.Text("parentEntityTypeId"), NumberStyles.None, CultureInfo.InvariantCulture, out var parent)
            ? Tables.KindOf(parent)
            : null,
        "crm" => OnlyAllowed(field.Settings),
        _ => null,
    };

    /// <summary>Settings of a CRM link: a switch per table, such as <c>DEAL: "Y"</c> or <c>DYNAMIC_1040: "Y"</c>.</summary>
    private static RecordKind? OnlyAllowed(WireRow? settings)
    {
        var allowed = (settings ?? []).Where(pair => pair.Value.Text == "Y").Select(pair => NumberOfSwitch(pair.Key)).OfType<int>().ToList();
        return allowed is [var only] ? Tables.KindOf(only) : null;
    }

    private static int? NumberOfSwitch(string name) => name switch
    {
        "LEAD" => Tables.Lead,
        "DEAL" => Tables.Deal,
        "CONTACT" => Tables.Contact,
        "COMPANY" => Tables.Company,
        "QUOTE" => 7,
        "SMART_INVOICE" => Tables.Invoice,
        _ when name.StartsWith("DYNAMIC_", StringComparison.Ordinal)
            && int.TryParse(name.AsSpan("DYNAMIC_".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };
}
