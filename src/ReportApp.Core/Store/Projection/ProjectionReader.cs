using System.Data.Common;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace ReportApp.Core.Store.Projection;

/// <summary>One look at a tenant's projection: all its queries see the same moment.</summary>
internal sealed class ProjectionReader : IDisposable
{
    private readonly ProjectionFiles _files;
    private readonly ProjectionFile _file;
    private readonly DuckDBConnection _connection;

    public ProjectionReader(ProjectionFiles files, ProjectionFile file)
    {
        _files = files;
        _file = file;
        _connection = files.Connect();
        _connection.Execute("BEGIN TRANSACTION READ ONLY");
        State = ProjectionBuilder.ReadState(_connection, file.Catalog).State;
    }

    public string Catalog => _file.Catalog;

    public ProjectionState State { get; }

    /// <param name="sql">Tables qualified by <see cref="Catalog"/>.</param>
    /// <exception cref="ProjectionBusyException">The engine has no memory left for it.</exception>
    public async Task<IReadOnlyList<TRow>> QueryAsync<TRow>(
        string sql, IEnumerable<(string Name, object Value)> parameters, Func<DbDataReader, TRow> read, CancellationToken cancellationToken)
    {
        try
        {
            return await _connection.QueryAsync(sql, parameters, read, cancellationToken);
        }
        catch (DuckDBException fault) when (fault.ErrorType == DuckDBErrorType.OutOfMemory)
        {
            throw new ProjectionBusyException("the engine's memory is spent", fault);
        }
    }

    public void Dispose()
    {
        _connection.Dispose();
        _files.GiveBack(_file);
    }
}
