using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Quartz;
using ReportApp.Core.Hosts;
using ReportApp.Core.Mapping;
using ReportApp.Core.Model;
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
    }

    private static async Task<Ok<SetupView>> ReadAsync(
        Session session, HostConnectors connectors, TenantDirectory tenants, SetupProgress progress, CancellationToken cancellationToken)
    {
        var metadata = await connectors.Of(session.Connection.Key).DescribeAsync(session.Connection, cancellationToken);
        var proposed = MappingProposal.Propose(metadata);
        var accepted = (await tenants.FindAsync(session.Viewer.Tenant, cancellationToken))?.Mapping;
        return TypedResults.Ok(new SetupView(
            await progress.ReadAsync(session.Viewer.Tenant, cancellationToken), proposed.Mapping, accepted, proposed.Roles,
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
        await connector.PrepareAsync(session.Connection, options.Value.Address, cancellationToken);
        await tenants.AcceptMappingAsync(session.Viewer, mapping, cancellationToken);
        await schedulers.StartAsync<SyncJob>(session.Viewer.Tenant, cancellationToken);
        return TypedResults.NoContent();
    }
}

/// <param name="Proposal">What we would accept, from the names in the CRM.</param>
/// <param name="Accepted">What holds now; null before the first acceptance.</param>
/// <param name="Roles">The proposal role by role, with the CRM's own titles.</param>
/// <param name="Problems">What does not fit the CRM any more (of the accepted mapping, else of the proposal).</param>
public sealed record SetupView(
    SetupState State, TenantMapping Proposal, TenantMapping? Accepted, IReadOnlyList<ProposedRole> Roles, IReadOnlyList<MappingProblem> Problems);
