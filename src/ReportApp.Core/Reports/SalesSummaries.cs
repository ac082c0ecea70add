using ReportApp.Core.Model;
using ReportApp.Core.Semantics;
using ReportApp.Core.Store;

namespace ReportApp.Core.Reports;

/// <summary>The report <c>sales-plan-summary</c>: plan and fact of every metric of sales, for one viewer. Its facts are those of its definition.</summary>
public sealed class SalesSummaries
{
    private const string ReportId = "sales-plan-summary";

    private readonly ReportCatalogue _catalogue;
    private readonly ReportRunner _runner;
    private readonly ReceiptsForecasts _forecasts;

    internal SalesSummaries(ReportCatalogue catalogue, ReportRunner runner, ReceiptsForecasts forecasts) =>
        (_catalogue, _runner, _forecasts) = (catalogue, runner, forecasts);

    /// <exception cref="ReportRefusedException">It cannot be computed as asked.</exception>
    /// <exception cref="Hosts.HostException">The host could not tell what this viewer may see.</exception>
    /// <exception cref="Store.Projection.ProjectionBusyException">Too much is being computed right now.</exception>
    public async Task<SalesSummary> RunAsync(Viewer viewer, ReportRequest request, CancellationToken cancellationToken)
    {
        var report = _catalogue.Get(ReportId);
        var (tenant, today) = await _runner.TenantAsync(viewer, cancellationToken);
        using var session = await _runner.OpenAsync(tenant, today, viewer, report.As(request), request, cancellationToken);
        if (session is null)
            return new SalesSummary(ReportRunner.Preparing(report, tenant, today, request), 0, 0, tenant.Calendar is not null, [], [], new SummaryRow(RowTree.Total.Key, [], null), []);

        var period = PeriodOf(tenant, session, today);
        var plans = new Dictionary<SalesMetric, RowPlans>();
        foreach (var (metric, _, plan) in SalesMeasures.All)
            plans[metric] = await session.PlansAsync((BasicMeasure)_catalogue.Model[plan], period.Months, cancellationToken);
        var facts = await _runner.AnswerAsync(
            session, report, tenant, today, request, row => SalesMeasures.All.Any(each => PlanOf(each.Metric, row) is not null), cancellationToken);
        var hasArea = session.Mapping.ContractAreaFields.Count > 0;
        SalesMetric[] unknown = [.. hasArea ? [] : (SalesMetric[])[SalesMetric.Area, SalesMetric.Price], .. session.IsMapped(SourceRole.Payments) ? [] : (SalesMetric[])[SalesMetric.Receipts]];
        return new SalesSummary(
            hasArea ? facts : facts with { Notices = [.. facts.Notices.Where(notice => notice.Code != "sold_no_area")] },
            period.WorkingDays, period.Elapsed, tenant.Calendar is not null, unknown, [.. facts.Rows.Select(row => Row(session.Rows.Find(row.Key)!, row))], Row(RowTree.Total, facts.Totals),
            [.. SalesMeasures.All.Where(each => !unknown.Contains(each.Metric)).Select(each => SalesSummaryLines.Whole(each.Metric, [.. period.EachMonth().Select(plans[each.Metric].Whole).OfType<PlansOfMonth>()], period)).OfType<SummaryPlan>()]);

        SummaryRow Row(RowNode node, ReportRow row)
        {
            var lines = SalesMeasures.All.Select(each => SalesSummaryLines.Line(
                each.Metric, each.Fact, PlanOf(each.Metric, node), Cell(row, each.Fact), Cell(row, each.Fact, "previous"), period, isForecast: each.Metric == SalesMetric.Receipts));
            var pricePlan = PricePlan(node);
            var price = SalesSummaryLines.Price(
                "price_m2", "price_val", pricePlan, Cell(row, "price_m2"), Cell(row, "price_val", "previous"),
                Cell(row, "price_area", "previous"));
            var effects = !hasArea ? null : SalesSummaryLines.Effects(
                PlanOf(SalesMetric.Value, node), pricePlan, Cell(row, "price_val") ?? 0, Cell(row, "price_area") ?? 0, Cell(row, "no_area_val") ?? 0, Cell(row, "ended_val") ?? 0);
            return new SummaryRow(row.Key, [.. lines.Append(price).Where(line => !unknown.Contains(line.Metric))], effects);
        }

        decimal? PlanOf(SalesMetric metric, RowNode row) =>
            SalesSummaryLines.Plan(period.EachMonth().Select(month => (month, plans[metric].In(session.Rows, row, month))), period);

        // A price is planned in months in which value and area are.
        (decimal? Value, decimal? Area) PricePlan(RowNode row)
        {
            var months = period.EachMonth().Select(month => (Month: month, Value: plans[SalesMetric.Value].In(session.Rows, row, month), Area: plans[SalesMetric.Area].In(session.Rows, row, month)))
                .Where(month => month.Value.Count > 0 && month.Area.Count > 0).ToList();
            return (SalesSummaryLines.Plan(months.Select(month => (month.Month, month.Value)), period), SalesSummaryLines.Plan(months.Select(month => (month.Month, month.Area)), period));
        }

        static decimal? Cell(ReportRow row, string measure, string column = "total") =>
            row.Cells.FirstOrDefault(cell => cell.Measure == measure && cell.Column == column)?.Value;
    }

