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

    /// <summary>Replaces what stood there.</summary>
    internal async Task SetAsync(Viewer author, string userId, PersonCalendar calendar, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        await using var store = await _factory.OpenAsync(cancellationToken);
        await using var transaction = await store.Database.BeginTransactionAsync(cancellationToken);
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
    }
}
