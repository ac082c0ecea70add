using ReportApp.Core.Forecast;

namespace ReportApp.Tests.Forecast;

/// <summary>The method on its example, over the last twelve months that it holds.</summary>
public sealed class BacktestTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_forecast_is_nearer_than_every_simple_one_and_its_interval_holds_what_it_promises(int horizon)
    {
        var result = Backtest.Run(DemoFacts.Read(), [.. Enumerable.Range(0, 12).Select(DemoFacts.Month("2022-09").Plus)], [horizon], cancellationToken: TestContext.Current.CancellationToken);

        var own = result.Methods.Single(method => method.Method == "forecast");
        Assert.Equal(48, own.Cells);
        Assert.Equal(
            ["ets", "forecast", "mean-3", "naive", "seasonal-naive", "stage-percent", "stage-percent-less-20"],
            result.Methods.Select(method => method.Method).Order(StringComparer.Ordinal));
        Assert.All(result.Methods.Where(method => method != own), method => Assert.True(own.Wape < method.Wape, $"{own} against {method}"));
        Assert.InRange(result.Coverage[horizon], 0.72, 0.88);
    }
}
