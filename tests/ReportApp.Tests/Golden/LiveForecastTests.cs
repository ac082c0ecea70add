using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using ReportApp.Core.Forecast;
using ReportApp.Core.Model;
using ReportApp.Core.Reports;
using ReportApp.Core.Store.Projection;
using ReportApp.Core.Sync;
using ReportApp.Tests.Sync;
using Sandbox;

namespace ReportApp.Tests.Golden;

/// <summary>The forecast of the demo's portal, as its people see it.</summary>
public sealed class LiveForecastTests
{
    private const string Administrator = "1";
    private const string HeadOfCentre = "4";
    private const string Seller = "5";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ForecastMetric.Receipts)]
    [InlineData(ForecastMetric.Sales)]
    [InlineData(ForecastMetric.Units)]
    [InlineData(ForecastMetric.Area)]
    public async Task Rows_add_up_past_months_are_the_report_and_every_number_is_its_deals(ForecastMetric metric)
    {
        await using var portal = await StartAsync();
        var totals = new Dictionary<string, decimal>();
        Dictionary<string, IReadOnlyList<string>> ofSeller = new() { ["manager"] = [Seller] };
        foreach (var (person, filters) in new[] { (Administrator, null), (HeadOfCentre, null), (Seller, null), (Administrator, ofSeller), (Seller, ofSeller) })
        {
            var viewer = await portal.EnterAsync(person);
            var forecast = await Forecasts(portal).RunAsync(viewer, new ReceiptsForecastRequest(filters, metric), Token);
            totals[$"{person} {filters?.Count}"] = Expected(forecast);

            Assert.NotNull(forecast.Basis);
            Assert.Equal(person == Administrator && filters is null, forecast.Basis.SeesAll);
            AddUp(forecast);
            await AgreesWithReportAsync(portal, viewer, forecast, filters, metric);
            await OpensAsync(portal, viewer, forecast, filters, metric);
            await SupposesAsync(portal, viewer, forecast, filters, metric);
            await MovedAsync(portal, viewer, forecast, filters, metric);
            if (metric != ForecastMetric.Sales) continue;
            await HasPeriodsAsync(portal, viewer, forecast, filters);
            await LooksAheadAsync(portal, viewer, forecast, filters);
        }

        await WasTestedAsync(portal, metric);

        // Who sees less expects less.
        Assert.True(totals["1 "] > totals["4 "] && totals["1 "] > totals["5 "] && totals["4 "] > 0 && totals["5 "] > 0, string.Join(' ', totals));
        Assert.True(totals["1 1"] > 0 && totals["5 1"] > 0, string.Join(' ', totals));
    }

    [Fact]
    public async Task A_head_overrules_an_open_deal_he_sees_and_everybody_who_sees_it_is_told()
    {
        await using var portal = await StartAsync();
        var (forecasts, administrator) = (Forecasts(portal), await portal.EnterAsync(Administrator));
        var before = await forecasts.RunAsync(administrator, new ReceiptsForecastRequest(), Token);
        Assert.Null(before.Total.Overruled);
        var month = before.Total.Months[8].Month.ToString();
        var open = (await ListAsync(administrator)).Deals.Where(deal => deal.Part == "open").Take(2).ToList();
        var (dropped, kept) = (open[0].DealId, open[1].DealId);
        var signed = (await ListAsync(administrator)).Deals.First(deal => deal.Part == "signed").DealId;
        var exclude = new OverrideCommand(OverrideMode.Exclude, null, " Клиент ушёл к соседям ", null);
        var include = new OverrideCommand(OverrideMode.Include, month, "Ждём ипотеку", null);

        // Who may say what of which deal.
        Assert.IsType<OverrideSaved.NotFound>(await forecasts.OverruleAsync(administrator, "999999", exclude, Token));
        Assert.Equal(new OverrideSaved.Refused("dealId", "deal_won"), await forecasts.OverruleAsync(administrator, signed, exclude, Token));
        Assert.Equal(new OverrideSaved.Refused("month", "out_of_range"), await forecasts.OverruleAsync(administrator, dropped, include with { Month = "2040-01" }, Token));
        var seller = await portal.EnterAsync(Seller);
        var own = (await ListAsync(seller)).Deals.First(deal => deal.Part == "open").DealId;
        Assert.False((await ListAsync(seller)).MayOverrule);
        Assert.IsType<OverrideSaved.NotAllowed>(await forecasts.OverruleAsync(seller, own, exclude, Token));
        var hidden = open.Concat((await ListAsync(administrator)).Deals).Select(deal => deal.DealId).First(id => !SellerSees(id));
        Assert.IsType<OverrideSaved.NotFound>(await forecasts.OverruleAsync(seller, hidden, exclude, Token));
        Assert.Null(await forecasts.OverridesOfAsync(seller, hidden, Token));
        await Assert.ThrowsAsync<ReportRefusedException>(() => forecasts.WhyAsync(seller, new ForecastWhyRequest("total", month, hidden), Token));

        var saved = Assert.IsType<OverrideSaved.Saved>(await forecasts.OverruleAsync(administrator, dropped, exclude, Token)).Deal;
        Assert.IsType<OverrideSaved.Outdated>(await forecasts.OverruleAsync(administrator, dropped, include, Token));
        Assert.IsType<OverrideSaved.Saved>(await forecasts.OverruleAsync(administrator, kept, include, Token));

        // As a scenario of the same: to the kopeck, and the page says by how much.
        var after = await forecasts.RunAsync(administrator, new ReceiptsForecastRequest(), Token);
        var nothing = await forecasts.UnderAsync(administrator, new ScenarioRequest(new ScenarioLevers()), Token);
        foreach (var row in after.Rows.Append(after.Total))
            Assert.Equal(nothing.Rows.Single(same => same.Key == row.Key).Months.Select(each => each.Expected), row.Months.Skip(6).Select(each => each.Expected!));
        Assert.Equal((2, Expected(after) - Expected(before)), (after.Total.Overruled!.Count, after.Total.Overruled.Moved));
        Assert.NotEqual(0, after.Total.Overruled.Moved);
        Assert.Equal(after.Total.Overruled.Moved, after.Rows.Where(row => row.Parent is null).Sum(row => row.Overruled?.Moved ?? 0));
        AddUp(after);

        var list = await ListAsync(administrator);
        var mark = Assert.Single(list.Excluded).Override!;
        Assert.Equal((dropped, OverrideMode.Exclude, "Клиент ушёл к соседям", false), (list.Excluded[0].DealId, mark.Mode, mark.Reason, mark.IsSpent));
        Assert.DoesNotContain(list.Deals, deal => deal.DealId == dropped);
        var included = list.Deals.Single(deal => deal.DealId == kept);
        Assert.Equal((1m, month, "Ждём ипотеку"), (included.Chance, included.Override!.Month.ToString(), included.Override.Reason));
        Assert.DoesNotContain('#', mark.AuthorName);
        Assert.Equal(list.Mean, list.Paid + list.New + list.Rest + list.Deals.Sum(deal => deal.Money));

        // What moved since yesterday is told as that, and taken back it is the method again, with its history.
        var changed = await forecasts.ChangesAsync(administrator, new ForecastChangesRequest(after.Today.AddDays(-1), "total", month, month), Token);
        Assert.Contains(changed.Reasons.Where(reason => reason.Reason == Core.Forecast.ForecastReason.Overridden).SelectMany(reason => reason.Deals), deal => deal.DealId == kept);
        Assert.IsType<OverrideSaved.Saved>(await forecasts.OverruleAsync(administrator, dropped, new OverrideCommand(OverrideMode.Model, null, "Вернулся", saved.Overrides[0].Id), Token));
        var history = (await forecasts.OverridesOfAsync(administrator, dropped, Token))!;
        Assert.Equal([OverrideMode.Model, OverrideMode.Exclude], history.Overrides.Select(each => each.Mode));
        Assert.Empty((await ListAsync(administrator)).Excluded);
        Assert.Equal(1, (await forecasts.RunAsync(administrator, new ReceiptsForecastRequest(), Token)).Total.Overruled!.Count);

        Task<ForecastDeals> ListAsync(Viewer viewer) => forecasts.DealsAsync(viewer, new ForecastDealsRequest("total", month), Token);

        bool SellerSees(string id) => forecasts.OverridesOfAsync(seller, id, Token).GetAwaiter().GetResult() is not null;
    }

    private static async Task<SyncedPortal> StartAsync()
    {
        var portal = await SyncedPortal.StartInAsync(SandboxOptions.Smart, 400);
        await RefreshAsync(portal);
        return portal;
    }

    /// <summary>
    /// People agree on another day with one customer and on another price with another one. The screen tells both, each by its deal, and what it shows
    /// of the morning before is what it showed of it before they did.
    /// </summary>
    [Fact]
    public async Task What_people_change_in_the_portal_is_told_apart_and_leaves_the_past_as_it_was()
    {
        await using var portal = await StartAsync();
        await portal.AdvanceAsync(TimeSpan.FromDays(2));
        await RefreshAsync(portal);
        var viewer = await portal.EnterAsync(Administrator);
        var forecast = await Forecasts(portal).RunAsync(viewer, new ReceiptsForecastRequest(), Token);
        var morning = forecast.Today.AddDays(-1);
        var (from, to) = (YearMonth.Of(morning), YearMonth.Of(morning).Plus(5));
        var before = (await ChangesAsync()).Before;
        var (signed, open) = (await DealsAsync(from.Plus(1)), await DealsAsync(from.Plus(2)));
        var lines = (await portal.TruthAsync("dynamic_1052")).Select(line => (
            Id: (long)line!["id"]!, Deal: $"{line["parentId2"]}", Due: $"{line["closedate"]}"[..10], IsCancelled: $"{line["ufCrm4CancelledOn"]}" is not "")).ToList();
        var line = lines.First(line => !line.IsCancelled && line.Due.StartsWith(from.Plus(1).ToString(), StringComparison.Ordinal)
            && signed.Any(deal => deal is { Part: "signed", Money: > 0 } && deal.DealId == line.Deal));
        var deal = open.Where(deal => deal.Part == "open" && lines.All(line => line.Deal != deal.DealId)).MaxBy(deal => deal.Money)!;
        var amount = (decimal)(await portal.TruthAsync("deal")).Single(row => $"{row!["id"]}" == deal.DealId)!["opportunity"]!;

        await portal.PostAsync("edit", new { entity = "dynamic_1052", id = line.Id, fields = new { closedate = to.Plus(12).FirstDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) } });
        await portal.PostAsync("edit", new { entity = "deal", id = long.Parse(deal.DealId, CultureInfo.InvariantCulture), fields = new { opportunity = 3 * amount } });
        // A forecast is as of the full hour.
        await portal.AdvanceAsync(TimeSpan.FromHours(1));
        await RefreshAsync(portal);
        var movement = await ChangesAsync();

        Assert.InRange(movement.Before, before - 1, before + 1); // each deal is rounded by itself
        Assert.Equal(movement.After, movement.Before + movement.Reasons.Sum(reason => reason.Amount));
        var (rescheduled, repriced) = (Single(ForecastReason.Rescheduled), Single(ForecastReason.Repriced));
        Assert.Equal((line.Deal, deal.DealId), (rescheduled.DealId, repriced.DealId));
        Assert.True(rescheduled.After < rescheduled.Before);
        // Three times the price brings about three times the money.
        Assert.InRange(repriced.After, 2.7m * repriced.Before, 3.3m * repriced.Before);

        Task<ForecastMovement> ChangesAsync() =>
            Forecasts(portal).ChangesAsync(viewer, new ForecastChangesRequest(morning, "total", from.ToString(), to.ToString()), Token);

        async Task<IReadOnlyList<ForecastDealRow>> DealsAsync(YearMonth month) =>
            (await Forecasts(portal).DealsAsync(viewer, new ForecastDealsRequest("total", month.ToString()), Token)).Deals;

        MovedDeal Single(ForecastReason reason)
        {
            var found = movement.Reasons.Single(each => each.Reason == reason);
            Assert.Equal((1, found.Amount), (found.Count, found.Deals[0].After - found.Deals[0].Before));
            return found.Deals[0];
        }
    }

    private static async Task RefreshAsync(SyncedPortal portal)
    {
        Assert.Equal(SyncOutcome.Complete, await portal.SyncAsync());
        await portal.App.Services.GetRequiredService<ProjectionService>().RefreshAsync(portal.Tenant.Id, Token);
    }

    private static ReceiptsForecasts Forecasts(SyncedPortal portal) => portal.App.Services.GetRequiredService<ReceiptsForecasts>();

    private static decimal Expected(ReceiptsForecast forecast) => forecast.Total.Months.Sum(month => month.Expected?.Mean ?? 0);

    private static void AddUp(ReceiptsForecast forecast)
    {
        Assert.Equal(18, forecast.Total.Months.Count);
        for (var index = 0; index < forecast.Total.Months.Count; index++)
        {
            var (total, top) = (forecast.Total.Months[index], forecast.Rows.Where(row => row.Parent is null).Select(row => row.Months[index]).ToList());
            Assert.Equal(total.Expected is null, index < 6);
            if (total.Expected is not { } expected) continue;
            Assert.Equal(expected.Mean, top.Sum(month => month.Expected!.Mean));
            Assert.Equal(expected.Mean, (index == 6 ? total.Fact!.Value : 0) + expected.Signed + expected.Open + expected.New);
            foreach (var complex in forecast.Rows.Where(row => forecast.Rows.Any(child => child.Parent == row.Key)))
                Assert.Equal(complex.Months[index].Expected!.Mean, forecast.Rows.Where(row => row.Parent == complex.Key).Sum(row => row.Months[index].Expected!.Mean));
            Assert.All(forecast.Rows.Append(forecast.Total).Select(row => row.Months[index].Expected!.Range).OfType<ForecastRange>(), range => Assert.True(range.P10 <= range.P50 && range.P50 <= range.P90));
        }
    }

    private static async Task AgreesWithReportAsync(
        SyncedPortal portal, Viewer viewer, ReceiptsForecast forecast, IReadOnlyDictionary<string, IReadOnlyList<string>>? filters, ForecastMetric metric)
    {
        var months = forecast.Total.Months;
        var counted = metric switch
        {
            ForecastMetric.Units => (Fact: "units_sold", Metric: SalesMetric.Units),
            ForecastMetric.Area => (Fact: "m2_sold", Metric: SalesMetric.Area),
            _ => (Fact: "sales_val", Metric: SalesMetric.Value),
        };
        Assert.Equal(metric switch { ForecastMetric.Units => "pieces", ForecastMetric.Area => "area", _ => "RUB" }, forecast.Unit);
        var runner = portal.App.Services.GetRequiredService<ReportRunner>();
        var report = metric == ForecastMetric.Receipts
            ? await runner.RunAsync(viewer, "object-receipts-forecast", new ReportRequest(months[0].Month.ToString(), months[^1].Month.ToString(), filters), Token) : null;
        for (var index = 0; index < months.Count; index++)
        {
            var month = months[index].Month.ToString();
            // Contracts by month are those of the summary of each month, and so is their plan.
            var summary = report is not null || index > 6 ? null : await portal.App.Services.GetRequiredService<SalesSummaries>().RunAsync(
                viewer, new ReportRequest(month, month, filters, Rows: ReportRows.Objects), Token);
            // The report has no row for deals without a building or an object until something came from them; the forecast may expect it.
            foreach (var row in forecast.Rows.Append(forecast.Total))
            {
                if (index > 6) Assert.Null(row.Months[index].Fact);
                else if (report is not null) Assert.Equal(ValueOf(report, row.Key, month, "receipts") ?? 0, row.Months[index].Fact);
                else Assert.Equal(ValueOf(summary!.Facts, row.Key, "total", counted.Fact) ?? 0, row.Months[index].Fact);
                if (summary is not null && summary.Rows.Append(summary.Total).SingleOrDefault(each => each.Key == row.Key) is { } planned)
                    Assert.Equal(planned.Lines.Single(line => line.Metric == counted.Metric).Plan, row.Months[index].Plan);
            }
        }

        static decimal? ValueOf(ReportAnswer report, string row, string column, string measure) =>
            (row == "total" ? report.Totals : report.Rows.SingleOrDefault(each => each.Key == row))?.Cells.SingleOrDefault(cell => cell.Column == column && cell.Measure == measure)?.Value;
    }

    /// <summary>Periods are their months; without the three largest deals there is less by what these have in the lists.</summary>
    private static async Task HasPeriodsAsync(SyncedPortal portal, Viewer viewer, ReceiptsForecast forecast, IReadOnlyDictionary<string, IReadOnlyList<string>>? filters)
    {
        foreach (var row in forecast.Rows.Take(2).Append(forecast.Total))
        {
            var periods = (await Forecasts(portal).SalesPeriodsAsync(viewer, new SalesPeriodsRequest(row.Key, filters), Token)).Periods;
            Assert.Equal(["2026-11 2026-11", "2026-10 2026-12", "2026-10 2027-03"], periods.Select(period => $"{period.From} {period.To}"));
            foreach (var period in periods)
            {
                var months = row.Months.Where(month => month.Month >= period.From && month.Month <= period.To).ToList();
                Assert.Equal(months.Sum(month => month.Fact ?? 0), period.Fact);
                Assert.Equal(months.Sum(month => month.Expected?.Mean ?? month.Fact!.Value), period.Mean);
                Assert.Equal(months.Any(month => month.Plan is null) ? null : months.Sum(month => month.Plan), period.Plan);
                Assert.Equal(period.Plan - period.Range!.P50, period.Gap);
                Assert.True(period.Range.P10 <= period.Range.P50 && period.Range.P50 <= period.Range.P90);
                Assert.True(period.P50Without <= period.Range.P50);
                var money = new Dictionary<string, decimal>();
                foreach (var month in months.Where(month => month.Expected is not null))
                {
                    var list = await Forecasts(portal).DealsAsync(viewer, new ForecastDealsRequest(row.Key, month.Month.ToString(), filters, ForecastMetric.Sales), Token);
                    foreach (var deal in list.Deals) money[deal.DealId] = money.GetValueOrDefault(deal.DealId) + deal.Money;
                }
                Assert.Equal(money.Values.OrderDescending().Take(3), period.Largest.Select(deal => deal.Money));
                Assert.Equal(period.Mean - money.Values.OrderDescending().Take(3).Sum(), period.MeanWithout);
            }
            Assert.Equal((row.Months[6].Expected!.Mean, row.Months[6].Expected!.Range), (periods[0].Mean, periods[0].Range));
        }
    }

    /// <summary>Months, managers, sources and territories are the same money, which is that of the forecast and of its past months; each number is its deals.</summary>
    private static async Task LooksAheadAsync(SyncedPortal portal, Viewer viewer, ReceiptsForecast forecast, IReadOnlyDictionary<string, IReadOnlyList<string>>? filters)
    {
        var forecasts = Forecasts(portal);
        var months = await forecasts.SalesOutlookAsync(viewer, new SalesOutlookRequest(OutlookRows.Months, filters), Token);
        var now = months.Rows[^1];
        Assert.Equal(forecast.Total.Months.Skip(3).Take(4).Select(month => (month.Month.ToString(), month.Fact, month.Plan)), months.Rows.Select(row => (row.Key, row.Won, row.Plan)));
        var list = await forecasts.DealsAsync(viewer, new ForecastDealsRequest("total", now.Key, filters, ForecastMetric.Sales), Token);
        Assert.Equal(list.Deals.Sum(deal => deal.Money) + list.Rest, now.Expected);
        Assert.Equal(months.Rows.SkipLast(1).Sum(row => row.Before), months.Total.Before);
        foreach (var row in months.Rows.SkipLast(1).Append(months.Total).Where(row => row.Actual is not 0))
            Assert.Equal(row.Error, decimal.Round((row.Before!.Value - row.Actual!.Value) / Math.Abs(row.Actual.Value), 4));
        await OpensAsync(OutlookRows.Months, [.. months.Rows, months.Total]);

        foreach (var rows in (OutlookRows[])[OutlookRows.Managers, OutlookRows.Sources])
        {
            var outlook = await forecasts.SalesOutlookAsync(viewer, new SalesOutlookRequest(rows, filters), Token);
            Assert.Equal((now.Won, now.Expected, now.Outlook, now.Plan), (outlook.Total.Won, outlook.Total.Expected, outlook.Total.Outlook, outlook.Total.Plan));
            Assert.Equal((months.Total.Before, months.Total.Actual, months.Total.Error), (outlook.Total.Before, outlook.Total.Actual, outlook.Total.Error));
            foreach (var number in (Func<SalesOutlookRow, decimal?>[])[row => row.Won, row => row.Expected, row => row.Outlook, row => row.Before, row => row.Actual])
                Assert.Equal(number(outlook.Total), outlook.Rows.Sum(number));
            await OpensAsync(rows, [.. outlook.Rows.Take(3), .. outlook.Rows.TakeLast(1)]);
        }

        // The quarter so far is that of the forecast's months, and what it will bring that of its lists.
        var territories = await forecasts.SalesOutlookAsync(viewer, new SalesOutlookRequest(OutlookRows.Territories, filters), Token);
        Assert.Equal(("2026-10", "2026-12", null, null), ($"{territories.From}", $"{territories.To}", territories.Total.Plan, territories.Total.Before));
        Assert.Equal(forecast.Total.Months.Skip(5).Take(2).Sum(month => month.Fact), territories.Total.Won);
        var next = await forecasts.DealsAsync(viewer, new ForecastDealsRequest("total", "2026-12", filters, ForecastMetric.Sales), Token);
        Assert.Equal(now.Expected + next.Deals.Sum(deal => deal.Money) + next.Rest, territories.Total.Expected);
        foreach (var number in (Func<SalesOutlookRow, decimal?>[])
            [
                row => row.Won, row => row.Expected, row => row.Outlook, row => row.Counts!.Customers, row => row.Counts!.Open, row => row.Counts!.OpenAmount,
                row => row.Counts!.Contracts, row => row.Counts!.Won, row => row.Counts!.Closed,
            ])
            Assert.Equal(number(territories.Total), territories.Rows.Sum(number));
        await OpensAsync(OutlookRows.Territories, [.. territories.Rows.Take(3), .. territories.Rows.TakeLast(1), territories.Total]);

        async Task OpensAsync(OutlookRows rows, IReadOnlyList<SalesOutlookRow> of)
        {
            foreach (var row in of)
            {
                foreach (var (number, value) in ((OutlookNumber, decimal?)[])
                    [
                        (OutlookNumber.Won, row.Won), (OutlookNumber.Expected, row.Expected), (OutlookNumber.Outlook, row.Outlook), (OutlookNumber.Before, row.Before), (OutlookNumber.Actual, row.Actual),
                        (OutlookNumber.Customers, row.Counts?.Customers), (OutlookNumber.Open, row.Counts?.Open), (OutlookNumber.OpenAmount, row.Counts?.OpenAmount),
                        (OutlookNumber.Contracts, row.Counts?.Contracts), (OutlookNumber.WinRate, row.Counts?.Won),
                    ])
                {
                    if (value is null) continue;
                    var deals = await forecasts.OutlookDealsAsync(viewer, new OutlookDealsRequest(rows, row.Key, number, filters), Token);
                    Assert.Equal(value, deals.Sum);
                    Assert.Equal(deals.Sum, deals.Rest + deals.Deals.Sum(deal => deal.Value));
                }
            }
        }
    }

    /// <summary>The last year again: what came is what the report says, and each error can be added up from the months.</summary>
    private static async Task WasTestedAsync(SyncedPortal portal, ForecastMetric metric)
    {
        var viewer = await portal.EnterAsync(Administrator);
        var accuracy = await Forecasts(portal).AccuracyAsync(viewer, metric, Token);

        Assert.Equal([1, 2, 3, 6], accuracy.Rows.Select(row => row.Horizon));
        foreach (var row in accuracy.Rows)
        {
            var months = accuracy.Months.Where(month => month.Horizon == row.Horizon).ToList();
            Assert.Equal(row.Months, months.Count);
            var received = months.Sum(month => Math.Abs(month.Received));
            // Months are told in hundredths, which is much of a contract.
            var rounding = (0.005m * months.Count / received) + 0.00005m;
            Assert.InRange(row.Error!.Value - (months.Sum(month => Math.Abs(month.Expected - month.Received)) / received), -rounding, rounding);
            Assert.Equal(["ets", "mean-3", "naive", "seasonal-naive"], row.Others.Select(other => other.Method).Order(StringComparer.Ordinal));
        }
        var total = (await Forecasts(portal).RunAsync(viewer, new ReceiptsForecastRequest(Metric: metric), Token)).Total;
        var past = accuracy.Months.Where(month => month.Horizon == 1).TakeLast(6).ToList();
        Assert.Equal(total.Months.Take(6).Select(month => (month.Month, month.Fact)), past.Select(month => (month.Month, (decimal?)month.Received)));
    }

    /// <summary>A scenario of nothing is the forecast; what is certain of one deal moves that deal alone.</summary>
    private static async Task SupposesAsync(
        SyncedPortal portal, Viewer viewer, ReceiptsForecast forecast, IReadOnlyDictionary<string, IReadOnlyList<string>>? filters, ForecastMetric metric)
    {
        var nothing = await Forecasts(portal).UnderAsync(viewer, new ScenarioRequest(new ScenarioLevers(), filters, metric), Token);
        var rows = nothing.Rows.ToDictionary(row => row.Key);
        foreach (var row in forecast.Rows.Append(forecast.Total))
            Assert.Equal(row.Months.Skip(6).Select(month => (month.Month, month.Expected!)), rows[row.Key].Months.Select(month => (month.Month, month.Expected)));
        Assert.Empty(nothing.Movers);

        var next = forecast.Total.Months[7].Month.ToString();
        var deal = (await Forecasts(portal).DealsAsync(viewer, new ForecastDealsRequest("total", next, filters, metric), Token)).Deals[0];
        var without = await Forecasts(portal).UnderAsync(viewer, new ScenarioRequest(new ScenarioLevers(Deals: [new CertainDeal(deal.DealId, null)]), filters, metric), Token);
        var moved = Assert.Single(without.Movers);
        Assert.Equal(deal.DealId, moved.DealId);
        var lost = forecast.Total.Months.Skip(6).Sum(month => month.Expected!.Mean) - without.Rows.Single(row => row.Key == "total").Months.Sum(month => month.Expected.Mean);
        Assert.InRange(moved.Before - moved.After - lost, -0.2m, 0.2m); // a kopeck an object and month
    }

    /// <summary>Each reason is its deals, and all of them lead from the sum before to the sum on the screen.</summary>
    private static async Task MovedAsync(
        SyncedPortal portal, Viewer viewer, ReceiptsForecast forecast, IReadOnlyDictionary<string, IReadOnlyList<string>>? filters, ForecastMetric metric)
    {
        foreach (var row in forecast.Rows.Take(3).Append(forecast.Total))
        {
            var (from, to) = (row.Months[5].Month, row.Months[8].Month);
            var movement = await Forecasts(portal).ChangesAsync(
                viewer, new ForecastChangesRequest(from.FirstDay.AddDays(4), row.Key, from.ToString(), to.ToString(), filters, metric), Token);

            Assert.Equal(row.Months[5].Fact!.Value + row.Months.Skip(6).Take(3).Sum(month => month.Expected!.Mean), movement.After);
            Assert.Equal(movement.After, movement.Before + movement.Reasons.Sum(reason => reason.Amount));
            Assert.All(movement.Reasons.Where(reason => reason.Count is > 0 and <= 50), reason => Assert.Equal(reason.Amount, reason.Deals.Sum(deal => deal.After - deal.Before)));
        }
    }

    private static async Task OpensAsync(
        SyncedPortal portal, Viewer viewer, ReceiptsForecast forecast, IReadOnlyDictionary<string, IReadOnlyList<string>>? filters, ForecastMetric metric)
    {
        var seen = 0;
        foreach (var row in forecast.Rows.Append(forecast.Total))
        {
            foreach (var month in row.Months.Where(month => month.Expected is not null).Where((_, index) => index is 0 or 1 or 5))
            {
                var deals = await Forecasts(portal).DealsAsync(viewer, new ForecastDealsRequest(row.Key, month.Month.ToString(), filters, metric), Token);
                Assert.Equal(month.Expected!.Mean, deals.Mean);
                Assert.Equal(deals.Mean, deals.Paid + deals.New + deals.Rest + deals.Refunds + deals.Deals.Sum(deal => deal.Money));
                // Each deal is rounded by itself, to a kopeck; the largest takes the difference.
                Assert.True(deals.Rest > 0 || Math.Abs(month.Expected.Open - deals.Deals.Where(deal => deal.Part == "open").Sum(deal => deal.Money)) <= 0.01m * (deals.Count + 1));
                Assert.All(deals.Deals, deal => Assert.InRange(deal.Chance, 0, 1));
                // Nothing is owed of a contract's value: signed is only what may end.
                if (metric != ForecastMetric.Receipts)
                    Assert.True(month.Expected.Signed <= 0 && Math.Abs(month.Expected.Signed - deals.Refunds) <= 0.01m * forecast.Rows.Count && deals.Deals.All(deal => deal.Part == "open"));
                foreach (var deal in row == forecast.Total ? deals.Deals.Take(2) : [])
                {
                    var why = await Forecasts(portal).WhyAsync(viewer, new ForecastWhyRequest(row.Key, month.Month.ToString(), deal.DealId, filters, metric), Token);
                    Assert.Equal((deal.Money, deal.Part), (why.Money, why.Part));
                    Assert.Equal(why.Money, why.Terms.Sum(term => term.Money));
                    // A contract brings all that it brings in its month.
                    if (metric != ForecastMetric.Receipts) Assert.Equal([(month.Month, 1m)], why.Terms.Select(term => (term.WonIn!.Value, term.Share!.Value)));
                    Assert.Equal(why.Money, why.Months.Single(each => each.Month == month.Month).Money);
                }
                seen += deals.Count;
            }
        }
        Assert.True(seen > 0, string.Create(CultureInfo.InvariantCulture, $"{viewer.UserId} has nothing to open"));
    }
}
