using ReportApp.Core.Forecast;
using ReportApp.Core.Model;

namespace ReportApp.Tests.Forecast;

/// <summary>The example developer of realty-demo: 4 buildings, 30 months, about 2,900 deals.</summary>
internal static class DemoFacts
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Forecast", "realty-demo");

    public static ForecastFacts Read() => FactFiles.Read(Folder);

    public static YearMonth Month(string month) => YearMonth.TryParse(month, out var found) ? found : throw new ArgumentException(month);
}
