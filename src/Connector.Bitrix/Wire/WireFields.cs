using Newtonsoft.Json;

namespace Connector.Bitrix.Wire;

/// <summary>The answer of <c>crm.item.fields</c>.</summary>
internal sealed record WireFields
{
    [JsonConverter(typeof(PhpMapConverter<WireField>))]
    public Dictionary<string, WireField> Fields { get; init; } = [];
}

internal sealed record WireField
{
    public string Type { get; init; } = "";

    public bool IsMultiple { get; init; }

    /// <summary>A user field.</summary>
    public bool IsDynamic { get; init; }

    public bool IsReadOnly { get; init; }

    public bool IsDeprecated { get; init; }

    public string? Title { get; init; }

    public string? FormLabel { get; init; }

    public string? ListLabel { get; init; }

    public string? UpperName { get; init; }

    public string? StatusType { get; init; }

    public WireRow? Settings { get; init; }

    public WireRows? Items { get; init; }
}
