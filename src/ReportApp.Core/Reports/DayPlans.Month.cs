using ReportApp.Core.Model;
using ReportApp.Core.Plans;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Reports;

/// <summary>The report <c>funnel-month-plan</c>: what the sales plan of a month takes of each step.</summary>
public sealed partial class DayPlans
{
    internal const string MonthReportId = "funnel-month-plan";

    private static readonly SettableTargets Unsettable = new(null, new HashSet<string>(), new Dictionary<(string, string), TargetCell>());

    /// <inheritdoc cref="RunAsync"/>
    public async Task<FunnelMonth> RunMonthAsync(Viewer viewer, FunnelMonthRequest request, CancellationToken cancellationToken)
    {
        var (tenant, today) = await _runner.TenantAsync(viewer, cancellationToken);
        var month = MonthOf(request.Month, today);
        using var reader = tenant.Mapping is null ? null : _projections.Open(tenant.Id);
        var (steps, feeds) = Steps(tenant, reader);
        FunnelRow? total = null;
        IReadOnlyList<FunnelRow> rows = [];
        var history = DayRange.Of(month, month);
        var settable = Unsettable;
        if (reader is not null)
        {
            var visible = await VisibleAsync(viewer, feeds, cancellationToken);
            settable = await _sheets.ReadSettableAsync(viewer, "sales", [.. DaySession.OwnTargets.Values], month, cancellationToken);
            using var turn = await _turns.TakeAsync(viewer, cancellationToken);
            var session = await OpenMonthAsync(reader, tenant, month, today, viewer, visible, request, steps, settable, cancellationToken);
            (rows, total, history) = ([.. session.Rows()], session.Row(RowTree.Total), session.History);
        }
        return new FunnelMonth(
            month, today, tenant.Calendar is not null, [.. Enum.GetValues<DayMetric>().Where(DaySession.IsStep).Except(steps)], history.From, history.To, settable.LockedBy, rows,
            total ?? new FunnelRow(RowTree.Total.Key, null, 0, null, null, null, []), await _runner.FreshnessAsync(tenant, reader?.State.CompleteUpTo(feeds), feeds, cancellationToken));
    }

    /// <summary>The records behind a manager's ratio.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public async Task<FunnelRecords> ListMonthAsync(Viewer viewer, FunnelRecordsRequest request, CancellationToken cancellationToken)
    {
        var (tenant, today) = await _runner.TenantAsync(viewer, cancellationToken);
        var month = MonthOf(request.Month, today);
        using var reader = (tenant.Mapping is null ? null : _projections.Open(tenant.Id)) ?? throw new ReportRefusedException("row", "unknown");
        var (steps, feeds) = Steps(tenant, reader);
        var visible = await VisibleAsync(viewer, feeds, cancellationToken);
        using var turn = await _turns.TakeAsync(viewer, cancellationToken);
        var session = await OpenMonthAsync(
            reader, tenant, month, today, viewer, visible, new FunnelMonthRequest(request.Month, request.Managers, request.Departments), steps, Unsettable, cancellationToken);
        var (subjects, count, source) = await session.SubjectsAsync(request.Row, request.Step, request.Part, cancellationToken);
        var records = await RecordsAsync(reader, tenant, request.Part == DrillPart.Numerator ? request.Step : DayMetric.Contracts, subjects, cancellationToken);
        return new FunnelRecords(request.Row, request.Step, request.Part, source, count, subjects.Count < count, records);
    }

    private static YearMonth MonthOf(string? text, DateOnly today)
    {
        var month = YearMonth.Of(today);
        return text is not null && (!YearMonth.TryParse(text, out month) || month.FirstDay.Year is < 1990 or > 2200)
            ? throw new ReportRefusedException("month", "not_a_month")
            : month;
    }

    private static (IReadOnlyList<DayMetric> Steps, IReadOnlyList<RecordKind> Feeds) Steps(Tenant tenant, ProjectionReader? reader)
    {
        var (known, feeds) = Known(tenant, reader);
        return ([.. known.Where(DaySession.IsStep)], feeds);
    }

    private async Task<FunnelSession> OpenMonthAsync(
        ProjectionReader reader, Tenant tenant, YearMonth month, DateOnly today, Viewer viewer, IReadOnlyDictionary<RecordKind, VisibleRows> visible, FunnelMonthRequest request,
        IReadOnlyList<DayMetric> steps, SettableTargets settable, CancellationToken cancellationToken) => await FunnelSession.OpenAsync(
        reader, _catalogue.Model, tenant, month, YearMonth.Of(today), viewer, visible, request, steps, await _calendars.ListAsync(tenant.Id, cancellationToken), settable, cancellationToken);
}
