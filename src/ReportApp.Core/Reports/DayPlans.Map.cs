using ReportApp.Core.Model;

namespace ReportApp.Core.Reports;

/// <summary>The month of report <c>activity-day-plan-fact</c>: one line of the day, people by days.</summary>
public sealed partial class DayPlans
{
    /// <inheritdoc cref="RunAsync"/>
    public async Task<MonthMap> RunMapAsync(Viewer viewer, MonthMapRequest request, CancellationToken cancellationToken)
    {
        var (tenant, today) = await _runner.TenantAsync(viewer, cancellationToken);
        var month = MonthOf(request.Month, today);
        using var reader = tenant.Mapping is null ? null : _projections.Open(tenant.Id);
        var (known, feeds) = Known(tenant, reader);
        MonthMapRow? total = null;
        IReadOnlyList<MonthMapRow> rows = [];
        if (reader is not null && known.Contains(request.Metric))
        {
            var visible = await VisibleAsync(viewer, feeds, cancellationToken);
            using var turn = await _turns.TakeAsync(viewer, cancellationToken);
            var asked = new DayRequest(null, request.Managers, request.Departments);
            var session = await OpenAsync(reader, tenant, DayRange.Of(month, month), today, viewer, visible, asked, known, cancellationToken);
            IReadOnlyList<DayMoment> moments = [.. month.Days.Select(day => MomentOf(tenant, day, today))];
            rows = [.. session.Nodes.Select(node => session.DaysOf(node, request.Metric, moments)).OfType<MonthMapRow>()];
            total = session.DaysOf(RowTree.Total, request.Metric, moments);
        }
        return new MonthMap(
            request.Metric, month, today, tenant.Currency, tenant.Calendar is not null, [.. Enum.GetValues<DayMetric>().Except(known)], rows,
            total ?? new MonthMapRow(RowTree.Total.Key, null, 0, null, 0, null, []), await _runner.FreshnessAsync(tenant, reader?.State.CompleteUpTo(feeds), feeds, cancellationToken));
    }
}
