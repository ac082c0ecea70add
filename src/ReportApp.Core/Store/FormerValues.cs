using System.Text.Json;
using System.Text.Json.Serialization;
using ReportApp.Core.Model;

namespace ReportApp.Core.Store;

/// <summary>
/// What a landed record said before it changed, as far as somebody asks for it as of a former day: of a deal its amounts and expected close, of a
/// line of the schedule whose it is, how much and when. Fields stay under the host's names; roles are applied when projecting.
/// </summary>
/// <param name="Fields">Those that the mapping of then named, empty ones too. One that is not among them was not kept.</param>
internal sealed record FormerValues(decimal? Amount, string? Currency, DateOnly? ExpectedClose, IReadOnlyDictionary<string, FieldValue> Fields)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static string? Format(FormerValues? values) => values is null ? null : JsonSerializer.Serialize(values, Json);

    public static FormerValues? Parse(string? text) => text is null ? null : JsonSerializer.Deserialize<FormerValues>(text, Json);
}

/// <summary>A state that a record was in until something else took its place.</summary>
/// <param name="Version">Of what took its place.</param>
/// <param name="Until">When that became known.</param>
/// <param name="Values">Null: there was no such record, or it was no line of the schedule.</param>
internal sealed record FormerState(RecordKind Kind, string Id, long Version, DateTimeOffset Until, FormerValues? Values);

/// <summary>What of a kind of records is kept when they change; of most kinds nothing is.</summary>
internal sealed class KeptValues
{
    private readonly IReadOnlyList<string> _fields;
    private readonly string? _dueField;

    private KeptValues(IReadOnlyList<string> fields, string? dueField) => (_fields, _dueField) = (fields, dueField);

    /// <summary>A deal tells when it was created; when a line was agreed is told by nobody but the day it came up.</summary>
    public bool IsOfLines => _dueField is not null;

    /// <summary>Null: nothing.</summary>
    public static KeptValues? Of(RecordKind kind, TenantMapping? mapping) =>
        kind == RecordKind.Deal ? new KeptValues(mapping?.ContractAmountFields ?? [], null)
        : mapping?.Schedule is { } schedule && kind == RecordKind.Item(schedule.Table)
            ? new KeptValues([.. new[] { schedule.DealField, schedule.AmountField, schedule.DueField, schedule.CancelledField }.OfType<string>().Distinct()], schedule.DueField)
        : null;

    /// <summary>Null: it is no line of the schedule, although it lies in its table.</summary>
    public FormerValues? Read(HostRecord record) => record switch
    {
        Deal deal => new FormerValues(deal.Amount, deal.Currency, deal.ExpectedClose, Cut(deal.Fields)),
        Item item when item.Fields.TryGetValue(_dueField!, out var due) && !due.IsEmpty => new FormerValues(null, null, null, Cut(item.Fields)),
        _ => null,
    };

    /// <summary>Everything that is asked for now was kept then.</summary>
    public bool Covers(FormerValues values) => _fields.All(values.Fields.ContainsKey);

    private Dictionary<string, FieldValue> Cut(IReadOnlyDictionary<string, FieldValue> fields) =>
        _fields.ToDictionary(field => field, field => fields.GetValueOrDefault(field, FieldValue.Empty));
}