    /// <summary>What the receipts of the period will come to: what came, and what is expected of its rest. A forecast takes its time, so it is asked by itself.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public async Task<ReceiptsOutlook> OutlookAsync(Viewer viewer, ReportRequest request, CancellationToken cancellationToken)
    {
        var report = _catalogue.Get(ReportId);
        var (tenant, today) = await _runner.TenantAsync(viewer, cancellationToken);
        SummaryPeriod period;
        ReportAnswer facts;
        Dictionary<string, IReadOnlyList<string>> people;
        using (var session = await _runner.OpenAsync(tenant, today, viewer, report.As(request), request, cancellationToken))
        {
            if (session is null || !session.IsMapped(SourceRole.Payments)) return new ReceiptsOutlook(new Dictionary<string, ExpectedEnd>());
            period = PeriodOf(tenant, session, today);
            if (period.IsOver) return new ReceiptsOutlook(new Dictionary<string, ExpectedEnd>());
            facts = await _runner.AnswerAsync(session, report, tenant, today, request, _ => true, cancellationToken);
            var rows = session.Rows;
            people = rows.Nodes.Where(row => row is not ObjectNode).ToDictionary(
                row => row.Key, IReadOnlyList<string> (row) => [.. rows.Under(row).Append(row).Select(PeopleTree.ManagerOf).OfType<string>()]);
        }
        // The forecast opens the projection itself: nothing of it is held meanwhile.
        var forecast = await _forecasts.RunAsync(viewer, new ReceiptsForecastRequest(request.Filters), cancellationToken);
        var ofPeople = people.Count == 0 ? null : await _forecasts.OutlookOfPeopleAsync(viewer, request.Filters, ReceiptsToCome.MonthsLeft(period), cancellationToken);
        var ends = new Dictionary<string, ExpectedEnd>();
        foreach (var row in facts.Rows.Append(facts.Totals))
        {
            if (row.Cells.FirstOrDefault(cell => cell is { Column: "total", Measure: "receipts" }) is not { } fact) continue;
            var rest = people.TryGetValue(row.Key, out var members)
                ? ReceiptsToCome.OfPeople(members, ofPeople, period)
                : ReceiptsToCome.OfRow(forecast.Rows.Append(forecast.Total).FirstOrDefault(found => found.Key == row.Key), period);
            if (rest is { } expected) ends.Add(row.Key, expected with { Amount = fact.Value + expected.Amount });
        }
        return new ReceiptsOutlook(ends);
    }

    private static SummaryPeriod PeriodOf(Tenant tenant, ReportSession session, DateOnly today) => new(session.Scope.Period, today, tenant.Calendar ?? WorkCalendar.Usual);
}
