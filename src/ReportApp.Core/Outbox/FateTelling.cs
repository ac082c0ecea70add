using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Store;

namespace ReportApp.Core.Outbox;

/// <summary>
/// Tells deals in the CRM what has become of the entry whose plan they hold, with its author's rights. The word is absolute and conditional, and no
/// person waits for it: so it is no write of the outbox, and what is lost on the way is found undone by the next look.
/// </summary>
public sealed partial class FateTelling(
    PlanEntries entries, TenantDirectory tenants, HostConnectors connectors, IOptions<OutboxOptions> options, TimeProvider clock, ILogger<FateTelling> logger)
{
    private const int MostAtOnce = 50;

    private static readonly TimeSpan Probe = TimeSpan.FromHours(1);

    /// <summary>One deal after the other, at most fifty; the rest at the next look.</summary>
    /// <returns>How many say it now.</returns>
    public async Task<int> TellAsync(TenantId id, CancellationToken cancellationToken)
    {
        if (await tenants.FindAsync(id, cancellationToken) is not { IsActive: true } tenant) return 0;
        var connector = connectors.Of(tenant.Key);
        var told = 0;
        foreach (var entryId in await entries.ListToTellAsync(id, MostAtOnce, cancellationToken))
        {
            // People plan meanwhile, and other looks tell.
            if (await entries.ClaimToTellAsync(id, entryId, clock.GetUtcNow() + Probe, cancellationToken) is not { Entry: { Values: { } says } entry } claimed) continue;
            try
            {
                var answer = await connector.TellFateAsync(tenant.ConnectionFor(entry.Write.AuthorId), entry.DealId, says, entry.Life.Fate, cancellationToken);
                if (answer == FateAnswer.Told)
                {
                    await entries.SetToldAsync(id, entry, cancellationToken);
                    told++;
                }
                else
                {
                    if (answer == FateAnswer.Overtaken) await entries.SetOvertakenAsync(id, entry, cancellationToken);
                    await GiveUpAsync(id, entry, answer.ToString(), cancellationToken);
                }
            }
            catch (HostException fault) when (fault.Fault is HostFault.NoEffect or HostFault.Moved or HostFault.TenantBlocked)
            {
                await entries.ReleaseAsync(id, claimed, cancellationToken);
                Log.Stopped(logger, id.Value, fault.Fault, fault.HostCode);
                return told; // the host has no time for the others either
            }
            catch (HostException fault) when (fault.Fault is HostFault.SignInAgain or HostFault.NotAllowed or HostFault.Refused || IsTooOld(claimed))
            {
                await GiveUpAsync(id, entry, fault.HostCode ?? fault.Fault.ToString(), cancellationToken);
            }
            catch (HostException fault)
            {
                Log.Open(logger, fault, id.Value, entry.Id); // asked again when the claim has run out
            }
        }
        return told;
    }

    /// <summary>It has been due for as long as a write whose answers leave it open, and was tried before.</summary>
    private bool IsTooOld(ClaimedFate claimed) => !claimed.IsFirst && clock.GetUtcNow() - claimed.Entry.Life.ChangedAt > options.Value.UnknownBudget;

    private async Task GiveUpAsync(TenantId id, PlanEntry entry, string reason, CancellationToken cancellationToken)
    {
        await entries.GiveUpTellingAsync(id, entry, cancellationToken);
        Log.GivenUp(logger, id.Value, entry.Id, entry.DealId, entry.Life.Fate, reason);
    }

    private static partial class Log
    {
        [LoggerMessage(3004, LogLevel.Information, "Tenant {Tenant}: what has become of entries is told later ({Fault}, {Code})")]
        public static partial void Stopped(ILogger logger, long tenant, HostFault fault, string? code);

        [LoggerMessage(3006, LogLevel.Information, "Tenant {Tenant}: it is open whether the deal says what has become of entry {Entry}")]
        public static partial void Open(ILogger logger, Exception fault, long tenant, string entry);

        [LoggerMessage(3005, LogLevel.Warning, "Tenant {Tenant}: deal {Deal} is not told that entry {Entry} is {Fate} ({Reason})")]
        public static partial void GivenUp(ILogger logger, long tenant, string entry, string deal, PlanEntryFate fate, string reason);
    }
}
