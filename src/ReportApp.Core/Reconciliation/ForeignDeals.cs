using System.Collections.Concurrent;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Reconciliation;

/// <summary>A deal that the mapping leaves out, with what it would say if its pipeline were one of sales.</summary>
internal sealed record ForeignDeal(
    string Id, string? OwnerId, string Title, string? ComplexId, DateOnly? WonOn, DateOnly? ExpectedClose, decimal? Amount, bool InCurrency, decimal? Area);

/// <summary>
/// Deals outside the sales pipelines. They change seldom and may be many: read once for a state of the projection and a mapping, while
/// whoever else asks waits.
/// </summary>
internal sealed class ForeignDeals(LandedRecords landed)
{
    private readonly ConcurrentDictionary<TenantId, Kept> _kept = new();

    private sealed class Kept
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public (long Records, long Mapping, IReadOnlyDictionary<string, ForeignDeal> Deals)? Latest { get; set; }
    }

    /// <summary>As they were at the moment that <paramref name="reader"/> looks at; one that changed since waits for the next.</summary>
    public async Task<IReadOnlyDictionary<string, ForeignDeal>> ListAsync(
        Tenant tenant, TenantMapping mapping, ProjectionReader reader, CancellationToken cancellationToken)
    {
        var kept = _kept.GetOrAdd(tenant.Id, _ => new Kept());
        await kept.Gate.WaitAsync(cancellationToken);
        try
        {
            if (kept.Latest is not { } latest || (latest.Records, latest.Mapping) != (reader.State.Version, tenant.MappingVersion))
                kept.Latest = latest = (reader.State.Version, tenant.MappingVersion, await ReadAsync(tenant, mapping, reader, cancellationToken));
            return latest.Deals;
        }
        finally
        {
            kept.Gate.Release();
        }
    }

    private async Task<IReadOnlyDictionary<string, ForeignDeal>> ReadAsync(
        Tenant tenant, TenantMapping mapping, ProjectionReader reader, CancellationToken cancellationToken)
    {
        var others = (await landed.ListAsync<Pipeline>(tenant.Id, RecordKind.Pipeline, cancellationToken)).Select(pipeline => pipeline.Id).Except(mapping.SalesPipelines).ToHashSet();
        if (others.Count == 0) return new Dictionary<string, ForeignDeal>();
        var context = new ProjectionContext(mapping with { SalesPipelines = [.. others] }, tenant.Currency, tenant.UtcOffset);
        var won = (await landed.ListAsync<Stage>(tenant.Id, RecordKind.Stage, cancellationToken))
            .Where(stage => stage.Meaning == StageMeaning.Success).Select(stage => stage.Id).ToHashSet();
        var found = new List<(DealRow Row, bool IsWon)>();
        await foreach (var deal in landed.StreamAsync<Deal>(tenant.Id, RecordKind.Deal, reader.State.Version, cancellationToken))
        {
            if (!others.Contains(deal.PipelineId)) continue;
            var rows = new ProjectedRows();
            Projector.Project(new LandedRecord(RecordKind.Deal, deal.Id, 0, false, deal), context, rows);
            found.Add((rows.Deals.Rows.Single(), won.Contains(deal.StageId)));
        }
        var objects = await ObjectsAsync(reader, [.. found.Select(deal => deal.Row)], cancellationToken);
        return found.ToDictionary(deal => deal.Row.Id, deal => ToDeal(deal.Row, deal.IsWon));

        ForeignDeal ToDeal(DealRow row, bool isWon) => new(
            row.Id, row.OwnerId, row.Title, objects(row), isWon ? row.MovedOn : null, row.ExpectedClose, Units(row.Amount), row.InCurrency, Units(row.ContractArea));

        static decimal? Units(long? stored) => stored is { } value ? Money.FromStored(value) : null;
    }

    /// <summary>The rule of <see cref="ObjectDerivation.Objects"/>, of deals that are not in the projection.</summary>
    private static async Task<Func<DealRow, string?>> ObjectsAsync(ProjectionReader reader, IReadOnlyCollection<DealRow> deals, CancellationToken cancellationToken)
    {
        var complexes = await reader.ComplexesAsync(cancellationToken);
        var ids = complexes.Select(complex => complex.Id).ToHashSet();
        var named = complexes.ToLookup(complex => ObjectDerivation.KeyOf(complex.Name), complex => complex.Id);
        var buildings = (await reader.BuildingsAsync(cancellationToken)).ToDictionary(building => building.Id, building => building.ComplexId);
        var ofUnits = await reader.BuildingsOfAsync(deals.Select(deal => deal.UnitRef).OfType<string>().Distinct(), cancellationToken);
        var sold = await reader.ComplexesSoldAsync(deals.Where(deal => deal.ComplexRef is null).Select(deal => deal.Id), cancellationToken);
        return row =>
            (row.UnitRef is { } unit && ofUnits.TryGetValue(unit, out var building) && buildings.TryGetValue(building, out var complex))
            || (row is { BuildingRef: { } linked, BuildingName: null } && buildings.TryGetValue(linked, out complex)) ? Known(complex)
            : row.ComplexRef is null ? sold.GetValueOrDefault(row.Id)
            : row.ComplexName is null ? Known(row.ComplexRef)
            : named[row.ComplexRef!].ToList() is [var only] ? only : null;

        string? Known(string? complex) => complex is not null && ids.Contains(complex) ? complex : null;
    }
}
