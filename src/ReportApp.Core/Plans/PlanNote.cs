using System.Globalization;
using System.Text;
using ReportApp.Core.Model;

namespace ReportApp.Core.Plans;

/// <summary>
/// The text for the deal's timeline: who, when, what, was, becomes. In the tenant's language, which is Russian for now. The connector adds
/// the mark by which a repeat finds the note.
/// </summary>
internal static class PlanNote
{
    private static readonly CultureInfo Russian = CultureInfo.GetCultureInfo("ru-RU");

    /// <param name="at">In the tenant's zone.</param>
    /// <param name="nameOf">A person's name by his id.</param>
    public static string Write(
        string author, DateTimeOffset at, PlanValues? was, PlanValues? becomes, string? comment, bool isUndo, Func<string, string> nameOf)
    {
        var text = new StringBuilder();
        text.Append(isUndo ? "Изменение плана поступлений отменено" : "План поступлений").Append(": ").Append(author)
            .Append(", ").AppendLine(at.ToString("dd.MM.yyyy HH:mm", CultureInfo.InvariantCulture));
        text.Append("Было: ").AppendLine(Words(was, nameOf));
        text.Append("Стало: ").AppendLine(Words(becomes, nameOf));
        if (!string.IsNullOrWhiteSpace(comment)) text.Append("Комментарий: ").AppendLine(comment.Trim());
        return text.ToString().TrimEnd();
    }

    private static string Words(PlanValues? values, Func<string, string> nameOf) => values is null
        ? "—"
        : $"{values.Amount.Amount.ToString("N2", Russian)} {CurrencySign.Of(values.Amount.Currency)}, {values.Month.FirstDay.ToString("MMMM yyyy", Russian)}, {nameOf(values.ManagerId)}";
}
