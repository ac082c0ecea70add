using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ReportApp.Core.Model;

namespace ReportApp.Core.Store;

/// <summary>People who work otherwise than their company: weeks and absences that no host tells.</summary>
public sealed class PersonCalendars
{
    private readonly StoreFactory _factory;
    private readonly TimeProvider _clock;

    internal PersonCalendars(StoreFactory factory, TimeProvider clock) => (_factory, _clock) = (factory, clock);

    /// <summary>User to calendar; who works as his company is not there.</summary>
    public async Task<IReadOnlyDictionary<string, PersonCalendar>> ListAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var store = await _factory.OpenAsync(cancellationToken);
        var rows = await store.PersonCalendars.AsNoTracking().Where(row => row.TenantId == tenant.Value).ToListAsync(cancellationToken);
        return rows.ToDictionary(row => row.UserId, row => JsonSerializer.Deserialize<PersonCalendar>(row.Calendar)!);
    }

    /// <summary>Replaces what stood there, if it is still what the author has seen.</summary>
    /// <returns>What stands there instead; null: it was replaced.</returns>
    internal async Task<PersonCalendar?> SetAsync(Viewer author, string userId, PersonCalendar seen, PersonCalendar calendar, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        await using var store = await _factory.OpenAsync(cancellationToken);
        await using var transaction = await store.Database.BeginTransactionAsync(cancellationToken);
        var known = await store.PersonCalendars.Where(row => row.TenantId == author.Tenant.Value && row.UserId == userId).Select(row => row.Calendar).SingleOrDefaultAsync(cancellationToken);
        var current = known is null ? new PersonCalendar(null, []) : JsonSerializer.Deserialize<PersonCalendar>(known)!;
        if (!IsSame(current, seen)) return current;
        await store.PersonCalendars.Where(row => row.TenantId == author.Tenant.Value && row.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        if (calendar is not { Week: null, DaysOff.Count: 0 })
        {
            store.PersonCalendars.Add(new PersonCalendarRow
            {
                TenantId = author.Tenant.Value, UserId = userId, Calendar = JsonSerializer.Serialize(calendar), AuthorId = author.UserId, At = now,
            });
        }
        store.Audit.Add(new AuditRow
        {
            TenantId = author.Tenant.Value, At = now, UserId = author.UserId, Act = "calendar-set",
            Subject = string.Create(CultureInfo.InvariantCulture, $"user {userId}, week {(calendar.Week is { } week ? string.Join(',', week) : "as the company")}, {calendar.DaysOff.Count} days off"),
        });
        await store.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    private static bool IsSame(PersonCalendar one, PersonCalendar other) =>
        (one.Week is null ? other.Week is null : other.Week is not null && one.Week.SequenceEqual(other.Week.Order())) && one.DaysOff.SequenceEqual(other.DaysOff.Order());
}
