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
    /// <summary>More events than answers are a flood; the next round asks again.</summary>
    private const int MostAsked = 5;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        // An answer is worth nothing when another event came in while the server was asked.
        for (var asked = 0; asked < MostAsked; asked++)
            if (await IsSettledAsync(context.Tenant(), cancellationToken)) return;
    }

    /// <returns>False when it has to be asked again at once.</returns>
    private async Task<bool> IsSettledAsync(TenantId id, CancellationToken cancellationToken)
    {
        if (await tenants.FindAsync(id, cancellationToken) is not { IsActive: true, RemovalAnnouncedAt: not null } tenant) return true;
        switch (await AskAsync(tenant, cancellationToken))
        {
            case ConsentState.Alive or ConsentState.Moved:
                if (!await tenants.RefuteRemovalAsync(tenant, cancellationToken)) return false;
                Log.Forged(logger, id);
                return true;
            case (ConsentState.Gone or ConsentState.NotInstalled) and var end:
                if (!await tenants.DeactivateAsync(tenant, isHostsWord: end == ConsentState.NotInstalled, cancellationToken)) return false;
                sessions.EndAll(id);
                Log.Removed(logger, id);
                await purge.RunAsync(cancellationToken);
                return true;
            default:
                Log.Open(logger, id);
                return true;
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
