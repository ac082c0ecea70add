using System.Globalization;
using System.Text.Json;
using Connector.Bitrix.Wire;
using ReportApp.Core.Model;

namespace Connector.Bitrix.WriteBack;

/// <summary>A deal's user field that holds a part of the plan.</summary>
/// <param name="Name">The host's upper-case name, ours by choice.</param>
internal sealed record PlanField(string Name, string UserType, string Russian, string English);

/// <summary>The plan in a deal's own fields: which they are in this portal, what stands there, and what shall.</summary>
/// <param name="Names">Part of the plan to the name rows carry.</param>
/// <param name="Missing">Parts this portal has no field for.</param>
internal sealed record PlanFields(IReadOnlyDictionary<PlanField, string> Names, IReadOnlyList<PlanField> Missing)
{
    public static readonly PlanField Amount = new("UF_CRM_UR_PLAN_AMOUNT", "money", "План: сумма", "Plan: amount");
    public static readonly PlanField Month = new("UF_CRM_UR_PLAN_MONTH", "date", "План: месяц", "Plan: month");
    public static readonly PlanField Manager = new("UF_CRM_UR_PLAN_MANAGER", "employee", "План: менеджер", "Plan: manager");
    public static readonly PlanField Metric = new("UF_CRM_UR_PLAN_METRIC", "string", "План: показатель", "Plan: metric");
    public static readonly PlanField Status = new("UF_CRM_UR_PLAN_STATUS", "string", "План: статус", "Plan: status");
    public static readonly PlanField Entry = new("UF_CRM_UR_PLAN_ENTRY", "string", "План: запись", "Plan: entry");

    public static readonly IReadOnlyList<PlanField> All = [Amount, Month, Manager, Metric, Status, Entry];

    /// <summary>What the status field says of a committed entry. Of another fate the deal holds another entry's plan, or none.</summary>
    private static readonly IReadOnlyDictionary<PlanEntryFate, string> Committed = new Dictionary<PlanEntryFate, string>
    {
        [PlanEntryFate.Open] = Spell(PlanEntryStatus.Committed),
        [PlanEntryFate.Partly] = Spell(PlanEntryFate.Partly),
        [PlanEntryFate.Fulfilled] = Spell(PlanEntryFate.Fulfilled),
        [PlanEntryFate.Failed] = Spell(PlanEntryFate.Failed),
    };

    public static PlanFields In(TableSchema deals)
    {
        var names = All
            .Select(field => (field, name: deals.FindUpper(field.Name)?.Metadata.Name))
            .Where(pair => pair.name is not null)
            .ToDictionary(pair => pair.field, pair => pair.name!);
        return new PlanFields(names, [.. All.Where(field => !names.ContainsKey(field))]);
    }

    /// <summary>What the plan fields of a deal say; null when there is no amount or no month. What a person left out is read as its usual value.</summary>
    /// <exception cref="FormatException">A part cannot be read.</exception>
    public PlanValues? Read(WireRow deal)
    {
        var amount = Text(deal, Amount);
        var month = Text(deal, Month);
        if (amount is null || month is null) return null;
        return new PlanValues(
            Text(deal, Entry) ?? "", Values.ParseMoney(amount), YearMonth.Of(Values.ParseDate(month)),
            Values.IsSet(Text(deal, Manager)) ? Text(deal, Manager)! : "", Parse(Text(deal, Metric), PlanMetric.Receipts),
            ParseStatus(Text(deal, Status)));
    }

    /// <summary>The status field names this fate.</summary>
    public bool Says(WireRow deal, PlanEntryFate fate) => Text(deal, Status) == Committed[fate];

    /// <summary>The status field alone, as the host takes it.</summary>
    public Args ToWire(PlanEntryFate fate) => new() { [Names[Status]] = Committed[fate] };

    /// <summary>Canonical texts of all parts, so that two spellings of one value are equal.</summary>
    public IReadOnlyDictionary<PlanField, string> ReadTexts(WireRow deal)
    {
        var texts = new Dictionary<PlanField, string>();
        foreach (var field in All)
        {
            var text = Text(deal, field) ?? "";
            texts[field] = text.Length == 0 ? ""
                : field == Amount ? Values.Print(Values.ParseMoney(text))
                : field == Month ? Values.ParseDate(text).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
                : field == Manager && !Values.IsSet(text) ? ""
                : text;
        }

        return texts;
    }

    public static IReadOnlyDictionary<PlanField, string> TextsOf(PlanValues? plan) => new Dictionary<PlanField, string>
    {
        [Amount] = plan is null ? "" : Values.Print(plan.Amount),
        [Month] = plan?.Month.FirstDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
        [Manager] = plan?.ManagerId ?? "",
        [Metric] = plan is null ? "" : Spell(plan.Metric),
        [Status] = plan is null ? "" : Spell(plan.Status),
        [Entry] = plan?.EntryId ?? "",
    };

    /// <summary>The wanted plan as the host takes it; empty texts clear.</summary>
    public Args ToWire(PlanValues? plan)
    {
        var texts = TextsOf(plan);
        var fields = new Args();
        foreach (var (field, name) in Names)
            fields[name] = field == Amount ? texts[field].Replace(' ', '|') : texts[field];
        return fields;
    }

    private string? Text(WireRow deal, PlanField field) =>
        Names.TryGetValue(field, out var name) && deal.Text(name) is { Length: > 0 } text ? text : null;

    private static string Spell<T>(T value) where T : struct, Enum => JsonSerializer.SerializeToElement(value).GetString()!;

    /// <summary>What has become of an entry is no other plan.</summary>
    private static PlanEntryStatus ParseStatus(string? text) =>
        Committed.Values.Contains(text) ? PlanEntryStatus.Committed : Parse(text, PlanEntryStatus.Committed);

    private static T Parse<T>(string? text, T otherwise) where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (Spell(value) == text) return value;
        }

        return otherwise; // a person typed over our word
    }
}
