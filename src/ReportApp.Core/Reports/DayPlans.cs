using ReportApp.Core.Access;
using ReportApp.Core.Model;
using ReportApp.Core.Plans;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Reports;

/// <summary>The report <c>activity-day-plan-fact</c>: what every manager had to do in a day and what he did, for one viewer.</summary>
public sealed partial class DayPlans
{
    /// <summary>It has a screen of its own and so no definition.</summary>
    internal const string ReportId = "activity-day-plan-fact";

    private readonly ReportCatalogue _catalogue;
    private readonly ReportRunner _runner;
    private readonly ProjectionService _projections;
    private readonly ProjectionTurns _turns;
    private readonly PersonCalendars _calendars;
    private readonly VisibilityService _visibility;
    private readonly TargetSheets _sheets;
    private readonly RecordAddresses _addresses;
    private readonly TimeProvider _clock;

    internal DayPlans(
        ReportCatalogue catalogue, ReportRunner runner, ProjectionService projections, ProjectionTurns turns, PersonCalendars calendars, VisibilityService visibility,
        TargetSheets sheets, RecordAddresses addresses, TimeProvider clock)
    {
        (_catalogue, _runner, _projections, _turns) = (catalogue, runner, projections, turns);
        (_calendars, _visibility, _sheets, _addresses, _clock) = (calendars, visibility, sheets, addresses, clock);
    }

    /// <exception cref="ReportRefusedException">It cannot be computed as asked.</exception>
    /// <exception cref="Hosts.HostException">The host could not tell what this viewer may see.</exception>
    /// <exception cref="ProjectionBusyException">Too much is being computed right now.</exception>
    public async Task<DayAnswer> RunAsync(Viewer viewer, DayRequest request, CancellationToken cancellationToken)
    {
        var (tenant, moment) = await MomentAsync(viewer, request, cancellationToken);
        using var reader = tenant.Mapping is null ? null : _projections.Open(tenant.Id);
        var (known, feeds) = Known(tenant, reader);
        DayRow? total = null;
        IReadOnlyList<DayRow> rows = [];
        if (reader is not null)
        {
            var visible = await VisibleAsync(viewer, feeds, cancellationToken);
            using var turn = await _turns.TakeAsync(viewer, cancellationToken);
            var session = await OpenAsync(reader, tenant, DayOf(moment), moment.Today, viewer, visible, request, known, cancellationToken);
            (rows, total) = ([.. session.Nodes.Select(node => session.Row(node, moment)).OfType<DayRow>()], session.Row(RowTree.Total, moment));
        }
        return new DayAnswer(
            moment.Date, moment.Today, tenant.Currency, tenant.Calendar is not null, [.. Enum.GetValues<DayMetric>().Except(known)], rows,
            total ?? new DayRow(RowTree.Total.Key, null, 0, null, IsDayOff: false, null, null, null, []),
            await _runner.FreshnessAsync(tenant, reader?.State.CompleteUpTo(feeds), feeds, cancellationToken));
    }

    /// <summary>The records behind a number of the day.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public async Task<DayRecords> ListAsync(Viewer viewer, DayRecordsRequest request, CancellationToken cancellationToken)
    {
        var asked = new DayRequest(request.Date, request.Managers, request.Departments);
        var (tenant, moment) = await MomentAsync(viewer, asked, cancellationToken);
        using var reader = (tenant.Mapping is null ? null : _projections.Open(tenant.Id)) ?? throw new ReportRefusedException("row", "unknown");
        var (known, feeds) = Known(tenant, reader);
        var visible = await VisibleAsync(viewer, feeds, cancellationToken);
        using var turn = await _turns.TakeAsync(viewer, cancellationToken);
        var session = await OpenAsync(reader, tenant, DayOf(moment), moment.Today, viewer, visible, asked, known, cancellationToken);
        var node = session.Find(request.Row) ?? throw new ReportRefusedException("row", "unknown");
        var (subjects, count, value) = await session.SubjectsAsync(node, request.Metric, request.Number, moment.Date, cancellationToken);
        return new DayRecords(
            node.Key, request.Metric, request.Number, count, value, subjects.Count < count, await RecordsAsync(reader, tenant, request.Metric, subjects, cancellationToken));
    }

