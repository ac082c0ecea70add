using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Quartz;
using ReportApp.Core.Hosts;
using ReportApp.Core.Mapping;
using ReportApp.Core.Model;
using ReportApp.Core.Reconciliation;
using ReportApp.Core.Store;
using ReportApp.Web.Jobs;
using ReportApp.Web.Problems;
using ReportApp.Web.Sessions;

namespace ReportApp.Web.Features.Setup;

/// <summary>An administrator is shown where we believe the facts are, and confirms or corrects it.</summary>
internal static class SetupEndpoints
{
    public static void MapSetup(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/setup").WithTags("Setup").RequireAuthorization(SessionAuthentication.AdministratorPolicy);
        group.MapGet("", ReadAsync).WithName("readSetup");
        group.MapPut("/mapping", AcceptAsync).WithName("acceptMapping");
        group.MapPost("/prepare", PrepareAsync).WithName("prepareHost");
        group.MapPost("/draft", DraftAsync).WithName("draftMapping");
        group.MapPost("/effect", TryAsync).WithName("tryMapping");
        group.MapGet("/profile", ExportAsync).WithName("exportMappingProfile");
        group.MapPost("/profile", MatchAsync).WithName("matchMappingProfile");
    }

    private static async Task<Ok<SetupView>> ReadAsync(
        Session session, MappingDesk desk, TenantDirectory tenants, SetupProgress progress, CancellationToken cancellationToken)
    {
        var metadata = await desk.DescribeAsync(session.Connection, cancellationToken);
        var proposed = MappingProposal.Propose(metadata);
        var accepted = (await OfAsync(session, tenants, cancellationToken)).Mapping;
        return TypedResults.Ok(new SetupView(
            await progress.ReadAsync(session.Viewer, cancellationToken), proposed.Mapping, accepted, proposed.Roles,
            MappingCheck.Check(accepted ?? proposed.Mapping, metadata)));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> AcceptAsync(
        TenantMapping mapping, Session session, HostConnectors connectors, TenantDirectory tenants, ISchedulerFactory schedulers,
        IOptions<AppOptions> options, CancellationToken cancellationToken)
    {
        var connector = connectors.Of(session.Connection.Key);
        var problems = MappingCheck.Check(mapping, await connector.DescribeAsync(session.Connection, cancellationToken));
        if (problems.Count > 0)
        {
            return Problem.Of(
                StatusCodes.Status422UnprocessableEntity, "mapping_does_not_fit", problems.Select(problem => new FieldProblem(problem.Role, problem.Reason)));
        }
        var tenant = await OfAsync(session, tenants, cancellationToken);
        await connector.PrepareAsync(session.Connection, options.Value.Address, cancellationToken);
        await tenants.SavePreparedAsync(tenant, cancellationToken);
        await tenants.AcceptMappingAsync(session.Viewer, mapping, cancellationToken);
        // What has been read suffices for a changed mapping; the sync only adds tables that nobody needed before.
        if (tenant.Mapping is not null) await schedulers.StartAsync<ProjectionJob>(session.Viewer.Tenant, cancellationToken);
        await schedulers.StartAsync<SyncJob>(session.Viewer.Tenant, cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>Makes again what the host dropped, and looks what happened there while nobody told us.</summary>
    private static async Task<NoContent> PrepareAsync(
        Session session, HostConnectors connectors, TenantDirectory tenants, ISchedulerFactory schedulers, IOptions<AppOptions> options,
        CancellationToken cancellationToken)
    {
        var tenant = await OfAsync(session, tenants, cancellationToken);
        await connectors.Of(session.Connection.Key).PrepareAsync(session.Connection, options.Value.Address, cancellationToken);
        await tenants.SavePreparedAsync(tenant, cancellationToken);
        await schedulers.StartAsync<SyncJob>(session.Viewer.Tenant, cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>What a person's choices come to: nothing is stored.</summary>
    private static async Task<Ok<MappingDraft>> DraftAsync(
        MappingChanges changes, Session session, MappingDesk desk, TenantDirectory tenants, CancellationToken cancellationToken) =>
        TypedResults.Ok(await desk.DraftAsync(
            session.Connection, (await OfAsync(session, tenants, cancellationToken)).Mapping, changes.Roles, cancellationToken));

    private static async Task<Ok<MappingEffect>> TryAsync(
        TenantMapping mapping, Session session, ReconciliationService reconciliation, CancellationToken cancellationToken) =>
        TypedResults.Ok(await reconciliation.TryMappingAsync(session.Viewer, mapping, cancellationToken));

    private static async Task<Results<Ok<MappingProfile>, ProblemHttpResult>> ExportAsync(
        Session session, MappingDesk desk, TenantDirectory tenants, CancellationToken cancellationToken) =>
        (await OfAsync(session, tenants, cancellationToken)).Mapping is { } mapping
            ? TypedResults.Ok(await desk.ExportAsync(session.Connection, mapping, cancellationToken))
            : Problem.NotFound();

    private static async Task<Results<Ok<ProfileMatch>, ProblemHttpResult>> MatchAsync(
        MappingProfile profile, Session session, MappingDesk desk, CancellationToken cancellationToken) =>
        profile.Format == MappingDesk.ProfileFormat
            ? TypedResults.Ok(await desk.MatchAsync(session.Connection, profile, cancellationToken))
            : Problem.Of(StatusCodes.Status422UnprocessableEntity, "profile_refused", new FieldProblem("format", "unknown"));

    private static async Task<Tenant> OfAsync(Session session, TenantDirectory tenants, CancellationToken cancellationToken) =>
        await tenants.FindAsync(session.Viewer.Tenant, cancellationToken) ?? throw new InvalidOperationException("A session's tenant is always stored.");
}

/// <param name="Roles">Sources by role as <see cref="RoleLine"/> gives them, and <c>step:{stage id}</c> with the name of a step; an empty list takes a role away, an absent one stays.</param>
public sealed record MappingChanges(IReadOnlyDictionary<string, IReadOnlyList<string>> Roles);

/// <param name="Proposal">What we would accept, from the names in the CRM.</param>
/// <param name="Accepted">What holds now; null before the first acceptance.</param>
/// <param name="Roles">The proposal role by role, with the CRM's own titles.</param>
/// <param name="Problems">What does not fit the CRM any more (of the accepted mapping, else of the proposal).</param>
public sealed record SetupView(
    SetupState State, TenantMapping Proposal, TenantMapping? Accepted, IReadOnlyList<ProposedRole> Roles, IReadOnlyList<MappingProblem> Problems);
