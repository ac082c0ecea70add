using ReportApp.Core.Access;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Reports;

/// <summary>The report <c>plan-filling</c>: a board of managers and their deals for a month, for one viewer.</summary>
public sealed class PlanBoards
{
    /// <summary>It has a screen of its own and so no definition.</summary>
    internal const string ReportId = "plan-filling";

    /// <summary>A list shows this many lines at most; its count and numbers are of all.</summary>
    private const int MostLines = 500;

    private readonly ReportCatalogue _catalogue;
    private readonly ReportRunner _runner;
    private readonly ProjectionService _projections;
    private readonly ProjectionTurns _turns;
    private readonly TenantDirectory _tenants;
    private readonly PlanEntries _entries;
    private readonly PlanTargets _targets;
    private readonly VisibilityService _visibility;
    private readonly RecordAddresses _addresses;
    private readonly TimeProvider _clock;

    internal PlanBoards(
        ReportCatalogue catalogue, ReportRunner runner, ProjectionService projections, ProjectionTurns turns, TenantDirectory tenants, PlanEntries entries,
        PlanTargets targets, VisibilityService visibility, RecordAddresses addresses, TimeProvider clock)
    {
        (_catalogue, _runner, _projections, _turns, _tenants) = (catalogue, runner, projections, turns, tenants);
        (_entries, _targets, _visibility, _addresses, _clock) = (entries, targets, visibility, addresses, clock);
    }

    /// <exception cref="ReportRefusedException">It cannot be computed as asked.</exception>
    /// <exception cref="Hosts.HostException">The host could not tell what this viewer may see.</exception>
    /// <exception cref="ProjectionBusyException">Too much is being computed right now.</exception>
    public Task<BoardAnswer> RunAsync(Viewer viewer, BoardRequest request, CancellationToken cancellationToken) =>
        WithAsync(viewer, request, async (tenant, month, today, session, completeUpTo) => new BoardAnswer(
            month, today, tenant.Currency, session is null ? [] : [.. session.Tree.Nodes.Select(session.Row).Where(row => row.Deals > 0 || row.Numbers.Plan is not null || row.Promises is not null)],
            session is null ? Empty : session.Row(RowTree.Total), session?.Plan, await _runner.FreshnessAsync(tenant, completeUpTo, FeedsOf(tenant), cancellationToken),
            [.. (await _targets.ListLockedAsync(tenant.Id, cancellationToken)).Select(locked => locked.Month.ToString())]), cancellationToken);

    /// <summary>The deals behind a row of the board; what needs most attention first.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public Task<BoardDeals> DealsAsync(Viewer viewer, BoardDealsRequest request, CancellationToken cancellationToken) =>
        WithAsync(viewer, new BoardRequest(request.Month, request.Managers, request.Departments), (_, _, _, session, _) =>
        {
            if (session?.Tree.Find(request.Row) is not { } node)
                throw new ReportRefusedException("row", "unknown");
            var lines = session.LinesOf(node);
            return Task.FromResult(new BoardDeals(
                node.Key, lines.Count, PlanBoard.Sum(lines, session.PlannedIn(node)), lines.Count > MostLines, [.. lines.Take(MostLines)]));
        }, cancellationToken);

    /// <summary>The entries behind a row's promises.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public Task<BoardPromiseList> PromisesAsync(Viewer viewer, BoardDealsRequest request, CancellationToken cancellationToken) =>
        WithAsync(viewer, new BoardRequest(request.Month, request.Managers, request.Departments), (tenant, _, _, session, _) =>
        {
            if (session?.Tree.Find(request.Row) is not { } node)
                throw new ReportRefusedException("row", "unknown");
            var found = session.PromisesOf(node);
            return Task.FromResult(new BoardPromiseList(
                node.Key, PlanBoard.Count([.. found.Select(promise => promise.Entry)]), found.Count > MostLines,
                [
                    .. found.OrderByDescending(promise => promise.Entry.Values!.Month).ThenBy(promise => promise.Entry.Id, StringComparer.Ordinal).Take(MostLines)
                        .Select(promise => ToPromise(promise.Entry, promise.Entry.Values!, promise.Deal)),
                ]));

            BoardPromise ToPromise(PlanEntry entry, PlanValues said, BoardDealCard deal) => new(
                entry.Id, deal.Id, deal.Title, _addresses.To(tenant, RecordKind.Deal, deal.Id), said.ManagerId, session.NameOf(said.ManagerId), said.Month,
                said.Amount.Amount, said.Amount.Currency, entry.Life.Fate, entry.Life.ChangedAt);
        }, cancellationToken);

    private static IReadOnlyList<RecordKind> FeedsOf(Tenant tenant) => tenant.Mapping?.FeedsOf(RecordKind.Deal) ?? [];

    private static BoardRow Empty { get; } = new(RowTree.Total.Key, null, 0, null, PlanBoard.Sum([], null), 0, 0, null);

    internal async Task<T> WithAsync<T>(
        Viewer viewer, BoardRequest request, Func<Tenant, YearMonth, DateOnly, PlanBoardSession?, DateTimeOffset?, Task<T>> work, CancellationToken cancellationToken)
    {
        var tenant = await _tenants.FindAsync(viewer.Tenant, cancellationToken)
            ?? throw new InvalidOperationException($"Viewer {viewer.UserId} belongs to tenant {viewer.Tenant}, which is not installed.");
        var today = tenant.DayOf(_clock.GetUtcNow());
        var month = YearMonth.TryParse(request.Month, out var asked) ? asked : YearMonth.Of(today);
        if (tenant.Mapping is null)
            return await work(tenant, month, today, null, null);
        using var reader = _projections.Open(tenant.Id);
        if (reader is null)
            return await work(tenant, month, today, null, null);
        // After the moment of the projection: what lands meanwhile is not in it.
        var visible = await _visibility.ForAsync(viewer, RecordKind.Deal, cancellationToken);
        using var turn = await _turns.TakeAsync(viewer, cancellationToken);
        var entries = await _entries.ListOfMonthAsync(tenant.Id, month, cancellationToken);
        var judged = await _entries.ListJudgedAsync(tenant.Id, PlanBoard.PromisedIn(month), cancellationToken);
        var session = await PlanBoardSession.OpenAsync(
            reader, _catalogue.Model, tenant, today, viewer, visible, request, entries, judged, id => _addresses.To(tenant, RecordKind.Deal, id), cancellationToken);
        return await work(tenant, month, today, session, reader.State.CompleteUpTo(FeedsOf(tenant)));
    }
}
