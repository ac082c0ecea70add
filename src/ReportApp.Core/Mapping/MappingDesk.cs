using System.Collections.Concurrent;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;

namespace ReportApp.Core.Mapping;

/// <summary>
/// The wizard's table: keeps what the host says of itself for a few minutes, so that every choice of a person costs the host one request for
/// a few records. Nothing of those records is kept.
/// </summary>
public sealed class MappingDesk(HostConnectors connectors, TimeProvider clock)
{
    /// <summary>What a profile of ours says it is.</summary>
    public const string ProfileFormat = MappingProfiles.Format;

    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<TenantId, (DateTimeOffset At, HostMetadata Metadata)> _kept = new();

    /// <summary>Asks the host anew: the screen was opened.</summary>
    public async Task<HostMetadata> DescribeAsync(HostConnection connection, CancellationToken cancellationToken)
    {
        var metadata = await connectors.Of(connection.Key).DescribeAsync(connection, cancellationToken);
        _kept[connection.Tenant] = (clock.GetUtcNow(), metadata);
        return metadata;
    }

    /// <param name="accepted">What holds now; null: the proposal is the basis.</param>
    /// <param name="changes">Sources by role, as a person chose them.</param>
    public async Task<MappingDraft> DraftAsync(
        HostConnection connection, TenantMapping? accepted, IReadOnlyDictionary<string, IReadOnlyList<string>> changes, CancellationToken cancellationToken)
    {
        var metadata = await MetadataAsync(connection, cancellationToken);
        var basis = accepted ?? MappingProposal.Propose(metadata).Mapping;
        var sources = MappingRoles.SourcesOf(basis).Concat(changes).GroupBy(pair => pair.Key).ToDictionary(same => same.Key, same => same.Last().Value);
        var kinds = MappingDrafting.KindsOf(sources).Where(kind => metadata.Tables.Any(table => table.Kind == kind)).ToList();
        var catalogue = metadata.Catalogues.FirstOrDefault(known => sources[RoleNames.Catalogue].Contains(known.Id))?.Id;
        if (catalogue is not null) kinds.Add(RecordKind.DealLines);
        var samples = await connectors.Of(connection.Key).ReadNewestAsync(connection, kinds, cancellationToken);
        if (catalogue is not null) samples = [.. samples, .. await ReadSoldAsync(connection, catalogue, samples, cancellationToken)];
        return MappingDrafting.Draft(basis, accepted is not null, changes, metadata, samples);
    }

    /// <summary>What the newest deals sell, and the sections it lies in.</summary>
    private async Task<IReadOnlyList<RecordSample>> ReadSoldAsync(
        HostConnection connection, string catalogue, IReadOnlyList<RecordSample> samples, CancellationToken cancellationToken)
    {
        var products = await ReadAsync(
            RecordKind.Product(catalogue), samples.SelectMany(sample => sample.Records).OfType<DealLines>().SelectMany(deal => deal.Lines).Select(line => line.ProductId));
        return [products, await ReadAsync(RecordKind.Section(catalogue), products.Records.Cast<Product>().Select(product => product.SectionId))];

        async Task<RecordSample> ReadAsync(RecordKind kind, IEnumerable<string?> ids)
        {
            var readings = await connectors.Of(connection.Key).ReadRecordsAsync(connection, kind, [.. ids.OfType<string>().Distinct()], cancellationToken);
            return new RecordSample(kind, [.. readings.OfType<RecordReading.Found>().Select(found => found.Record)], readings.OfType<RecordReading.Unreadable>().Count());
        }
    }

    public async Task<MappingProfile> ExportAsync(HostConnection connection, TenantMapping mapping, CancellationToken cancellationToken) =>
        MappingProfiles.Export(mapping, await MetadataAsync(connection, cancellationToken));

    public async Task<ProfileMatch> MatchAsync(HostConnection connection, MappingProfile profile, CancellationToken cancellationToken) =>
        MappingProfiles.Match(profile, await MetadataAsync(connection, cancellationToken));

    private async Task<HostMetadata> MetadataAsync(HostConnection connection, CancellationToken cancellationToken) =>
        _kept.TryGetValue(connection.Tenant, out var kept) && clock.GetUtcNow() - kept.At < KeptFor
            ? kept.Metadata
            : await DescribeAsync(connection, cancellationToken);
}
