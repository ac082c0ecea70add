using Microsoft.AspNetCore.Mvc;
using ReportApp.Core.Imports;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Web.Pages;
using ReportApp.Web.Problems;
using ReportApp.Web.Sessions;

namespace ReportApp.Web.Features.Imports;

/// <summary>
/// The address to which accounting pushes its file on a schedule (docs/import-payments.md). Its token opens one source of one tenant and
/// nothing else; what vanished from the file is told and never withdrawn from here.
/// </summary>
internal static class ImportAddressEndpoint
{
    public static void MapImportAddress(this IEndpointRouteBuilder app) =>
        app.MapPost("/import/{tenant:long}/{token}", PushAsync).WithMetadata(new RequestSizeLimitAttribute(ImportEndpoints.MaxFile), new PostedByHost())
            .RequireRateLimiting(RequestLimits.EntryPolicy).AllowAnonymous().ExcludeFromDescription();

    public static string PathOf(TenantId tenant, string token) => $"/import/{tenant}/{token}";

    private static async Task<IResult> PushAsync(
        long tenant, string token, string? fileName, HttpRequest request, ImportTokens tokens, ImportService imports, TenantDirectory tenants,
        CancellationToken cancellationToken)
    {
        var id = new TenantId(tenant);
        if (await tokens.FindAsync(id, token, cancellationToken) is not { } address)
        {
            if (await tenants.FindAsync(id, cancellationToken) is not null) await tenants.NoteRefusalAsync(id, "push-refused", "token_wrong", cancellationToken);
            return Problem.Of(StatusCodes.Status401Unauthorized, "token_wrong");
        }
        var outcome = await imports.ImportAsync(
            id, authorId: null, new ImportRequest(address.Kind, address.Source, fileName, Columns: null), request.Body, withdraw: false,
            confirmed: new Dictionary<int, string>(), fingerprint: null, cancellationToken);
        return ImportEndpoints.Answer(outcome).Result;
    }
}
