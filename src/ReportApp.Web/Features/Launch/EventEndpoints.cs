using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Quartz;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Core.Sync;
using ReportApp.Web.Jobs;
using ReportApp.Web.Pages;
using ReportApp.Web.Problems;

namespace ReportApp.Web.Features.Launch;

/// <summary>
/// What the hosts' servers tell. Every user of a host can see the token that comes along, so an event is a hint: nothing in it is
/// believed, it only makes us look. The answer does not wait for that.
/// </summary>
internal static class EventEndpoints
{
    public static void MapEvents(this IEndpointRouteBuilder app) =>
        app.MapPost("/{host}/events", ReceiveAsync).WithMetadata(new PostedByHost()).AllowAnonymous().ExcludeFromDescription();

    private static async Task<IResult> ReceiveAsync(
        string host, HttpRequest request, HostConnectors connectors, TenantDirectory tenants, DeletionHints deletions, ISchedulerFactory schedulers,
        IOptions<AppOptions> options, CancellationToken cancellationToken)
    {
        if (connectors.Find(host) is not { } connector) return TypedResults.NotFound();
        var form = await EntryForm.ReadAsync(request, cancellationToken);
        if (form is EntryForm.Bad bad) return Problem.Of(bad.Status, bad.Code);
        var said = connector.ReadEvent(((EntryForm.Read)form).Request);

        var tenant = await tenants.FindAsync(said.Tenant, cancellationToken);
        var expected = tenant is { IsActive: true } ? await tenants.FindApplicationTokenAsync(tenant.Id, cancellationToken) : null;
        if (!Same(expected, said.ApplicationToken))
        {
            if (tenant is not null) await tenants.NoteRefusalAsync(tenant.Id, "event-refused", "not_allowed", cancellationToken);
            return Problem.Of(StatusCodes.Status403Forbidden, "not_allowed");
        }

        switch (said)
        {
            case HostEvent.Removed removed:
                if (await tenants.AnnounceRemovalAsync(tenant!.Id, removed.DeleteData, cancellationToken))
                    await schedulers.StartAsync<UninstallJob>(tenant.Id, cancellationToken);
                break;
            case HostEvent.Deleted deleted:
                deletions.Note(tenant!.Id, deleted.Kind, deleted.Id);
                await LookSoonAsync(tenant.Id);
                break;
            case HostEvent.Changed:
                await LookSoonAsync(tenant!.Id);
                break;
        }
        return TypedResults.Ok();

        Task LookSoonAsync(TenantId found) => schedulers.StartSoonAsync<SyncJob>(found, TimeSpan.FromSeconds(options.Value.EventSeconds), cancellationToken);
    }

    /// <summary>Takes the same time whether there is anything to compare with or not.</summary>
    private static bool Same(string? expected, string? given) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(expected ?? "")), SHA256.HashData(Encoding.UTF8.GetBytes(given ?? "")))
        && !string.IsNullOrEmpty(expected);
}
