using System.Text.RegularExpressions;
using Sandbox.Bitrix.Model;
using Sandbox.Bitrix.Wire;

namespace Sandbox.Bitrix;

/// <summary>A user field before it has ids.</summary>
internal sealed record UserFieldDraft(string Name, string TypeId)
{
    public string? XmlId { get; init; }

    public long Sort { get; init; } = 100;

    public bool IsMultiple { get; init; }

    public bool IsMandatory { get; init; }

    /// <summary>I, E or N, as it is read back.</summary>
    public string ShowFilter { get; init; } = "N";

    public PhpMap Settings { get; init; } = [];

    public PhpMap Labels { get; init; } = [];

    public IReadOnlyList<Choice> Choices { get; init; } = [];
}

/// <summary>User fields as the old methods write and show them (reference 5.12).</summary>
internal static partial class UserFields
{
    private static readonly string[] LabelNames = ["EDIT_FORM_LABEL", "LIST_COLUMN_LABEL", "LIST_FILTER_LABEL"];

    private static readonly Dictionary<string, FieldKind> Kinds = new(StringComparer.Ordinal)
    {
        ["string"] = FieldKind.Text,
        ["url"] = FieldKind.Text,
        ["address"] = FieldKind.Text,
        ["crm"] = FieldKind.Text,
        ["integer"] = FieldKind.Integer,
        ["double"] = FieldKind.Double,
        ["boolean"] = FieldKind.Boolean,
        ["date"] = FieldKind.Date,
        ["datetime"] = FieldKind.Instant,
        ["money"] = FieldKind.Money,
        ["enumeration"] = FieldKind.Choice,
        ["employee"] = FieldKind.User,
        ["crm_status"] = FieldKind.Status,
    };

    /// <summary>Exist on the host, not here.</summary>
    private static readonly HashSet<string> NotEmulated = ["file", "iblock_section", "iblock_element"];

    public static Field ToField(string name, bool isMultiple, UserField user) =>
        new(name, Kinds[user.TypeId], user.TypeId, LabelText(user.Labels, "EDIT_FORM_LABEL") ?? name) { IsMultiple = isMultiple, User = user };

    public static UserFieldDraft ReadNew(Table table, PhpMap fields)
    {
        var typed = Values.Text(fields.GetValueOrDefault("FIELD_NAME"));
        if (typed.Length == 0)
            throw RestException.Old("The 'FIELD_NAME' field is not found.");
        var type = Values.Text(fields.GetValueOrDefault("USER_TYPE_ID"));
        if (type.Length == 0)
            throw RestException.Old("The 'USER_TYPE_ID' field is not found.");
        if (NotEmulated.Contains(type))
            throw RestException.Unsupported($"user fields of type '{type}'");
        if (!Kinds.ContainsKey(type))
            throw new RestException(400, "ERROR_CORE", "Incorrect custom type specified.");

        var name = FullName(typed.ToUpperInvariant());
        if (!AllowedName().IsMatch(name))
            throw new RestException(400, "ERROR_CORE", "Field name contains invalid characters. Allowed: A-Z, 0-9, _.");
        if (name.Length > 50)
            throw new RestException(400, "ERROR_CORE", "Field name is too long. Maximum length is 50.");
        if (table.Find(name) is not null)
            throw new RestException(400, "ERROR_CORE", $"Field {name} for object {table.UserFieldEntity} already exists.");

        var draft = ReadDraft(fields) with { Name = name };
        if (type == "boolean" && draft.IsMultiple)
            throw new RestException(400, "ERROR_CORE", "A field of type boolean cannot be multiple.");
        return draft;
    }

    /// <summary>A leading UF_ is replaced by the prefix.</summary>
    private static string FullName(string name)
    {
        if (name.StartsWith("UF_CRM_", StringComparison.Ordinal))
            return name;
        return "UF_CRM_" + (name.StartsWith("UF_", StringComparison.Ordinal) ? name[3..] : name);
    }