    private async Task<IReadOnlyList<DayRecord>> RecordsAsync(
        ProjectionReader reader, Tenant tenant, DayMetric metric, IReadOnlyList<Subject> subjects, CancellationToken cancellationToken)
    {
        var ids = subjects.Select(subject => subject.Id).ToList();
        switch (metric)
        {
            case DayMetric.Received or DayMetric.Processed:
                var leads = await reader.LeadsAsync(ids, cancellationToken);
                return [.. subjects.Select(subject => OfLead(leads[subject.Id], null, leads[subject.Id].OwnerName, subject.Value))];
            case DayMetric.Meetings:
                var meetings = await reader.MeetingsAsync(ids, cancellationToken);
                var ofLeads = await reader.LeadsAsync(meetings.Values.Select(meeting => meeting.LeadId).OfType<string>(), cancellationToken);
                var ofDeals = await reader.DealsAsync(meetings.Values.Select(meeting => meeting.DealId).OfType<string>(), cancellationToken);
                return
                [
                    .. subjects.Select(subject => meetings[subject.Id]).Select(meeting => meeting.DealId is { } deal
                        ? OfDeal(ofDeals[deal], meeting.Subject, meeting.OwnerName, 1)
                        : OfLead(ofLeads[meeting.LeadId!], meeting.Subject, meeting.OwnerName, 1)),
                ];
            default:
                var deals = await reader.DealsAsync(ids, cancellationToken);
                return
                [
                    .. subjects.Select(subject => deals.GetValueOrDefault(subject.Id) is { } deal
                        ? OfDeal(deal, null, deal.ManagerName, subject.Value)
                        : new DayRecord(null, null, null, null, null, null, subject.Value)),
                ];
        }

        DayRecord OfDeal(DealCard deal, string? about, string? manager, decimal value) =>
            new(deal.Id, _addresses.To(tenant, RecordKind.Deal, deal.Id), deal.Title, manager, deal.Stage, about, value);

        DayRecord OfLead(LeadCard lead, string? about, string? manager, decimal value) =>
            new(lead.Id, _addresses.To(tenant, RecordKind.Lead, lead.Id), lead.Title, manager, lead.Stage, about, value);
    }

    private async Task<(Tenant Tenant, DayMoment Moment)> MomentAsync(Viewer viewer, DayRequest request, CancellationToken cancellationToken)
    {
        var (tenant, today) = await _runner.TenantAsync(viewer, cancellationToken);
        var date = request.Date ?? today;
        if (date.Year is < 1990 or > 2200)
            throw new ReportRefusedException("date", "out_of_range");
        return (tenant, MomentOf(tenant, date, today));
    }

    private DayMoment MomentOf(Tenant tenant, DateOnly date, DateOnly today) =>
        new(date, today, (tenant.Calendar ?? WorkCalendar.Usual).Elapsed(date, tenant.TimeOf(_clock.GetUtcNow())));

    private static DayRange DayOf(DayMoment moment) => new(moment.Date, moment.Date.AddDays(1));

    /// <summary>Lines whose sources are read and mapped, and the feeds these come from.</summary>
    private static (IReadOnlyList<DayMetric> Metrics, IReadOnlyList<RecordKind> Feeds) Known(Tenant tenant, ProjectionReader? reader)
    {
        if (tenant.Mapping is not { } mapping || reader is null)
            return ([], []);
        var (deals, leads) = (mapping.FeedsOf(RecordKind.Deal), mapping.FeedsOf(RecordKind.Lead));
        var hasLeads = reader.State.CompleteUpTo(leads) is not null;
        var hasMeetings = hasLeads && reader.State.CompleteUpTo([RecordKind.Activity]) is not null;
        return (
            [
                .. hasLeads ? [DayMetric.Received, DayMetric.Processed] : (DayMetric[])[], .. hasMeetings ? [DayMetric.Meetings] : (DayMetric[])[],
                DayMetric.Reservations, DayMetric.Contracts, DayMetric.Value, .. mapping.HasPayments ? [DayMetric.Receipts] : (DayMetric[])[],
            ],
            [.. deals.Union(hasLeads ? leads : []), .. hasMeetings ? [RecordKind.Activity] : (RecordKind[])[]]);
    }

    /// <summary>After the moment of the projection, for what lands meanwhile is not in it; before the turn, for a slow host must not hold what others wait for.</summary>
    private async Task<IReadOnlyDictionary<RecordKind, VisibleRows>> VisibleAsync(Viewer viewer, IReadOnlyList<RecordKind> feeds, CancellationToken cancellationToken)
    {
        var visible = new Dictionary<RecordKind, VisibleRows> { [RecordKind.Deal] = await _visibility.ForAsync(viewer, RecordKind.Deal, cancellationToken) };
        if (feeds.Contains(RecordKind.Lead))
            visible[RecordKind.Lead] = await _visibility.ForAsync(viewer, RecordKind.Lead, cancellationToken);
        return visible;
    }

    private async Task<DaySession> OpenAsync(
        ProjectionReader reader, Tenant tenant, DayRange days, DateOnly today, Viewer viewer, IReadOnlyDictionary<RecordKind, VisibleRows> visible, DayRequest request,
        IReadOnlyList<DayMetric> known, CancellationToken cancellationToken) => await DaySession.OpenAsync(
        reader, _catalogue.Model, tenant, days, today, viewer, visible, request, known, await _calendars.ListAsync(tenant.Id, cancellationToken), cancellationToken);
}
