using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Web.Pages;
using ReportApp.Web.Sessions;

namespace ReportApp.Web.Features.Launch;

/// <summary>How people come in: the host posts a form, we prove it and answer with the page; a page without a proof asks the host's bridge.</summary>
internal static partial class LaunchEndpoints
{
    public static void MapLaunch(this IEndpointRouteBuilder app)
    {
        app.MapPost("/{host}/launch", LaunchAsync)
            .WithMetadata(new PostedByHost()).AllowAnonymous().RequireRateLimiting(RequestLimits.EntryPolicy).ExcludeFromDescription();
        app.MapGet("/", EntryWithoutProofAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapGet(@"/{**route:nonfile:regex(^(?!api(/|$)))}", EntryWithoutProofAsync).AllowAnonymous().ExcludeFromDescription().WithOrder(int.MaxValue);
    }

    private static async Task<IResult> LaunchAsync(
        string host, HttpRequest request, HostConnectors connectors, TenantDirectory tenants, LaunchReplays replays, SessionStore sessions, EntryPage page,
        TimeProvider time, ILogger<EntryPage> logger, CancellationToken cancellationToken)
    {
        if (connectors.Find(host) is not { } connector) return TypedResults.NotFound();
        var form = await EntryForm.ReadAsync(request, cancellationToken);
        if (form is EntryForm.Bad bad) return TextPage.Refused(bad.Status, bad.Code);
        var entry = ((EntryForm.Read)form).Request;

        // The claim only finds what we know; the connector refuses a proof that contradicts it.
        var claimed = await tenants.FindAsync(connector.ReadClaim(entry), cancellationToken);
        var known = claimed is null ? null : new KnownTenant(claimed.Id, claimed.Key, claimed.Endpoint);
        var proof = await ProveAsync(connector, entry, known, logger, cancellationToken);
        if (proof is EntryProof.Proven && !replays.TryUse(entry)) proof = new EntryProof.Refused(EntryRefusal.ProofMismatch);
        if (proof is EntryProof.NotGranted lacking) return TextPage.NotGranted(lacking.FrameOrigin, lacking.Scopes);
        if (proof is EntryProof.Refused refused)
        {
            Log.Refused(logger, refused.Refusal);
            var (status, code) = (StatusOf(refused.Refusal), CodeOf(refused.Refusal));
            if (status == StatusCodes.Status403Forbidden && claimed is not null) await tenants.NoteRefusalAsync(claimed.Id, "entry-refused", code, cancellationToken);
            return refused.Refusal == EntryRefusal.TenantBlocked ? TextPage.Blocked(claimed?.FrameOrigin) : TextPage.Refused(status, code);
        }
        var proven = (EntryProof.Proven)proof;
        if (await tenants.RegisterAsync(proven, cancellationToken) is not { } tenant) return TextPage.AskAdministrator(proven.FrameOrigin);

        var ticket = sessions.NewTicket(new Session(
            new Viewer(tenant.Id, proven.UserId, proven.IsAdministrator), proven.UserName, tenant.ConnectionFor(proven.UserId), proven.FrameOrigin,
            proven.Language, proven.Place, proven.RecordId, time.GetUtcNow()));
        return page.Answer(proven.FrameOrigin, new Dictionary<string, string?>
        {
            ["ticket"] = ticket.Token,
            ["language"] = proven.Language,
            ["host"] = connector.Name,
            ["place"] = proven.Place,
            ["record"] = proven.RecordId,
            ["view"] = proven.View,
        });
    }

    /// <summary>The key in the address, <c>?tenant=bitrix:…</c>, opens nothing: it only says whose pages may frame the empty page.</summary>
    private static async Task<IResult> EntryWithoutProofAsync(string? tenant, TenantDirectory tenants, EntryPage page, CancellationToken cancellationToken)
    {
        var known = tenant?.Split(':', 2) is [var host, var id] ? await tenants.FindAsync(new HostTenantKey(host, id), cancellationToken) : null;
        return page.Answer(known is { IsActive: true } ? known.FrameOrigin : null);
    }

    private static async Task<EntryProof> ProveAsync(
        IHostConnector connector, EntryRequest entry, KnownTenant? known, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            return await connector.ProveEntryAsync(entry, known, cancellationToken);
        }
        catch (HostException fault)
        {
            Log.NotProven(logger, fault.Fault, fault.HostCode);
            return new EntryProof.Refused(EntryRefusal.HostUnreachable);
        }
    }

    private static int StatusOf(EntryRefusal refusal) => refusal switch
    {
        EntryRefusal.Malformed => StatusCodes.Status400BadRequest,
        EntryRefusal.ProofMissing => StatusCodes.Status401Unauthorized,
        EntryRefusal.ProofMismatch or EntryRefusal.AddressRefused or EntryRefusal.TenantBlocked => StatusCodes.Status403Forbidden,
        EntryRefusal.HostUnreachable => StatusCodes.Status502BadGateway,
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, null),
    };

    private static string CodeOf(EntryRefusal refusal) => refusal switch
    {
        EntryRefusal.Malformed => "bad_request",
        EntryRefusal.ProofMissing => "proof_missing",
        EntryRefusal.ProofMismatch => "proof_mismatch",
        EntryRefusal.AddressRefused => "address_refused",
        EntryRefusal.TenantBlocked => "tenant_blocked",
        EntryRefusal.HostUnreachable => "host_unreachable",
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, null),
    };

    private static partial class Log
    {
        [LoggerMessage(5101, LogLevel.Warning, "An entry was refused: {Refusal}")]
        public static partial void Refused(ILogger logger, EntryRefusal refusal);

        [LoggerMessage(5102, LogLevel.Warning, "An entry could not be proven: {Fault} {HostCode}")]
        public static partial void NotProven(ILogger logger, HostFault fault, string? hostCode);
    }
}
