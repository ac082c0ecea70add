using System.Collections.Concurrent;
using System.Globalization;
using DuckDB.NET.Data;
using Microsoft.Extensions.Options;
using ReportApp.Core.Model;

namespace ReportApp.Core.Store.Projection;

/// <summary>
/// The node's one DuckDB instance and the tenants' files attached to it. A file is one generation of one tenant; a newer one takes over at
/// once, the old one is deleted when its last reader has gone. The engine reaches no file outside its folder and no network.
/// </summary>
internal sealed class ProjectionFiles : IDisposable
{
    private readonly string _directory;
    private readonly DuckDBConnection _instance = new("DataSource=:memory:");
    private readonly ConcurrentDictionary<TenantId, ProjectionFile> _current = new();
    private readonly Dictionary<TenantId, int> _newest = [];
    private readonly Lock _gate = new();

    public ProjectionFiles(IOptions<StoreOptions> store, IOptions<ProjectionOptions> options)
    {
        _directory = Path.GetFullPath(Path.Combine(store.Value.DataDirectory, "projection"));
        Directory.CreateDirectory(_directory);
        _instance.Open();
        _instance.Execute(string.Create(CultureInfo.InvariantCulture, $"SET threads = {options.Value.Threads}"));
        _instance.Execute(string.Create(CultureInfo.InvariantCulture, $"SET memory_limit = '{options.Value.MemoryLimitMb}MB'"));
        _instance.Execute($"SET temp_directory = {Literal(Path.Combine(_directory, "spill"))}");
        _instance.Execute($"SET allowed_directories = [{Literal(_directory)}]");
        _instance.Execute("SET enable_external_access = false");
        _instance.Execute("SET autoinstall_known_extensions = false");
        _instance.Execute("SET lock_configuration = true");
    }

    public DuckDBConnection Connect()
    {
        lock (_gate)
        {
            var connection = _instance.Duplicate();
            connection.Open();
            return connection;
        }
    }

    /// <summary>The generation in use, held until the lease is given back; null when there is none.</summary>
    public ProjectionFile? Lease(TenantId tenant)
    {
        lock (_gate)
        {
            if (!_current.TryGetValue(tenant, out var file))
                return null;
            file.Readers++;
            return file;
        }
    }

    public void GiveBack(ProjectionFile file)
    {
        lock (_gate)
        {
            file.Readers--;
            DropIfUnused(file);
        }
    }

    /// <summary>Attaches what a former process left of a tenant; older and unreadable files are deleted. A file of this process is no leftover.</summary>
    public void AttachLeftOver(TenantId tenant)
    {
        lock (_gate)
        {
            if (_current.ContainsKey(tenant) || _newest.ContainsKey(tenant))
                return;
            foreach (var (number, path) in Generations(tenant).OrderByDescending(found => found.Number))
            {
                var file = new ProjectionFile(tenant, number, path);
                if (!_current.ContainsKey(tenant) && TryAttach(file))
                    _current[tenant] = file;
                else
                    Delete(path);
            }
        }
    }

    /// <summary>A new empty file beside the one in use.</summary>
    public ProjectionFile CreateBeside(TenantId tenant)
    {
        lock (_gate)
        {
            AttachLeftOver(tenant);
            // The engine may keep a young file in its log alone, so the folder does not show every number that is in use.
            var number = _newest[tenant] = Math.Max(
                Generations(tenant).Select(found => found.Number).DefaultIfEmpty(0).Max(), _newest.GetValueOrDefault(tenant)) + 1;
            var file = new ProjectionFile(tenant, number, Path.Combine(_directory, $"{tenant}-{number}.duckdb"));
            _instance.Execute($"ATTACH {Literal(file.Path)} AS {file.Catalog}");
            return file;
        }
    }

    /// <summary>Makes a finished file the one in use.</summary>
    public void Use(ProjectionFile file)
    {
        lock (_gate)
        {
            _current.TryGetValue(file.Tenant, out var former);
            _current[file.Tenant] = file;
            if (former is not null)
            {
                former.Retired = true;
                DropIfUnused(former);
            }
        }
    }

    /// <summary>Keeps a file that is not in use until it is given back.</summary>
    public void Hold(ProjectionFile file)
    {
        lock (_gate)
            file.Readers++;
    }

    /// <summary>Takes back a file that was not finished, or was only tried out.</summary>
    public void Discard(ProjectionFile file)
    {
        lock (_gate)
        {
            file.Retired = true;
            DropIfUnused(file);
        }
    }

    /// <summary>Deletes every file of a tenant; the one being read goes with its last reader.</summary>
    public void Remove(TenantId tenant)
    {
        AttachLeftOver(tenant);
        lock (_gate)
        {
            if (_current.TryRemove(tenant, out var file))
                Discard(file);
        }
    }

    public void Dispose() => _instance.Dispose();

    private IEnumerable<(int Number, string Path)> Generations(TenantId tenant) =>
        from path in Directory.EnumerateFiles(_directory, $"{tenant}-*.duckdb")
        let number = Path.GetFileNameWithoutExtension(path)[(tenant.ToString().Length + 1)..]
        select (int.Parse(number, CultureInfo.InvariantCulture), path);

    private bool TryAttach(ProjectionFile file)
    {
        try
        {
            _instance.Execute($"ATTACH {Literal(file.Path)} AS {file.Catalog}");
        }
        catch (DuckDBException)
        {
            // Made by another version of the engine, or broken by a crash of the machine: it is disposable.
            return false;
        }
        if (ProjectionSchema.IsOfThisFormat(_instance, file.Catalog))
            return true;
        _instance.Execute($"DETACH {file.Catalog}");
        return false;
    }

    private void DropIfUnused(ProjectionFile file)
    {
        if (!file.Retired || file.Readers > 0)
            return;
        _instance.Execute($"DETACH {file.Catalog}");
        Delete(file.Path);
    }

    private static void Delete(string path)
    {
        File.Delete(path);
        File.Delete(path + ".wal");
    }

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}

/// <summary>One generation of one tenant.</summary>
internal sealed class ProjectionFile(TenantId tenant, int number, string path)
{
    public TenantId Tenant { get; } = tenant;

    public string Path { get; } = path;

    /// <summary>Its name inside the instance; every table is qualified by it.</summary>
    public string Catalog { get; } = string.Create(CultureInfo.InvariantCulture, $"t{tenant.Value}_{number}");

    /// <summary>Guarded by <see cref="ProjectionFiles"/>.</summary>
    public int Readers { get; set; }

    /// <summary>Guarded by <see cref="ProjectionFiles"/>.</summary>
    public bool Retired { get; set; }
}
