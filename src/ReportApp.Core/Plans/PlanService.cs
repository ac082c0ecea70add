using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Plans;

/// <summary>
/// Deciding and recording plan entries. The deal is always read from the host as the viewer, so nobody plans what he may not see; the
/// write itself is delivered later by the outbox.
/// </summary>
public sealed class PlanService(
    TenantDirectory tenants, HostConnectors connectors, LandedRecords landed, ProjectionService projections, PlanEntries entries, PlanTargets targets, OutboxWrites writes,
    OutboxSignal outbox, TimeProvider clock)
{
    private const int ShownEntries = 20;

    /// <summary>Undo restores what stood there before; later than this the past is no longer a good answer.</summary>
    private static readonly TimeSpan UndoWindow = TimeSpan.FromDays(30);

    private readonly ConcurrentDictionary<(TenantId Tenant, string UserId, string Key), bool> _running = new();

    /// <summary>The deal as the CRM has it now; null when it is not there or hidden from this viewer.</summary>
    /// <exception cref="HostException">The host did not answer.</exception>
    public async Task<DealPlan?> OpenAsync(Viewer viewer, string dealId, CancellationToken cancellationToken)
    {
        var tenant = await TenantOfAsync(viewer, cancellationToken);
        if (await ReadDealAsync(tenant, viewer, dealId, cancellationToken) is not { } deal) return null;

        var team = await Team.ReadAsync(landed, tenant.Id, cancellationToken);
        var currency = CurrencyOf(deal, tenant);
        var (property, paid, unpaid) = await KnownOfAsync(tenant, dealId, cancellationToken);
        var current = YearMonth.Of(tenant.DayOf(clock.GetUtcNow()));
        var month = unpaid.Count == 0 ? current : Later(current, YearMonth.Of(unpaid[0].Due));
        var seller = SellerOf(tenant, deal) ?? deal.OwnerId;
        var stage = await landed.FindAsync(tenant.Id, RecordKind.Stage, deal.StageId, cancellationToken);
        var managers = team.PlannedBy(viewer);
        var history = await entries.ListForDealAsync(tenant.Id, dealId, ShownEntries, cancellationToken);
        return new DealPlan(
            deal.Id, deal.Title, connectors.Of(tenant.Key).RecordAddress(tenant.ConnectionFor(viewer.UserId), RecordKind.Deal, deal.Id),
            (stage?.Body as Stage)?.Name, property, deal.Amount, currency, paid, deal.Plan,
            current.ToString(), SuggestedAmount(unpaid, month, deal, paid), month.ToString(), managers.FirstOrDefault(user => user.Id == seller)?.Id,
            seller is not null && team.Find(seller) is { IsActive: false } former ? former.Name : null, await IsLostAsync(tenant, deal, cancellationToken), unpaid,
            [.. managers.Select(user => new PersonView(user.Id, user.Name, user.IsActive))], [.. history.Select(entry => View(entry, team))],
            [.. from locked in await LockedAsync(tenant.Id, cancellationToken) where locked >= current orderby locked select locked.ToString()]);
    }

    /// <exception cref="HostException">The host did not answer; nothing was stored.</exception>
    public Task<PlanSaved> SaveAsync(Viewer viewer, PlanCommand command, string idempotencyKey, CancellationToken cancellationToken) =>
        OnceAsync(viewer, idempotencyKey, Hash("save", command with { Amount = Canonical(command.Amount) }), async hash =>
        {
            var tenant = await TenantOfAsync(viewer, cancellationToken);
            if (await ReadDealAsync(tenant, viewer, command.DealId, cancellationToken) is not { } deal) return new PlanSaved.NotFound();
            return await SaveAsync(viewer, tenant, await Team.ReadAsync(landed, tenant.Id, cancellationToken), deal, command, idempotencyKey, hash, cancellationToken);
        }, cancellationToken);

    /// <summary>
    /// Many deals at once: the host is asked for all of them together, then each is saved on its own under its own key, so one that is refused
    /// holds up no other and a repeat of the whole does only what is missing.
    /// </summary>
    /// <returns>What came of each, in the order of the commands.</returns>
    /// <exception cref="HostException">The host did not answer; nothing was stored.</exception>
    public async Task<IReadOnlyList<PlanSaved>> SaveAllAsync(Viewer viewer, IReadOnlyList<KeyedPlanCommand> commands, CancellationToken cancellationToken)
    {
        var tenant = await TenantOfAsync(viewer, cancellationToken);
        var deals = await ReadDealsAsync(tenant, viewer, [.. commands.Select(one => one.Command.DealId).Distinct()], cancellationToken);
        var team = await Team.ReadAsync(landed, tenant.Id, cancellationToken);
        var saved = new List<PlanSaved>();
        foreach (var (key, command) in commands)
        {
            saved.Add(await OnceAsync(viewer, key, Hash("save", command with { Amount = Canonical(command.Amount) }), async hash =>
                ToDeal(deals[command.DealId], out var problem) is { } deal
                    ? await SaveAsync(viewer, tenant, team, deal, command, key, hash, cancellationToken)
                    : problem is null ? new PlanSaved.NotFound() : new PlanSaved.Invalid([new PlanProblem("dealId", "deal_unreadable")]), cancellationToken));
        }
        return saved;
    }

    /// <summary>What saving these deals for one month would do; writes nothing.</summary>
    /// <exception cref="HostException">The host did not answer.</exception>
    public async Task<IReadOnlyList<PlanPreview>> PreviewAsync(Viewer viewer, PlanPreviewRequest request, CancellationToken cancellationToken)
    {
        var tenant = await TenantOfAsync(viewer, cancellationToken);
        var deals = await ReadDealsAsync(tenant, viewer, request.DealIds, cancellationToken);
        var team = await Team.ReadAsync(landed, tenant.Id, cancellationToken);
        var current = YearMonth.Of(tenant.DayOf(clock.GetUtcNow()));
        var (planner, locked) = (PlannerOf(viewer, team), await LockedAsync(tenant.Id, cancellationToken));
        var previews = new List<PlanPreview>();
        foreach (var id in request.DealIds)
        {
            if (ToDeal(deals[id], out var problem) is not { } deal)
            {
                previews.Add(new PlanPreview(id, null, null, tenant.Currency, null, null, null, [new PlanProblem("dealId", problem is null ? "not_found" : "deal_unreadable")]));
                continue;
            }
            var (property, paid, unpaid) = await KnownOfAsync(tenant, id, cancellationToken);
            var month = YearMonth.TryParse(request.Month, out var asked) ? asked : current;
            var amount = SuggestedAmount(unpaid, month, deal, paid);
            var manager = request.ManagerId ?? SellerOf(tenant, deal) ?? deal.OwnerId;
            var decision = PlanRules.Decide(
                Ids.New(clock.GetUtcNow()), await PlannedAsync(tenant, deal, cancellationToken),
                new PlanCommand(id, deal.Plan, amount ?? -1, request.Month, manager ?? "", PlanMetric.Receipts, null), planner, current, locked);
            previews.Add(new PlanPreview(
                id, deal.Title, property, CurrencyOf(deal, tenant), deal.Plan, amount, manager is null ? null : new PersonView(manager, team.NameOf(manager), team.Find(manager)?.IsActive == true),
                decision is PlanDecision.Refused refused ? refused.Problems : []));
        }
        return previews;
    }

    private async Task<PlanSaved> SaveAsync(
        Viewer viewer, Tenant tenant, Team team, Deal deal, PlanCommand command, string idempotencyKey, string hash, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var entryId = Ids.New(now);
        var decision = PlanRules.Decide(
            entryId, await PlannedAsync(tenant, deal, cancellationToken), command, PlannerOf(viewer, team), YearMonth.Of(tenant.DayOf(now)),
            await LockedAsync(tenant.Id, cancellationToken));
        if (decision is not PlanDecision.Accepted { Values: var values }) return new PlanSaved.Invalid(((PlanDecision.Refused)decision).Problems);
        if (await entries.FindNewestAsync(tenant.Id, deal.Id, cancellationToken) is { } newest && IsSaidAlready(newest, viewer, command.Comment, values, deal.Plan))
        {
            var (stands, said) = await entries.AddKeyAsync(viewer, idempotencyKey, hash, newest.Id, cancellationToken);
            return said == hash ? await ReplayAsync(viewer, stands, cancellationToken) : new PlanSaved.KeyReused();
        }

        var note = PlanNote.Write(
            team.NameOf(viewer.UserId), now.ToOffset(tenant.UtcOffset), deal.Plan, values, command.Comment, isUndo: false, team.NameOf);
        return await AcceptAsync(
            viewer,
            new NewPlanEntry(entryId, Ids.New(now), deal.Id, values, command.Base, command.Comment, note, idempotencyKey, hash, Undoes: null),
            cancellationToken);
    }

    private async Task<IReadOnlySet<YearMonth>> LockedAsync(TenantId tenant, CancellationToken cancellationToken) =>
        (await targets.ListLockedAsync(tenant, cancellationToken)).Select(month => month.Month).ToHashSet();

    private static Planner PlannerOf(Viewer viewer, Team team) => new(
        team.Leads(viewer), team.PlannedBy(viewer).Select(user => user.Id).ToHashSet(), id => team.Find(id) is not null);

    private async Task<PlannedDeal> PlannedAsync(Tenant tenant, Deal deal, CancellationToken cancellationToken) =>
        new(deal.Id, await IsLostAsync(tenant, deal, cancellationToken), CurrencyOf(deal, tenant));

    private static string? SellerOf(Tenant tenant, Deal deal) =>
        tenant.Mapping?.SellerField is { } field ? deal.Fields.GetValueOrDefault(field)?.First : null;

    /// <summary>A new entry that restores what stood in the deal before; its write is delivered like any other.</summary>
    public Task<PlanSaved> UndoAsync(Viewer viewer, string entryId, string idempotencyKey, CancellationToken cancellationToken) =>
        OnceAsync(viewer, idempotencyKey, Hash("undo", entryId), async hash =>
        {
            if (await MineAsync(viewer, entryId, cancellationToken) is not { } entry) return new PlanSaved.NotFound();
            if (!CanUndo(entry)) return new PlanSaved.WrongState();

            var tenant = await TenantOfAsync(viewer, cancellationToken);
            var locked = await LockedAsync(tenant.Id, cancellationToken);
            var now = clock.GetUtcNow();
            if ((entry.Values is { } said && locked.Contains(said.Month)) || (entry.Previous is { } former && former.Month >= YearMonth.Of(tenant.DayOf(now)) && locked.Contains(former.Month)))
                return new PlanSaved.Invalid([new PlanProblem("month", "month_locked")]);
            var team = await Team.ReadAsync(landed, tenant.Id, cancellationToken);
            var operationId = Ids.New(now);
            var note = PlanNote.Write(
                team.NameOf(viewer.UserId), now.ToOffset(tenant.UtcOffset), entry.Values, entry.Previous, comment: null, isUndo: true, team.NameOf);
            return await AcceptAsync(
                viewer,
                new NewPlanEntry(Ids.New(now), operationId, entry.DealId, entry.Previous, entry.Values, Comment: null, note, idempotencyKey, hash, entry.Id),
                cancellationToken);
        }, cancellationToken);

    /// <summary>Null for entries of others, administrators excepted.</summary>
    public async Task<PlanEntryView?> FindAsync(Viewer viewer, string entryId, CancellationToken cancellationToken) =>
        await MineAsync(viewer, entryId, cancellationToken) is { } entry ? (await ViewsAsync(viewer.Tenant, [entry], cancellationToken))[0] : null;

    /// <summary>The viewer's own entries that are not done, newest first.</summary>
    public async Task<IReadOnlyList<PlanEntryView>> ListPendingAsync(Viewer viewer, CancellationToken cancellationToken) =>
        await ViewsAsync(viewer.Tenant, await entries.ListPendingAsync(viewer, cancellationToken), cancellationToken);

    public Task<PlanActed> RetryAsync(Viewer viewer, string entryId, CancellationToken cancellationToken) =>
        DecideAsync(viewer, entryId, WriteDecision.Retry, cancellationToken);

    public Task<PlanActed> CancelAsync(Viewer viewer, string entryId, CancellationToken cancellationToken) =>
        DecideAsync(viewer, entryId, WriteDecision.Cancel, cancellationToken);

    public Task<PlanActed> KeepMineAsync(Viewer viewer, string entryId, CancellationToken cancellationToken) =>
        DecideAsync(viewer, entryId, WriteDecision.KeepMine, cancellationToken);

    public Task<PlanActed> TakeTheirsAsync(Viewer viewer, string entryId, CancellationToken cancellationToken) =>
        DecideAsync(viewer, entryId, WriteDecision.TakeTheirs, cancellationToken);

    private async Task<PlanActed> DecideAsync(Viewer viewer, string entryId, WriteDecision decision, CancellationToken cancellationToken)
    {
        if (await MineAsync(viewer, entryId, cancellationToken) is not { } entry) return new PlanActed.NotFound();
        if (decision is WriteDecision.Retry or WriteDecision.KeepMine && entry.Values is { } plan && (await LockedAsync(viewer.Tenant, cancellationToken)).Contains(plan.Month))
            return new PlanActed.WrongState();
        if (!await writes.DecideAsync(viewer, entry.Write.Write.OperationId, decision, cancellationToken)) return new PlanActed.WrongState();
        outbox.Wake();
        return new PlanActed.Done(await ViewAsync(viewer.Tenant, entryId, cancellationToken));
    }

    /// <summary>The same key does its work once: a repeat gets the first answer, also when both come at the same moment to two nodes.</summary>
    private async Task<PlanSaved> OnceAsync(
        Viewer viewer, string key, string hash, Func<string, Task<PlanSaved>> work, CancellationToken cancellationToken)
    {
        if (await entries.FindKeyAsync(viewer, key, cancellationToken) is { } used)
            return used.BodyHash == hash ? await ReplayAsync(viewer, used.EntryId, cancellationToken) : new PlanSaved.KeyReused();
        var running = (viewer.Tenant, viewer.UserId, key);
        if (!_running.TryAdd(running, true)) return new PlanSaved.InProgress();
        try
        {
            return await work(hash);
        }
        finally
        {
            _running.TryRemove(running, out _);
        }
    }

    private async Task<PlanSaved> AcceptAsync(Viewer viewer, NewPlanEntry entry, CancellationToken cancellationToken)
    {
        var (result, id) = await entries.AcceptAsync(viewer, entry, cancellationToken);
        switch (result)
        {
            case PlanEntryAcceptance.Accepted:
                outbox.Wake();
                return new PlanSaved.Saved(await ViewAsync(viewer.Tenant, id, cancellationToken), Replayed: false);
            case PlanEntryAcceptance.Replayed:
                return await ReplayAsync(viewer, id, cancellationToken);
            case PlanEntryAcceptance.KeyReused:
                return new PlanSaved.KeyReused();
            case PlanEntryAcceptance.WrongState:
                return new PlanSaved.WrongState();
            default:
                throw new InvalidOperationException($"An entry was {result}.");
        }
    }

    private async Task<PlanSaved> ReplayAsync(Viewer viewer, string entryId, CancellationToken cancellationToken) =>
        new PlanSaved.Saved(await ViewAsync(viewer.Tenant, entryId, cancellationToken), Replayed: true);

    private async Task<PlanEntry?> MineAsync(Viewer viewer, string entryId, CancellationToken cancellationToken) =>
        await entries.FindAsync(viewer.Tenant, entryId, cancellationToken) is { } entry && (viewer.IsAdministrator || entry.AuthorId == viewer.UserId) ? entry : null;

    private async Task<Tenant> TenantOfAsync(Viewer viewer, CancellationToken cancellationToken) =>
        await tenants.FindAsync(viewer.Tenant, cancellationToken) ?? throw new InvalidOperationException("A viewer's tenant is always stored.");

    private async Task<Deal?> ReadDealAsync(Tenant tenant, Viewer viewer, string dealId, CancellationToken cancellationToken)
    {
        var deal = ToDeal((await ReadDealsAsync(tenant, viewer, [dealId], cancellationToken))[dealId], out var problem);
        return problem is null ? deal : throw new HostException(HostFault.Refused, $"The deal could not be read: {problem}.");
    }

    private async Task<IReadOnlyDictionary<string, RecordReading>> ReadDealsAsync(
        Tenant tenant, Viewer viewer, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        (await connectors.Of(tenant.Key).ReadRecordsAsync(tenant.ConnectionFor(viewer.UserId), RecordKind.Deal, ids, cancellationToken))
        .ToDictionary(reading => reading.Id);

    /// <summary>Null for a deal that is hidden or not there, and, with the problem, for one that is no deal to us.</summary>
    private static Deal? ToDeal(RecordReading reading, out string? problem)
    {
        problem = reading is RecordReading.Unreadable unreadable ? unreadable.Problem.Reason : null;
        return reading switch
        {
            RecordReading.Found { Record: Deal deal } => deal,
            RecordReading.Missing or RecordReading.Hidden or RecordReading.Unreadable => null,
            _ => throw new InvalidOperationException("The host gave something else for a deal."),
        };
    }

    /// <summary>By the accepted mapping, or, where it does not speak of the stage, by the host's own meaning.</summary>
    private async Task<bool> IsLostAsync(Tenant tenant, Deal deal, CancellationToken cancellationToken) =>
        tenant.Mapping is { } mapping && mapping.Steps.TryGetValue(deal.StageId, out var step)
            ? step == FunnelStep.Lost
            : (await landed.FindAsync(tenant.Id, RecordKind.Stage, deal.StageId, cancellationToken))?.Body is Stage { Meaning: StageMeaning.Failure };

    /// <summary>Object, money received and unpaid schedule as the reports have them, so that editor and report never disagree.</summary>
    private async Task<(string? Object, decimal Paid, IReadOnlyList<ScheduleLineView> Unpaid)> KnownOfAsync(
        Tenant tenant, string dealId, CancellationToken cancellationToken)
    {
        using var reader = projections.Open(tenant.Id);
        if (reader is null) return (null, 0, []);
        var card = (await reader.DealsAsync([dealId], cancellationToken)).GetValueOrDefault(dealId);
        var property = card is null ? null : string.Join(" / ", new[] { card.Complex, card.Building }.OfType<string>());
        var unpaid = await reader.UnpaidLinesAsync(dealId, cancellationToken);
        return (
            property is "" ? null : property, await reader.PaidAsync(dealId, cancellationToken),
            [.. unpaid.Select(line => new ScheduleLineView(line.Due, line.Amount, line.Unpaid, line.Kind))]);
    }

    /// <summary>What is due up to the suggested month, else all that is unpaid, else what is left of the deal's amount; null when nothing is left.</summary>
    private static decimal? SuggestedAmount(IReadOnlyList<ScheduleLineView> unpaid, YearMonth month, Deal deal, decimal paid)
    {
        var due = unpaid.Where(line => line.Due < month.End).Sum(line => line.Unpaid);
        var all = unpaid.Sum(line => line.Unpaid);
        return due > 0 ? due : all > 0 ? all : deal.Amount > paid ? deal.Amount - paid : null;
    }

    private async Task<PlanEntryView> ViewAsync(TenantId tenant, string entryId, CancellationToken cancellationToken) =>
        (await ViewsAsync(tenant, [(await entries.FindAsync(tenant, entryId, cancellationToken))!], cancellationToken))[0];

    /// <summary>The people are read only where one of them is named: a client that watches a write asks often.</summary>
    private async Task<IReadOnlyList<PlanEntryView>> ViewsAsync(TenantId tenant, IReadOnlyList<PlanEntry> shown, CancellationToken cancellationToken)
    {
        var team = shown.Any(entry => entry.Write.TheirsBy is not null) ? await Team.ReadAsync(landed, tenant, cancellationToken) : new Team([], []);
        return [.. shown.Select(entry => View(entry, team))];
    }

    private PlanEntryView View(PlanEntry entry, Team team)
    {
        var write = entry.Write;
        DateTimeOffset? next = write.State is WriteState.Queued or WriteState.InDoubt ? write.NextAt : null;
        return new PlanEntryView(
            entry.Id, entry.DealId, entry.Values, entry.Previous, entry.AuthorId, entry.CreatedAt, entry.Comment,
            new WriteView(
                write.Write.OperationId, write.State, write.ChangedAt, next, write.Reason, write.HostMessage, write.Theirs,
                write.TheirsBy is { } id ? team.NameOf(id) : null, write.TheirsAt),
            CanUndo(entry), entry.Life.Fate, entry.Life.ChangedAt, entry.Life.ReplacedBy);
    }

    private bool CanUndo(PlanEntry entry) =>
        entry is { Stands: true, UndoneBy: null, Write.State: WriteState.Confirmed } && (entry.Values ?? entry.Previous) is not null && clock.GetUtcNow() - entry.CreatedAt <= UndoWindow;

    /// <summary>This person's newest word on the deal says the same, and the host holds it or is about to: a second click writes nothing.</summary>
    private static bool IsSaidAlready(PlanEntry newest, Viewer viewer, string? comment, PlanValues? wanted, PlanValues? inHost) =>
        newest.AuthorId == viewer.UserId
        && newest.Values is var said && (said is null || wanted is null ? said == wanted : said with { EntryId = wanted.EntryId } == wanted)
        && (comment is null || comment == newest.Comment)
        && newest.Write.State switch
        {
            WriteState.Confirmed => inHost == said,
            WriteState.Queued or WriteState.Leased or WriteState.Sent or WriteState.InDoubt => true,
            _ => false,
        };

    private static string CurrencyOf(Deal deal, Tenant tenant) => deal.Currency ?? tenant.Currency;

    private static YearMonth Later(YearMonth one, YearMonth other) => one < other ? other : one;

    /// <summary>3.50 and 3.5 are the same request.</summary>
    private static decimal Canonical(decimal amount) => amount / 1.0000000000000000000000000000m;

    private static string Hash<T>(string act, T body) =>
        Convert.ToHexStringLower(SHA256.HashData([.. System.Text.Encoding.UTF8.GetBytes(act), 0, .. JsonSerializer.SerializeToUtf8Bytes(body)]));
}
