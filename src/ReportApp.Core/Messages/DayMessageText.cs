using System.Globalization;
using System.Text;
using ReportApp.Core.Model;
using ReportApp.Core.Reports;

namespace ReportApp.Core.Messages;

/// <summary>Whose numbers a message tells.</summary>
internal enum MessageCircle { Own, Team, Everybody }

/// <summary>
/// What a message of the day says: a heading, one line for each of six things, and how old the data is. Only our own words and numbers, for a
/// host may read markup in it.
/// </summary>
internal static class DayMessageText
{
    private static readonly DayMetric[] Lines =
        [DayMetric.Processed, DayMetric.Meetings, DayMetric.Reservations, DayMetric.Contracts, DayMetric.Value, DayMetric.Receipts];

    /// <param name="day">As the screen shows it, narrowed to the circle.</param>
    /// <param name="zone">The report zone.</param>
    public static string Write(DayAnswer day, DayMessageKind kind, MessageCircle circle, string language, TimeSpan zone)
    {
        var words = DayMessageWords.Of(language);
        var lines = day.Total.Lines.ToDictionary(line => line.Metric);
        var text = new StringBuilder();
        text.Append(kind == DayMessageKind.Plan ? words.Plan : words.Fact).Append(", ").Append(words.Weekdays[(int)day.Date.DayOfWeek]).Append(' ').Append(words.Date(day.Date));
        if (circle != MessageCircle.Own) text.Append(" — ").Append(circle == MessageCircle.Team ? words.Team : words.Everybody);
        text.Append('\n');
        foreach (var metric in Lines)
            text.Append(words.Metrics[metric]).Append(": ").Append(Line(metric)).Append('\n');
        return text.Append(DataAt(day.Freshness, words, day.Date, zone)).ToString();

        string Line(DayMetric metric)
        {
            if (day.Unknown.Contains(metric)) return words.NotCounted;
            var line = lines.GetValueOrDefault(metric);
            var (plan, fact) = (line?.Plan is { } known ? Number(metric, known) : null, Number(metric, line?.Fact ?? 0));
            if (kind == DayMessageKind.Plan) return plan is null ? words.NoPlan : metric == DayMetric.Processed ? words.ToProcess(plan) : plan;
            if (metric == DayMetric.Processed) return words.Processed(fact, plan ?? "0", Number(metric, lines.GetValueOrDefault(DayMetric.Received)?.Fact ?? 0));
            return plan is null ? $"{fact}, {words.NoPlan}" : words.OutOf(fact, plan);
        }

        string Number(DayMetric metric, decimal value)
        {
            var number = Math.Abs(value).ToString(value % 1 == 0 ? "N0" : "N2", words.Culture);
            return (value < 0 ? "\u2212" : "") + (metric is DayMetric.Value or DayMetric.Receipts ? words.Money(number, CurrencySign.Of(day.Currency)) : number);
        }
    }

    private static string DataAt(Freshness freshness, DayMessageWords words, DateOnly today, TimeSpan zone)
    {
        var at = freshness.AsOf!.Value.ToOffset(zone).DateTime;
        var time = at.ToString("HH:mm", CultureInfo.InvariantCulture);
        var said = words.DataAt(DateOnly.FromDateTime(at) == today ? time : $"{words.Date(DateOnly.FromDateTime(at))} {time}");
        return freshness.State == FreshnessState.Stopped ? $"{said}, {words.Stopped}" : said;
    }
}

/// <summary>The words of a message in one language; a day's line is called as on the screen.</summary>
/// <param name="Weekdays">From Sunday on.</param>
internal sealed record DayMessageWords(
    CultureInfo Culture, string Plan, string Fact, string Team, string Everybody, IReadOnlyList<string> Weekdays, IReadOnlyDictionary<DayMetric, string> Metrics, string NotCounted,
    string NoPlan, string Stopped, string Open, Func<DateOnly, string> Date, Func<string, string> ToProcess, Func<string, string, string, string> Processed,
    Func<string, string, string> OutOf, Func<string, string> DataAt,
    Func<string, string, string> Money)
{
    private static readonly DayMessageWords Russian = new(
        CultureInfo.GetCultureInfo("ru-RU"), "План дня", "Факт дня", "команда", "все менеджеры", ["вс", "пн", "вт", "ср", "чт", "пт", "сб"],
        new Dictionary<DayMetric, string>
        {
            [DayMetric.Processed] = "Обращения", [DayMetric.Meetings] = "Первые встречи", [DayMetric.Reservations] = "Брони", [DayMetric.Contracts] = "Договоры",
            [DayMetric.Value] = "Сумма договоров", [DayMetric.Receipts] = "Поступления",
        },
        "не считаем: данных нет", "плана нет", "обновление остановлено", "Открыть день", day => day.ToString("dd.MM", CultureInfo.InvariantCulture),
        plan => $"обработать {plan}", (fact, plan, received) => $"обработано {fact} из {plan}, новых {received}", (fact, plan) => $"{fact} из {plan}", at => $"Данные на {at}",
        (number, sign) => $"{number}\u00a0{sign}");

    private static readonly DayMessageWords English = new(
        CultureInfo.GetCultureInfo("en-US"), "Plan of the day", "Fact of the day", "the team", "all managers", ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
        new Dictionary<DayMetric, string>
        {
            [DayMetric.Processed] = "Inquiries", [DayMetric.Meetings] = "First meetings", [DayMetric.Reservations] = "Reservations", [DayMetric.Contracts] = "Contracts",
            [DayMetric.Value] = "Value of contracts", [DayMetric.Receipts] = "Receipts",
        },
        "not counted: no data", "no plan", "updates have stopped", "Open the day", day => day.ToString("d MMM", CultureInfo.InvariantCulture),
        plan => $"{plan} to process", (fact, plan, received) => $"{fact} of {plan} processed, {received} new", (fact, plan) => $"{fact} of {plan}", at => $"Data as of {at}",
        (number, sign) => $"{sign}{number}");

    public static bool Has(string language) => language is "ru" or "en";

    public static DayMessageWords Of(string language) => language == "ru" ? Russian : English;
}
