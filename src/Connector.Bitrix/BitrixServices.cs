using Connector.Bitrix.Feeds;
using Connector.Bitrix.WriteBack;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ReportApp.Core.Hosts;

namespace Connector.Bitrix;

/// <summary>Composition of this connector.</summary>
public static class BitrixServices
{
    /// <summary>Adds Bitrix24 as a host. <see cref="IHostTokens"/> and logging are expected from others; a clock only if there is none.</summary>
    public static IServiceCollection AddBitrix(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<BitrixOptions>().Bind(configuration.GetSection(BitrixOptions.Section)).ValidateOnStart();
        services.AddOptions<EgressOptions>().Bind(configuration.GetSection(EgressOptions.Section));
        services.AddSingleton<IValidateOptions<BitrixOptions>, BitrixOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);

        services.AddSingleton<HostAddress>();
        services.AddSingleton<Egress>();
        services.AddSingleton<BitrixHttp>();
        services.AddSingleton<BitrixAuth>();
        services.AddSingleton<BitrixClient>();
        services.AddSingleton<Launch>();
        services.AddSingleton<Schema>();
        services.AddSingleton<Description>();
        services.AddSingleton<Preparation>();
        services.AddSingleton<FeedReader>();
        services.AddSingleton<Visibility>();
        services.AddSingleton<PlanWriter>();
        services.AddSingleton<Notices>();
        services.AddSingleton<IHostConnector, BitrixConnector>();
        return services;
    }
}
