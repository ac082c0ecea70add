using System.Globalization;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;

namespace Connector.Bitrix;

/// <summary>
/// What a portal posts when something happened there (bitrix24.md §8). It names a record and tells none of its values, is sent once and
/// may be lost; so it only shortens the time until the next pass.
/// </summary>
internal static class PortalEvents
{
    private const string Uninstalled = "ONAPPUNINSTALL";
    private const string Item = "ONCRMDYNAMICITEM";

    /// <summary>Prefix of an event's name to the kind of record it speaks of.</summary>
    private static readonly Dictionary<string, RecordKind> Kinds = new()
    {
        ["ONCRMDEAL"] = RecordKind.Deal, ["ONCRMLEAD"] = RecordKind.Lead, ["ONCRMCONTACT"] = RecordKind.Contact, ["ONCRMCOMPANY"] = RecordKind.Company,
        ["ONCRMACTIVITY"] = RecordKind.Activity,
    };

    private static readonly string[] Verbs = ["ADD", "UPDATE", "DELETE"];

    /// <summary>The events we ask a portal for.</summary>
    public static IReadOnlyList<string> Bound { get; } =
        [Uninstalled, .. Kinds.Keys.Append(Item).SelectMany(prefix => Verbs.Select(verb => prefix + verb)), "ONCRMDEALMOVETOCATEGORY"];

    public static HostEvent Read(IReadOnlyDictionary<string, string> form)
    {
        var tenant = new HostTenantKey(Launch.HostName, form.GetValueOrDefault("auth[member_id]", ""));
        var token = form.GetValueOrDefault("auth[application_token]");
        var name = form.GetValueOrDefault("event", "").ToUpperInvariant();
        if (name == Uninstalled) return new HostEvent.Removed(tenant, token, form.GetValueOrDefault("data[CLEAN]") == "1");
        if (!IsOfRecord(name)) return new HostEvent.Other(tenant, token);
        return name.Contains("DELETE", StringComparison.Ordinal) && KindOf(name, form) is { } kind && Number(form, "data[FIELDS][ID]") is { } id
            ? new HostEvent.Deleted(tenant, token, kind, id)
            : new HostEvent.Changed(tenant, token);
    }

    /// <summary>A portal may name the table in the event, too: <c>ONCRMDYNAMICITEMADD_147</c>.</summary>
    private static bool IsOfRecord(string name) => Bound.Contains(name) || Verbs.Any(verb => name.StartsWith($"{Item}{verb}_", StringComparison.Ordinal));

    private static RecordKind? KindOf(string name, IReadOnlyDictionary<string, string> form) =>
        name.StartsWith(Item, StringComparison.Ordinal)
            ? Number(form, "data[FIELDS][ENTITY_TYPE_ID]") is { } table ? RecordKind.Item(table) : null
            : Kinds.First(kind => name.StartsWith(kind.Key, StringComparison.Ordinal)).Value;

    /// <summary>Ids are positive numbers; as text, as everywhere.</summary>
    private static string? Number(IReadOnlyDictionary<string, string> form, string field) =>
        long.TryParse(form.GetValueOrDefault(field), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number.ToString(CultureInfo.InvariantCulture)
            : null;
}
