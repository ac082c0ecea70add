using Connector.Bitrix;

namespace ReportApp.Web;

/// <summary>Which CRMs this installation speaks to: the one file that names the connectors.</summary>
internal static class Hosts
{
    public static IServiceCollection AddHosts(this IServiceCollection services, IConfiguration configuration) => services.AddBitrix(configuration);
}
