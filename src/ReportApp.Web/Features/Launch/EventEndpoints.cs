using System.Security.Cryptography;
using System.Text;
using Quartz;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Web.Jobs;
using ReportApp.Web.Pages;
using ReportApp.Web.Problems;

namespace ReportApp.Web.Features.Launch;

/// <summary>
/// What the host's server tells. Every portal user can see the token that comes along, so an event is a hint: nothing in it is believed,
/// it only makes us look.
/// </summary>
internal static class EventEndpoints
{
    public static void MapEvents(this IEndpointRouteBuilder app) =>
        app.MapPost("/bitrix/events", ReceiveBitrixAsync).WithMetadata(new PostedByHost()).AllowAnonymous().ExcludeFromDescription();

    private static async Task<IResult> ReceiveBitrixAsync(
        HttpRequest request, TenantDirectory tenants, ISchedulerFactory schedulers, CancellationToken cancellationToken)
    {
        var form = await EntryForm.ReadAsync(request, cancellationToken);
        if (form is EntryForm.Bad bad) return Problem.Of(bad.Status, bad.Code);
        var fields = ((EntryForm.Read)form).Request.Form;

        var tenant = fields.TryGetValue("auth[member_id]", out var id)
            ? await tenants.FindAsync(new HostTenantKey("bitrix", id), cancellationToken)
            : null;
        var expected = tenant is { IsActive: true } ? await tenants.FindApplicationTokenAsync(tenant.Id, cancellationToken) : null;
        if (!Same(expected, fields.GetValueOrDefault("auth[application_token]")))
        {
            if (tenant is not null) await tenants.NoteRefusalAsync(tenant.Id, "event-refused", "not_allowed", cancellationToken);
            return Problem.Of(StatusCodes.Status403Forbidden, "not_allowed");
        }

        if (string.Equals(fields.GetValueOrDefault("event"), "ONAPPUNINSTALL", StringComparison.OrdinalIgnoreCase)
            && await tenants.AnnounceRemovalAsync(tenant!.Id, cancellationToken))
            await schedulers.StartAsync<UninstallJob>(tenant.Id, cancellationToken);
        return TypedResults.Ok();
    }

    /// <summary>Takes the same time whether there is anything to compare with or not.</summary>
    private static bool Same(string? expected, string? given) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(expected ?? "")), SHA256.HashData(Encoding.UTF8.GetBytes(given ?? "")))
        && !string.IsNullOrEmpty(expected);
}
