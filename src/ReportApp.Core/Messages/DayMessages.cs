using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Plans;
using ReportApp.Core.Reports;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Messages;

/// <summary>
/// The plan of the day in the morning and its fact in the evening, as a notice of the host to who asked for it himself. Its numbers are the
/// day's, under his own rights at that moment.
/// </summary>
public sealed partial class DayMessages(
    MessageSubscriptions subscriptions, PersonCalendars calendars, LandedRecords landed, TenantDirectory tenants, HostConnectors connectors, DayPlans days, TimeProvider clock,
    ILogger<DayMessages> logger)
{
    private readonly ConcurrentDictionary<TenantId, bool> _running = new();

    /// <param name="Stops">The host has no time for the others either.</param>
    private sealed record Attempt(DayMessageState State, DayMessageReason? Reason = null, bool Stops = false);

    public Task<IReadOnlyList<TenantId>> ListTenantsAsync(CancellationToken cancellationToken) => subscriptions.ListTenantsAsync(cancellationToken);

    public async Task<DayMessagesView> ReadAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        var tenant = await TenantAsync(viewer, cancellationToken);
        var wanted = await subscriptions.ListAsync(viewer, cancellationToken);
        var last = await subscriptions.ListLastAsync(viewer, cancellationToken);
        var own = (await calendars.ListAsync(tenant.Id, cancellationToken)).GetValueOrDefault(viewer.UserId);
        return new DayMessagesView(connectors.Of(tenant.Key).MayNotify(tenant.Release), [.. Enum.GetValues<DayMessageKind>().Select(View)]);

        DayMessageView View(DayMessageKind kind)
        {
            var message = wanted.FirstOrDefault(one => one.Kind == kind);
            var outcome = last.FirstOrDefault(one => one.Kind == kind)?.Outcome;
            return new DayMessageView(
                kind, message is not null, message?.Hour ?? DayMessageRules.UsualHour(kind),
                message is null ? null : DayMessageRules.Next(message, CalendarOf(tenant), own, outcome, tenant.UtcOffset, clock.GetUtcNow()), outcome);
        }
    }

    /// <summary>A person says for himself whether a message shall come, and when.</summary>
    public async Task<DayMessageSaved> SetAsync(Viewer viewer, DayMessageCommand command, CancellationToken cancellationToken)
    {
        var tenant = await TenantAsync(viewer, cancellationToken);
        List<PlanProblem> problems = [];
        if (command.Hour.Minute is not (0 or 30) || command.Hour != new TimeOnly(command.Hour.Hour, command.Hour.Minute)) problems.Add(new("hour", "not_half_hour"));
        if (!DayMessageWords.Has(command.Language)) problems.Add(new("language", "unknown"));
        if (command.IsOn && !connectors.Of(tenant.Key).MayNotify(tenant.Release)) problems.Add(new("isOn", "not_granted"));
        if (problems.Count > 0) return new DayMessageSaved.Invalid(problems);
        if (command.IsOn) await subscriptions.SetAsync(viewer, command.Kind, command.Hour, command.Language, cancellationToken);
        else await subscriptions.RemoveAsync(viewer, command.Kind, cancellationToken);
        return new DayMessageSaved.Saved(await ReadAsync(viewer, cancellationToken));
    }

    /// <summary>One at once, for who wants to see it; the one of its hour comes all the same and takes its place.</summary>
    /// <exception cref="HostException">The host could not show it.</exception>
    /// <exception cref="ProjectionBusyException">Too much is being computed right now.</exception>
    public async Task<DayMessageSaved> SendNowAsync(Viewer viewer, SendDayMessageCommand command, CancellationToken cancellationToken)
    {
        if (!DayMessageWords.Has(command.Language)) return new DayMessageSaved.Invalid([new("language", "unknown")]);
        var tenant = await TenantAsync(viewer, cancellationToken);
        var today = tenant.DayOf(clock.GetUtcNow());
        var attempt = await ShowAsync(tenant, viewer, command.Kind, command.Language, today, cancellationToken);
        var state = attempt.State == DayMessageState.Waiting ? DayMessageState.Failed : attempt.State; // nobody tries it again
        return new DayMessageSaved.Tried(new DayMessageOutcome(today, state, attempt.Reason, clock.GetUtcNow()));
    }

    /// <summary>Sends what is due in a tenant, one person after the other, and notes what was missed. A second run at the same time does nothing.</summary>
    /// <returns>How many were shown.</returns>
    public async Task<int> SendDueAsync(TenantId id, CancellationToken cancellationToken)
    {
        if (!_running.TryAdd(id, true)) return 0;
        try
        {
            if (await tenants.FindAsync(id, cancellationToken) is not { IsActive: true, RemovalAnnouncedAt: null, Mapping: not null } tenant) return 0;
            var shown = 0;
            foreach (var (message, day) in await ListDueAsync(tenant, cancellationToken))
            {
                var until = clock.GetUtcNow() + DayMessageRules.Lease;
                if (await subscriptions.TryTakeAsync(id, message, day, DayMessageRules.MostAttempts, until, cancellationToken) is not { } number) continue;
                var attempt = await TryAsync(tenant, message, day, cancellationToken);
                var state = attempt.State == DayMessageState.Waiting && number >= DayMessageRules.MostAttempts ? DayMessageState.Failed : attempt.State;
                await subscriptions.SaveAsync(id, message, day, number, state, attempt.Reason, clock.GetUtcNow() + DayMessageRules.PauseAfter(number), cancellationToken);
                if (state == DayMessageState.Sent) shown++;
                if (state == DayMessageState.Failed) Log.Failed(logger, id.Value, message.UserId, message.Kind, attempt.Reason);
                if (attempt.Stops) break;
            }
            return shown;
        }
        finally
        {
            _running.TryRemove(id, out _);
        }
    }

    /// <summary>Also of yesterday: an evening message may be due before midnight and late after it.</summary>
    private async Task<IReadOnlyList<(DayMessageSubscription Message, DateOnly Day)>> ListDueAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var today = tenant.DayOf(now);
        var kept = (await subscriptions.ListMessagesAsync(tenant.Id, today.AddDays(-1), cancellationToken)).ToDictionary(one => (one.UserId, one.Kind, one.Outcome.Day));
        var own = await calendars.ListAsync(tenant.Id, cancellationToken);
        List<(DayMessageSubscription, DateOnly)> due = [];
        foreach (var message in await subscriptions.ListAsync(tenant.Id, cancellationToken))
        {
            foreach (var day in (DateOnly[])[today.AddDays(-1), today])
            {
                var isWorkday = CalendarOf(tenant).IsWorkday(day, own.GetValueOrDefault(message.UserId));
                var duty = DayMessageRules.DutyOf(message, day, isWorkday, kept.GetValueOrDefault((message.UserId, message.Kind, day)), tenant.UtcOffset, now);
                if (duty == DayMessageDuty.Send) due.Add((message, day));
                if (duty == DayMessageDuty.Miss) await subscriptions.MissAsync(tenant.Id, message, day, cancellationToken);
            }
        }
        return due;
    }

    private async Task<Attempt> TryAsync(Tenant tenant, DayMessageSubscription message, DateOnly day, CancellationToken cancellationToken)
    {
        try
        {
            // What he may do and see is the host's word of this moment.
            return await connectors.Of(tenant.Key).AskUserAsync(tenant.ConnectionFor(message.UserId), cancellationToken) is { } user
                ? await ShowAsync(tenant, new Viewer(tenant.Id, user.Id, user.IsAdministrator), message.Kind, message.Language, day, cancellationToken)
                : new Attempt(DayMessageState.Failed, DayMessageReason.NotLetIn);
        }
        catch (ProjectionBusyException)
        {
            return new Attempt(DayMessageState.Waiting, DayMessageReason.Busy);
        }
        catch (HostException fault)
        {
            return fault.Fault switch
            {
                HostFault.NoEffect => new Attempt(DayMessageState.Waiting, DayMessageReason.Busy, Stops: true),
                HostFault.TenantBlocked => new Attempt(DayMessageState.Waiting, DayMessageReason.Blocked, Stops: true),
                HostFault.Moved => new Attempt(DayMessageState.Waiting, DayMessageReason.NoAnswer, Stops: true),
                HostFault.OutcomeUnknown => new Attempt(DayMessageState.Waiting, DayMessageReason.NoAnswer),
                HostFault.SignInAgain or HostFault.NotAllowed => new Attempt(DayMessageState.Failed, DayMessageReason.NotLetIn),
                _ => new Attempt(DayMessageState.Failed, DayMessageReason.Refused),
            };
        }
    }

    private async Task<Attempt> ShowAsync(Tenant tenant, Viewer viewer, DayMessageKind kind, string language, DateOnly day, CancellationToken cancellationToken)
    {
        var connector = connectors.Of(tenant.Key);
        if (!connector.MayNotify(tenant.Release)) return new Attempt(DayMessageState.Failed, DayMessageReason.NotGranted);
        var (circle, request) = await AskedAsync(viewer, day, cancellationToken);
        var answer = await days.RunAsync(viewer, request, cancellationToken);
        if (answer.Freshness.AsOf is null) return new Attempt(DayMessageState.Waiting, DayMessageReason.Preparing);
        var notice = new HostNotice(
            string.Create(CultureInfo.InvariantCulture, $"day-{kind}-{viewer.UserId}-{day:yyyy-MM-dd}").ToLowerInvariant(),
            DayMessageText.Write(answer, kind, circle, language, tenant.UtcOffset), DayMessageWords.Of(language).Open, ViewOf(request));
        return await connector.NotifyAsync(tenant.ConnectionFor(viewer.UserId), notice, cancellationToken) switch
        {
            NoticeAnswer.Shown => new Attempt(DayMessageState.Sent),
            NoticeAnswer.SwitchedOff => new Attempt(DayMessageState.SwitchedOff),
            _ => new Attempt(DayMessageState.Failed, DayMessageReason.NotGranted),
        };
    }

    /// <summary>A head is told the sum of the people he leads, an administrator of all, everybody else his own.</summary>
    private async Task<(MessageCircle Circle, DayRequest Request)> AskedAsync(Viewer viewer, DateOnly day, CancellationToken cancellationToken)
    {
        if (viewer.IsAdministrator) return (MessageCircle.Everybody, new DayRequest(day));
        var team = await Team.ReadAsync(landed, viewer.Tenant, cancellationToken);
        return team.Leads(viewer)
            ? (MessageCircle.Team, new DayRequest(day, Departments: [.. team.Departments.Where(department => department.HeadId == viewer.UserId).Select(department => department.Id)]))
            : (MessageCircle.Own, new DayRequest(day, Managers: [viewer.UserId]));
    }

    /// <summary>The screen that shows the same numbers.</summary>
    private static string ViewOf(DayRequest request)
    {
        var people = (request.Departments ?? []).Select(id => ("department", id)).Concat((request.Managers ?? []).Select(id => ("manager", id)));
        return string.Concat([
            string.Create(CultureInfo.InvariantCulture, $"/day?date={request.Date:yyyy-MM-dd}"), .. people.Select(pair => $"&{pair.Item1}={Uri.EscapeDataString(pair.id)}"),
        ]);
    }

    private async Task<Tenant> TenantAsync(Viewer viewer, CancellationToken cancellationToken) =>
        await tenants.FindAsync(viewer.Tenant, cancellationToken)
        ?? throw new InvalidOperationException($"Viewer {viewer.UserId} belongs to tenant {viewer.Tenant}, which is not installed.");

    private static WorkCalendar CalendarOf(Tenant tenant) => tenant.Calendar ?? WorkCalendar.Usual;

    private static partial class Log
    {
        [LoggerMessage(3101, LogLevel.Information, "Tenant {Tenant}: person {Person} was not sent his {Kind} of the day ({Reason})")]
        public static partial void Failed(ILogger logger, long tenant, string person, DayMessageKind kind, DayMessageReason? reason);
    }
}
