using ReportApp.Core.Model;

namespace ReportApp.Core.Hosts;

/// <summary>The connectors of this installation, by name. Two of one name stop the start.</summary>
public sealed class HostConnectors(IEnumerable<IHostConnector> connectors)
{
    private readonly Dictionary<string, IHostConnector> _byName = connectors.ToDictionary(connector => connector.Name, StringComparer.Ordinal);

    /// <exception cref="InvalidOperationException">The tenant's host has no connector in this build.</exception>
    public IHostConnector Of(HostTenantKey key) =>
        _byName.GetValueOrDefault(key.Host) ?? throw new InvalidOperationException($"No connector is named '{key.Host}'.");
}
