using Microsoft.AspNetCore.Http.HttpResults;
using Quartz;
using ReportApp.Core.Model;
using ReportApp.Core.Reports;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;
using ReportApp.Core.Sync;
using ReportApp.Web.Jobs;
using ReportApp.Web.Sessions;

namespace ReportApp.Web.Features.Sync;

/// <summary>How old the data is, and "look again now".</summary>
internal static class SyncEndpoints
{
    public static void MapSync(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/sync").WithTags("Sync").RequireAuthorization(SessionAuthentication.ViewerPolicy);
        group.MapGet("", ReadAsync).WithName("readSync");
        group.MapPost("/run", RunAsync).WithName("runSync");
    }

    private static async Task<Ok<SyncView>> ReadAsync(Session session, SyncStatus status, TenantDirectory tenants, ProjectionService projections, CancellationToken cancellationToken)
    {
        var report = await status.ReadAsync(session.Viewer.Tenant, cancellationToken);
        var mapping = (await tenants.FindAsync(session.Viewer.Tenant, cancellationToken))?.Mapping;
        // How many records there are is more than a manager may know of the company.
        var feeds = session.Viewer.IsAdministrator ? report.Feeds : [];
        return TypedResults.Ok(new SyncView(
            report.State, report.AsOf, report.Percent, report.Reason ?? (projections.HasFailed(session.Viewer.Tenant) ? ReportRunner.NumbersFailed : null),
            [.. feeds.Select(feed => new FeedView(
                feed.Kind, NameOf(feed.Kind, mapping), feed.Records, feed.Quarantined, feed.LastRunAt, feed.CaughtUp, feed.Reason))]));
    }

    /// <summary>An administrator who asks has seen what waits for him.</summary>
    private static async Task<Accepted> RunAsync(Session session, SyncState state, ISchedulerFactory schedulers, CancellationToken cancellationToken)
    {
        if (session.Viewer.IsAdministrator) await state.ReleaseAsync(session.Viewer, cancellationToken);
        await schedulers.StartAsync<SyncJob>(session.Viewer.Tenant, cancellationToken);
        return TypedResults.Accepted((string?)null);
    }

    /// <summary>The role that the mapping gives to a table of the host; a canonical kind is its own name, what a catalogue has goes without the catalogue's.</summary>
    private static string NameOf(string kind, TenantMapping? mapping) => RecordKind.Parse(kind) switch
    {
        { SectionCatalogue: not null } => "section",
        { ProductCatalogue: not null } => "product",
        { ItemHostName: null } => kind,
        { ItemHostName: var table } when table == mapping?.Objects?.ComplexTable => "complex",
        { ItemHostName: var table } when table == mapping?.Objects?.BuildingTable => "building",
        { ItemHostName: var table } when table == mapping?.Objects?.UnitTable => "unit",
        { ItemHostName: var table } when table == mapping?.Schedule?.Table => "schedule",
        { ItemHostName: var table } when table == mapping?.Payments?.Table => "payment",
        _ => "other",
    };
}

/// <param name="AsOf">Host time up to which every feed that reports count from is complete; null while preparing.</param>
/// <param name="Percent">While preparing.</param>
/// <param name="Reason">Stable code of what stopped the last pass, or <c>numbers_failed</c>: what was read could not be made into numbers.</param>
/// <param name="Feeds">For administrators; others get none.</param>
public sealed record SyncView(SyncPhase State, DateTimeOffset? AsOf, int? Percent, string? Reason, IReadOnlyList<FeedView> Feeds);

/// <param name="Name">What it is for the reports: <c>deal</c>, <c>user</c>, <c>complex</c>, <c>building</c>, <c>unit</c>, <c>schedule</c>, <c>payment</c>, <c>section</c> …; worded by the client.</param>
/// <param name="Quarantined">Records that could not be read; the numbers go without them.</param>
public sealed record FeedView(
    string Kind, string Name, long Records, long Quarantined, DateTimeOffset? LastRunAt, bool CaughtUp, string? Reason);
