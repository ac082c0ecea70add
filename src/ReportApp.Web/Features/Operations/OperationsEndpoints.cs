using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace ReportApp.Web.Features.Operations;

/// <summary>What operators and programs ask: is it alive, may it be given work, what does the API look like.</summary>
internal static class OperationsEndpoints
{
    /// <summary>Health checks with this tag decide whether the node gets requests.</summary>
    public const string ReadyTag = "ready";

    private static readonly HttpMethodMetadata Get = new([HttpMethods.Get]);

    public static void MapOperations(this IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).WithMetadata(Get).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(ReadyTag) }).WithMetadata(Get).AllowAnonymous();
        app.MapOpenApi().AllowAnonymous();
    }
}
