using ReportApp.Core.Model;

namespace ReportApp.Core.Plans;

/// <summary>How records point at each other and what they are called (see <see cref="FieldValue"/>).</summary>
internal static class Links
{
    private const string TitleField = "title";

    /// <summary>The text of a link to this record.</summary>
    public static string To(HostRecord record) => $"{record.Kind}/{record.Id}";

    /// <summary>The id in a link to a record of this kind; null when the link is empty or points elsewhere.</summary>
    public static string? IdIn(FieldValue? link, RecordKind kind) =>
        link?.Items.FirstOrDefault(item => item.StartsWith($"{kind}/", StringComparison.Ordinal)) is { } found ? found[(kind.Name.Length + 1)..] : null;

    public static string TitleOf(Item item) => item.Fields.GetValueOrDefault(TitleField)?.First ?? $"#{item.Id}";
}
