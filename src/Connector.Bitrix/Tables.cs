using System.Globalization;
using ReportApp.Core.Model;

namespace Connector.Bitrix;

/// <summary>The host's numbers of tables (bitrix24.md §5.1) and our kinds.</summary>
internal static class Tables
{
    public const int Lead = 1;
    public const int Deal = 2;
    public const int Contact = 3;
    public const int Company = 4;
    public const int Invoice = 31;

    private static readonly Dictionary<string, int> ShortCodes = new(StringComparer.Ordinal)
    {
        ["L"] = Lead, ["D"] = Deal, ["C"] = Contact, ["CO"] = Company, ["I"] = 5, ["Q"] = 7, ["O"] = 14, ["SI"] = Invoice, ["DO"] = 36,
    };

    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static RecordKind KindOf(int entityTypeId) => entityTypeId switch
    {
        Lead => RecordKind.Lead,
        Deal => RecordKind.Deal,
        Contact => RecordKind.Contact,
        Company => RecordKind.Company,
        _ => RecordKind.Item(Text(entityTypeId)),
    };

    /// <summary>Null for kinds that are no table of CRM items.</summary>
    public static int? NumberOf(RecordKind kind) =>
        kind == RecordKind.Lead ? Lead
        : kind == RecordKind.Deal ? Deal
        : kind == RecordKind.Contact ? Contact
        : kind == RecordKind.Company ? Company
        : int.TryParse(kind.ItemHostName, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : null;

    /// <summary>Short code of a CRM link: <c>D</c>, or <c>T</c> and the number in hexadecimal for smart processes.</summary>
    public static int? NumberOfShortCode(string code) =>
        ShortCodes.TryGetValue(code, out var number) ? number
        : code.StartsWith('T') && int.TryParse(code.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var dynamic) ? dynamic
        : null;
}
