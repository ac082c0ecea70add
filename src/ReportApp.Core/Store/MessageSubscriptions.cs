using System.Globalization;
using Microsoft.EntityFrameworkCore;
using ReportApp.Core.Model;

namespace ReportApp.Core.Store;

/// <summary>Who wants which message of the day, and what became of those of the last days.</summary>
public sealed class MessageSubscriptions
{
    private const string DayForm = "yyyy-MM-dd";

    /// <summary>What is older nobody asks for.</summary>
    private const int DaysKept = 31;

    private static readonly string Waiting = nameof(DayMessageState.Waiting);

    private readonly StoreFactory _factory;
    private readonly TimeProvider _clock;

    internal MessageSubscriptions(StoreFactory factory, TimeProvider clock) => (_factory, _clock) = (factory, clock);

    /// <summary>Tenants where somebody wants one.</summary>
    public async Task<IReadOnlyList<TenantId>> ListTenantsAsync(CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        var ids = await store.MessageSubscriptions.Select(row => row.TenantId).Distinct().OrderBy(id => id).ToListAsync(cancellationToken);
        return [.. ids.Select(id => new TenantId(id))];
    }

    public async Task<IReadOnlyList<DayMessageSubscription>> ListAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        var rows = await store.MessageSubscriptions.AsNoTracking().Where(row => row.TenantId == tenant.Value)
            .OrderBy(row => row.Hour).ThenBy(row => row.UserId).ToListAsync(cancellationToken);
        return [.. rows.Select(Read)];
    }

    public async Task<IReadOnlyList<DayMessageSubscription>> ListAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        return [.. (await Own(store, viewer).AsNoTracking().ToListAsync(cancellationToken)).Select(Read)];
    }

    /// <summary>The messages of a tenant since a day.</summary>
    internal async Task<IReadOnlyList<KeptDayMessage>> ListMessagesAsync(TenantId tenant, DateOnly since, CancellationToken cancellationToken)
    {
        var first = Text(since);
        await using var store = await _factory.OpenAsync(cancellationToken);
#pragma warning disable CA1309 // the database compares, byte by byte
        var rows = await store.DayMessages.AsNoTracking().Where(row => row.TenantId == tenant.Value && string.Compare(row.Day, first) >= 0).ToListAsync(cancellationToken);
#pragma warning restore CA1309
        return [.. rows.Select(Read)];
    }

    /// <summary>The newest message of each kind that was this person's.</summary>
    internal async Task<IReadOnlyList<KeptDayMessage>> ListLastAsync(Viewer viewer, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        var rows = await store.DayMessages.AsNoTracking().Where(row => row.TenantId == viewer.Tenant.Value && row.UserId == viewer.UserId).ToListAsync(cancellationToken);
        return [.. rows.GroupBy(row => row.Kind).Select(kind => Read(kind.MaxBy(row => row.Day)!))];
    }

    /// <summary>From now on; said twice the same it stays as it was.</summary>
    internal async Task SetAsync(Viewer viewer, DayMessageKind kind, TimeOnly hour, string language, CancellationToken cancellationToken)
    {
        var (now, minutes, name) = (_clock.GetUtcNow().ToUnixTimeMilliseconds(), (hour.Hour * 60) + hour.Minute, kind.ToString());
        await using var store = await _factory.OpenAsync(cancellationToken);
        await store.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO message_subscriptions (TenantId, UserId, Kind, Hour, Language, Since)
            VALUES ({viewer.Tenant.Value}, {viewer.UserId}, {name}, {minutes}, {language}, {now})
            ON CONFLICT (TenantId, UserId, Kind) DO UPDATE SET
                Since = CASE WHEN message_subscriptions.Hour = excluded.Hour THEN message_subscriptions.Since ELSE excluded.Since END,
                Hour = excluded.Hour, Language = excluded.Language
            """,
            cancellationToken);
    }

    internal async Task RemoveAsync(Viewer viewer, DayMessageKind kind, CancellationToken cancellationToken)
    {
        var name = kind.ToString();
        await using var store = await _factory.OpenAsync(cancellationToken);
        await Own(store, viewer).Where(row => row.Kind == name).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Takes one message for an attempt: of several that ask at a time one gets it, and nobody before <paramref name="until"/>.</summary>
    /// <returns>Which attempt it is; null: somebody else has it, or it is over.</returns>
    internal async Task<int?> TryTakeAsync(
        TenantId tenant, DayMessageSubscription message, DateOnly day, int most, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        var (kind, date, oldest) = (message.Kind.ToString(), Text(day), Text(day.AddDays(-DaysKept)));
        await using var store = await _factory.OpenAsync(cancellationToken);
        await using var transaction = await store.Database.BeginTransactionAsync(cancellationToken);
        await store.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO day_messages (TenantId, UserId, Kind, Day, State, Attempt, NextAt, ChangedAt)
            VALUES ({tenant.Value}, {message.UserId}, {kind}, {date}, {Waiting}, 0, 0, {now})
            ON CONFLICT DO NOTHING
            """,
            cancellationToken);
        var row = Of(store, tenant, message, day);
        var taken = await row.Where(one => one.State == Waiting && one.NextAt <= now && one.Attempt < most).ExecuteUpdateAsync(
            set => set.SetProperty(one => one.Attempt, one => one.Attempt + 1).SetProperty(one => one.NextAt, until.ToUnixTimeMilliseconds()), cancellationToken);
        var attempt = taken == 0 ? (int?)null : await row.Select(one => one.Attempt).SingleAsync(cancellationToken);
