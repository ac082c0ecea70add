using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ReportApp.Tests.Web;

namespace ReportApp.Tests.Conventions;

public sealed class EndpointTests : IAsyncLifetime
{
    private TestApp _app = null!;

    private IEnumerable<RouteEndpoint> Routes =>
        _app.App.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    public async ValueTask InitializeAsync() => _app = await TestApp.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public void Every_route_says_who_may_call_it()
    {
        Assert.NotEmpty(Routes);
        Assert.Empty(
            from route in Routes
            where route.Metadata.GetMetadata<IAllowAnonymous>() is null
                && !route.Metadata.OfType<IAuthorizeData>().Any(rule => rule.Policy is not null)
            select $"{route.RoutePattern.RawText}: add RequireAuthorization(policy) or AllowAnonymous().");
    }

    [Fact]
    public void What_a_request_is_bound_to_is_public() =>
        Assert.Empty(
            from route in Routes
            let handler = route.Metadata.GetMetadata<MethodInfo>()
            where handler is not null
            from parameter in handler.GetParameters()
            where parameter.ParameterType.Assembly == House.Web || parameter.ParameterType.Assembly == House.Core
            where !parameter.ParameterType.IsVisible && _app.App.Services.GetService<IServiceProviderIsService>()?.IsService(parameter.ParameterType) != true
            select $"{route.RoutePattern.RawText}: {parameter.ParameterType.Name} must be public, or validation skips it silently.");

    [Fact]
    public void Every_route_of_the_api_has_a_name() =>
        Assert.Empty(
            from route in Routes
            where route.RoutePattern.RawText is { } path && path.StartsWith("/api/", StringComparison.Ordinal)
            where route.Metadata.GetMetadata<IEndpointNameMetadata>() is null
            select $"{route.RoutePattern.RawText}: name it (WithName), the client's types go by it.");
}
