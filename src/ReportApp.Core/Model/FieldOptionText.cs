namespace ReportApp.Core.Model;

/// <summary>
/// A chosen option as canonical text: its id and, where the host told it when the record was read, a tab and what its people call it. An
/// option that is renamed shows its new name with the next record that is read with it.
/// </summary>
public static class FieldOptionText
{
    private const char Between = '\t';

    public static string Of(string id, string? title) => string.IsNullOrWhiteSpace(title) ? id : $"{id}{Between}{title.Trim()}";

    /// <summary>Of free text both are the text.</summary>
    public static (string Id, string Title) Read(string text)
    {
        var tab = text.IndexOf(Between, StringComparison.Ordinal);
        return tab < 0 ? (text, text) : (text[..tab], text[(tab + 1)..]);
    }
}