#pragma warning disable CA1309 // the database compares, byte by byte
        await store.DayMessages.Where(one => one.TenantId == tenant.Value && string.Compare(one.Day, oldest) < 0).ExecuteDeleteAsync(cancellationToken);
#pragma warning restore CA1309
        await transaction.CommitAsync(cancellationToken);
        return attempt;
    }

    /// <summary>What came of an attempt; nothing where it took so long that somebody else has tried since.</summary>
    /// <param name="attempt">Of <see cref="TryTakeAsync"/>.</param>
    /// <param name="next">Of one that waits: when to try again.</param>
    internal async Task SaveAsync(
        TenantId tenant, DayMessageSubscription message, DateOnly day, int attempt, DayMessageState state, DayMessageReason? reason, DateTimeOffset next,
        CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        var (name, why) = (state.ToString(), reason?.ToString());
        await using var store = await _factory.OpenAsync(cancellationToken);
        await Of(store, tenant, message, day).Where(row => row.Attempt == attempt).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.State, name).SetProperty(row => row.Reason, why).SetProperty(row => row.NextAt, next.ToUnixTimeMilliseconds())
                .SetProperty(row => row.ChangedAt, now),
            cancellationToken);
    }

    /// <summary>Its time is over: one that nobody tried was missed, one that was tried has failed.</summary>
    internal async Task MissAsync(TenantId tenant, DayMessageSubscription message, DateOnly day, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        var (kind, date) = (message.Kind.ToString(), Text(day));
        var (missed, failed) = (nameof(DayMessageState.Missed), nameof(DayMessageState.Failed));
        await using var store = await _factory.OpenAsync(cancellationToken);
        await store.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO day_messages (TenantId, UserId, Kind, Day, State, Attempt, NextAt, ChangedAt)
            VALUES ({tenant.Value}, {message.UserId}, {kind}, {date}, {missed}, 0, 0, {now})
            ON CONFLICT DO NOTHING
            """,
            cancellationToken);
        await Of(store, tenant, message, day).Where(row => row.State == Waiting)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.State, failed).SetProperty(row => row.ChangedAt, now), cancellationToken);
    }

    private static IQueryable<MessageSubscriptionRow> Own(StoreContext store, Viewer viewer) =>
        store.MessageSubscriptions.Where(row => row.TenantId == viewer.Tenant.Value && row.UserId == viewer.UserId);

    private static IQueryable<DayMessageRow> Of(StoreContext store, TenantId tenant, DayMessageSubscription message, DateOnly day)
    {
        var (kind, date) = (message.Kind.ToString(), Text(day));
        return store.DayMessages.Where(row => row.TenantId == tenant.Value && row.UserId == message.UserId && row.Kind == kind && row.Day == date);
    }

    private static string Text(DateOnly day) => day.ToString(DayForm, CultureInfo.InvariantCulture);

    private static DayMessageSubscription Read(MessageSubscriptionRow row) => new(
        row.UserId, Enum.Parse<DayMessageKind>(row.Kind), new TimeOnly(row.Hour / 60, row.Hour % 60), row.Language, DateTimeOffset.FromUnixTimeMilliseconds(row.Since));

    private static KeptDayMessage Read(DayMessageRow row) => new(
        row.UserId, Enum.Parse<DayMessageKind>(row.Kind),
        new DayMessageOutcome(
            DateOnly.ParseExact(row.Day, DayForm, CultureInfo.InvariantCulture), Enum.Parse<DayMessageState>(row.State),
            row.Reason is null ? null : Enum.Parse<DayMessageReason>(row.Reason), DateTimeOffset.FromUnixTimeMilliseconds(row.ChangedAt)),
        DateTimeOffset.FromUnixTimeMilliseconds(row.NextAt));
}

/// <param name="NextAt">Of one that waits: not to be tried before.</param>
internal sealed record KeptDayMessage(string UserId, DayMessageKind Kind, DayMessageOutcome Outcome, DateTimeOffset NextAt);
