using Quartz;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Web.Sessions;

namespace ReportApp.Web.Jobs;

/// <summary>Somebody says that the host removed us: the pinned server decides. A consent that still lives means the event was forged.</summary>
internal sealed partial class UninstallJob(
    TenantDirectory tenants, HostConnectors connectors, SessionStore sessions, ILogger<UninstallJob> logger) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var id = context.Tenant();
        if (await tenants.FindAsync(id, cancellationToken) is not { IsActive: true } tenant) return;
        if (await connectors.Of(tenant.Key).IsUserStillProvenAsync(tenant.BackgroundConnection, cancellationToken))
        {
            Log.Forged(logger, id);
            return;
        }
        await tenants.DeactivateAsync(id, cancellationToken);
        sessions.EndAll(id);
        Log.Removed(logger, id);
    }

    private static partial class Log
    {
        [LoggerMessage(5201, LogLevel.Error, "Tenant {Tenant}: an uninstall was announced, but the consent is alive; nothing was removed")]
        public static partial void Forged(ILogger logger, TenantId tenant);

        [LoggerMessage(5202, LogLevel.Information, "Tenant {Tenant}: the host removed the app; work ended and its tokens are destroyed")]
        public static partial void Removed(ILogger logger, TenantId tenant);
    }
}
