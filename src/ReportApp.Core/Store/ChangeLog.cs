using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using ReportApp.Core.Model;

namespace ReportApp.Core.Store;

/// <summary>
/// Writes down what records of one feed said before they change, in the transaction that changes them. Rows are only ever added. What the first
/// walk brings has no past; what comes up after it was not there before.
/// </summary>
internal sealed class ChangeLog : IAsyncDisposable
{
    private readonly StoreContext _store;
    private readonly FeedRow _feed;
    private readonly KeptValues _kept;
    private readonly long _now;
    private readonly DbCommand _differing;

    private ChangeLog(StoreContext store, FeedRow feed, KeptValues kept, long now)
    {
        (_store, _feed, _kept, _now) = (store, feed, kept, now);
        _differing = store.Database.GetDbConnection().CreateCommand();
        _differing.Transaction = store.Database.CurrentTransaction!.GetDbTransaction();
        _differing.CommandText = """
            SELECT "Body", "Deleted" FROM landed_records
            WHERE "TenantId" = @tenant AND "Kind" = @kind AND "HostId" = @id AND ("Deleted" OR "Body" <> @body)
            """;
        foreach (var (name, type, value) in new (string, DbType, object?)[] { ("@tenant", DbType.Int64, feed.TenantId), ("@kind", DbType.String, feed.Kind), ("@id", DbType.String, null), ("@body", DbType.String, null) })
        {
            var parameter = _differing.CreateParameter();
            (parameter.ParameterName, parameter.DbType, parameter.Value) = (name, type, value);
            _differing.Parameters.Add(parameter);
        }
    }

    /// <summary>Null: of such records nothing is kept.</summary>
    public static ChangeLog? Of(StoreContext store, FeedRow feed, TenantMapping? mapping, DateTimeOffset now) =>
        KeptValues.Of(RecordKind.Parse(feed.Kind), mapping) is { } kept ? new ChangeLog(store, feed, kept, now.ToUnixTimeMilliseconds()) : null;

    /// <summary>What lies in the store of a record that is about to be landed; null: nothing, or the same.</summary>
    public async Task<(HostRecord Body, bool IsDeleted)?> FormerAsync(string id, string body, CancellationToken cancellationToken)
    {
        (_differing.Parameters["@id"].Value, _differing.Parameters["@body"].Value) = (id, body);
        await using var reader = await _differing.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (LandedRecords.Parse(reader.GetString(0)), reader.GetBoolean(1)) : null;
    }

    /// <param name="former">Null: it lands for the first time.</param>
    public void Landed((HostRecord Body, bool IsDeleted)? former, HostRecord record, long version)
    {
        if (former is null && (!_kept.IsOfLines || _feed.KeptSince is null)) return;
        var before = former is not { } was || (was.IsDeleted && _kept.IsOfLines) ? null : _kept.Read(was.Body);
        // The host's own moment is nearer than ours, where it can only be that of this change.
        var told = (former is null ? (record as Item)?.CreatedAt : record.ModifiedAt)?.ToUnixTimeMilliseconds();
        Keep(record.Id, version, told > _feed.CompleteUpTo && told <= _now ? told.Value : _now, before, _kept.Read(record));
    }

    /// <summary>A line that is gone is none from now on. With a deal all goes that is known of it.</summary>
    public void Buried(HostRecord record, long version)
    {
        if (_kept.IsOfLines) Keep(record.Id, version, _now, _kept.Read(record), null);
    }

    public ValueTask DisposeAsync() => _differing.DisposeAsync();

    private void Keep(string id, long version, long until, FormerValues? before, FormerValues? after)
    {
        var text = FormerValues.Format(before);
        if (text != FormerValues.Format(after))
            _store.FormerStates.Add(new FormerStateRow { TenantId = _feed.TenantId, Version = version, Kind = _feed.Kind, HostId = id, Until = until, Values = text });
    }
}
