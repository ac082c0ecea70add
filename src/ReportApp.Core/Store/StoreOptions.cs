using System.ComponentModel.DataAnnotations;

namespace ReportApp.Core.Store;

/// <summary>Where what we own is kept.</summary>
public sealed class StoreOptions
{
    public const string Section = "Store";

    /// <summary>Folder of the database file and, below it, of the disposable projections. Default: <c>data</c> in the working folder.</summary>
    [Required]
    public string DataDirectory { get; set; } = "data";

    /// <summary>
    /// File with the 32-byte master key that wraps every tenant's key. Default: <c>master.key</c> in the data folder, made at the first
    /// start. In operation keep it outside the data folder and its backups.
    /// </summary>
    public string? MasterKeyFile { get; set; }

    internal string DatabaseFile => Path.Combine(DataDirectory, "reportapp.db");

    /// <summary>Held by a process while it prepares the store.</summary>
    internal string StartLockFile => Path.Combine(DataDirectory, "start.lock");

    internal string MasterKeyPath => MasterKeyFile ?? Path.Combine(DataDirectory, "master.key");
}
