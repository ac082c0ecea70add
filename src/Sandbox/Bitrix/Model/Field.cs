using System.Text;
using System.Text.RegularExpressions;
using Sandbox.Bitrix.Wire;

namespace Sandbox.Bitrix.Model;

internal enum FieldKind { Integer, Text, Double, Flag, Date, Instant, User, Status, Currency, Category, Link, Money, Choice, Boolean, Point, Binding, Communication }

/// <summary>One field of a table, with its names in both dialects.</summary>
/// <param name="Name">Upper-case name: of the universal methods, and of the old ones unless <see cref="OldName"/> differs.</param>
/// <param name="Type">As the host's field descriptions say.</param>
internal sealed partial record Field(string Name, FieldKind Kind, string Type, string Title)
{
    private string? _camel;

    /// <summary>Place of the value in a row.</summary>
    public int Index { get; init; }

    /// <summary>camelCase name in the universal methods.</summary>
    public string Camel { get => _camel ??= CamelOf(Name); init => _camel = value; }

    /// <summary>Null where the old methods do not show the field.</summary>
    public string? OldName { get; init; } = Name;

    public bool IsReadOnly { get; init; }

    public bool IsImmutable { get; init; }

    public bool IsMultiple { get; init; }

    public string? StatusType { get; init; }

    public int? ParentTypeId { get; init; }

    public UserField? User { get; init; }

    /// <summary>A link that reads 0 when empty, as <c>companyId</c> does (sample A7).</summary>
    public bool IsZeroWhenEmpty { get; init; }

    /// <summary>
    /// The server's own rule (reference 5.2): the underscore form stays for every UF_ name except pure letters, UF_CRM_ + 1–4 digits + _ + digits,
    /// and UF_CRM_ + 1–4 digits + _ + letters.
    /// </summary>
    public static string CamelOf(string name)
    {
        if (!name.StartsWith("UF_CRM_", StringComparison.Ordinal))
        {
            var parent = ParentName().Match(name);
            return parent.Success ? "parentId" + parent.Groups[1].Value : Humps(name);
        }

        var tail = name["UF_CRM_".Length..];
        if (PureLetters().IsMatch(tail))
            return Humps(name);
        var typed = TypedName().Match(tail);
        if (!typed.Success)
            return "ufCrm_" + tail;
        var rest = typed.Groups[2].Value;
        return char.IsAsciiDigit(rest[0]) ? $"ufCrm{typed.Groups[1].Value}_{rest}" : $"ufCrm{typed.Groups[1].Value}{Humps("X_" + rest)[1..]}";
    }

    private static string Humps(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var word in name.Split('_', StringSplitOptions.RemoveEmptyEntries))
        {
            text.Append(text.Length == 0 ? char.ToLowerInvariant(word[0]) : char.ToUpperInvariant(word[0]));
            text.Append(word[1..].ToLowerInvariant());
        }
        return text.ToString();
    }

    [GeneratedRegex("^PARENT_ID_(\\d+)$")]
    private static partial Regex ParentName();

    [GeneratedRegex("^[A-Z_]+$")]
    private static partial Regex PureLetters();

    [GeneratedRegex("^(\\d{1,4})_(\\d+|[A-Z_]+)$")]
    private static partial Regex TypedName();
}

/// <summary>What only user fields have (reference 5.12).</summary>
/// <param name="Labels">Texts of the form, the list and the filter: a text or a map of language to text, as given.</param>
internal sealed record UserField(
    long Id, string EntityId, string TypeId, string? XmlId, long Sort, bool IsMandatory, string ShowFilter, PhpMap Settings, PhpMap Labels,
    IReadOnlyList<Choice> Choices);

internal sealed record Choice(long Id, string Value, long Sort, bool IsDefault, string XmlId);

/// <summary>A phone or an e-mail of a lead, contact or company: one element of its field <c>fm</c> (reference 5.2).</summary>
/// <param name="Id">0: not in a row yet.</param>
/// <param name="TypeId">PHONE, EMAIL …</param>
/// <param name="ValueType">WORK, MOBILE …</param>
internal sealed record Point(long Id, string TypeId, string ValueType, string Value)
{
    public const string Phone = "PHONE";
    public const string Email = "EMAIL";
}

/// <summary>A record an activity belongs to (reference 5.6).</summary>
internal sealed record Binding(long OwnerTypeId, long OwnerId);

/// <summary>By which phone or address an activity reached whom; an element of its field <c>COMMUNICATIONS</c>.</summary>
/// <param name="Type">PHONE, EMAIL, or empty for meetings.</param>
internal sealed record Communication(string Type, string Value, long EntityTypeId, long EntityId);
