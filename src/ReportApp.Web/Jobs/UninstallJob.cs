using Quartz;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Web.Sessions;

namespace ReportApp.Web.Jobs;

/// <summary>
/// Somebody says that the host removed us: the pinned server decides. A consent that still lives means the event was forged. What it
/// leaves open stays announced, and is asked again.
/// </summary>
internal sealed partial class UninstallJob(
    TenantDirectory tenants, HostConnectors connectors, SessionStore sessions, Purge purge, ILogger<UninstallJob> logger) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        if (await tenants.FindAsync(context.Tenant(), cancellationToken) is not { IsActive: true, RemovalAnnouncedAt: not null } tenant) return;
        switch (await AskAsync(tenant, cancellationToken))
        {
            case ConsentState.Alive or ConsentState.Moved:
                if (await tenants.RefuteRemovalAsync(tenant, cancellationToken)) Log.Forged(logger, tenant.Id);
                break;
            case (ConsentState.Gone or ConsentState.NotInstalled) and var end:
                if (!await tenants.DeactivateAsync(tenant, isHostsWord: end == ConsentState.NotInstalled, cancellationToken)) return;
                sessions.EndAll(tenant.Id);
                Log.Removed(logger, tenant.Id);
                await purge.RunAsync(cancellationToken);
                break;
            default:
                Log.Open(logger, tenant.Id);
                break;
        }
    }

    /// <summary>One living consent proves that the app is there. That it is not is the server's word, or that it ended every consent.</summary>
    private async Task<ConsentState> AskAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        var connector = connectors.Of(tenant.Key);
        var answer = ConsentState.Gone;
        try
        {
            foreach (var user in await tenants.ListConsentsAsync(tenant, cancellationToken))
            {
                var state = await connector.AskConsentAsync(tenant.ConnectionFor(user), cancellationToken);
                if (state is not (ConsentState.Gone or ConsentState.Unknown)) return state;
                if (state == ConsentState.Unknown) answer = state;
            }
            return answer;
        }
        catch (HostException)
        {
            return ConsentState.Unknown;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5201, LogLevel.Error, "Tenant {Tenant}: an uninstall was announced, but the consent is alive; nothing was removed")]
        public static partial void Forged(ILogger logger, TenantId tenant);

        [LoggerMessage(5202, LogLevel.Information, "Tenant {Tenant}: the host removed the app; work ended and its tokens are destroyed")]
        public static partial void Removed(ILogger logger, TenantId tenant);

        [LoggerMessage(5203, LogLevel.Warning, "Tenant {Tenant}: an uninstall was announced, and the host's server leaves open whether it is true; it rests until then")]
        public static partial void Open(ILogger logger, TenantId tenant);
    }
}
