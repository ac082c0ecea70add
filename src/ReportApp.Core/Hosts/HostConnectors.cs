using ReportApp.Core.Model;

namespace ReportApp.Core.Hosts;

/// <summary>The connectors of this installation, by name. Two of one name stop the start.</summary>
public sealed class HostConnectors(IEnumerable<IHostConnector> connectors)
{
    private readonly Dictionary<string, IHostConnector> _byName = connectors.ToDictionary(connector => connector.Name, StringComparer.Ordinal);

    /// <summary>Null when nobody goes by this name.</summary>
    public IHostConnector? Find(string name) => _byName.GetValueOrDefault(name);

    /// <exception cref="InvalidOperationException">The tenant's host has no connector in this build.</exception>
    public IHostConnector Of(HostTenantKey key) =>
        Find(key.Host) ?? throw new InvalidOperationException($"No connector is named '{key.Host}'.");
}