    /// <summary>Reads what <see cref="Describe"/> and callers write; unknown keys are ignored.</summary>
    public static UserFieldDraft ReadDraft(PhpMap fields)
    {
        var labels = new PhpMap();
        foreach (var name in LabelNames)
        {
            if ((fields.GetValueOrDefault(name) ?? fields.GetValueOrDefault("LABEL")) is { } label)
                labels[name] = label;
        }
        return new UserFieldDraft(Values.Text(fields.GetValueOrDefault("FIELD_NAME")), Values.Text(fields.GetValueOrDefault("USER_TYPE_ID")))
        {
            XmlId = fields.GetValueOrDefault("XML_ID") as string,
            Sort = Values.TryWhole(fields.GetValueOrDefault("SORT"), out var sort) ? sort : 100,
            IsMultiple = fields.GetValueOrDefault("MULTIPLE") is "Y",
            IsMandatory = fields.GetValueOrDefault("MANDATORY") is "Y",
            // Written Y/N, read back I/E/N.
            ShowFilter = fields.GetValueOrDefault("SHOW_FILTER") switch { "Y" or "I" => "I", "E" => "E", _ => "N" },
            Settings = fields.GetValueOrDefault("SETTINGS") as PhpMap ?? [],
            Labels = labels,
            Choices = ReadChoices(fields.GetValueOrDefault("LIST")),
        };
    }

    /// <summary>The field after an update that names only some properties.</summary>
    public static Field Changed(Field field, UserFieldDraft draft)
    {
        var user = field.User! with
        {
            XmlId = draft.XmlId, Sort = draft.Sort, IsMandatory = draft.IsMandatory, ShowFilter = draft.ShowFilter, Settings = draft.Settings,
            Labels = draft.Labels, Choices = draft.Choices,
        };
        return field with { User = user, Title = LabelText(user.Labels, "EDIT_FORM_LABEL") ?? field.Name };
    }

    public static PhpMap Describe(Table table, Field field)
    {
        var user = field.User!;
        var map = new PhpMap
        {
            ["ID"] = user.Id,
            ["ENTITY_ID"] = table.UserFieldEntity,
            ["FIELD_NAME"] = field.Name,
            ["USER_TYPE_ID"] = user.TypeId,
            ["XML_ID"] = user.XmlId,
            ["SORT"] = user.Sort,
            ["MULTIPLE"] = field.IsMultiple ? "Y" : "N",
            ["MANDATORY"] = user.IsMandatory ? "Y" : "N",
            ["SHOW_FILTER"] = user.ShowFilter,
            ["SETTINGS"] = user.Settings,
        };
        foreach (var (name, label) in user.Labels)
            map[name] = label;
        if (field.Kind == FieldKind.Choice)
        {
            map["LIST"] = user.Choices.Select(choice => (object?)new PhpMap
            {
                ["ID"] = Values.Text(choice.Id),
                ["SORT"] = Values.Text(choice.Sort),
                ["VALUE"] = choice.Value,
                ["DEF"] = choice.IsDefault ? "Y" : "N",
                ["XML_ID"] = choice.XmlId,
            }).ToList();
        }
        return map;
    }

    public static string? LabelText(PhpMap labels, string name) => labels.GetValueOrDefault(name) switch
    {
        string text => text,
        PhpMap byLanguage => (byLanguage.GetValueOrDefault("ru") ?? byLanguage.Values.FirstOrDefault()) as string,
        _ => null,
    };

    private static List<Choice> ReadChoices(object? list)
    {
        var choices = new List<Choice>();
        foreach (var item in (list as PhpMap)?.Values.OfType<PhpMap>() ?? [])
        {
            var id = Values.TryWhole(item.GetValueOrDefault("ID"), out var known) ? known : 0;
            var sort = Values.TryWhole(item.GetValueOrDefault("SORT"), out var given) ? given : 500;
            choices.Add(new Choice(id, Values.Text(item.GetValueOrDefault("VALUE")), sort, item.GetValueOrDefault("DEF") is "Y", Values.Text(item.GetValueOrDefault("XML_ID"))));
        }
        return choices;
    }

    [GeneratedRegex("^[A-Z0-9_]+$")]
    private static partial Regex AllowedName();
}
