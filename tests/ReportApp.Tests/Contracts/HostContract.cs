using ReportApp.Core.Hosts;
using ReportApp.Core.Model;

namespace ReportApp.Tests.Contracts;

/// <summary>What every connector must do, whatever its host: <see cref="IHostConnector"/> as a suite. A connector inherits it with a fixture alone.</summary>
public abstract class HostContract : IAsyncLifetime
{
    private ContractHost _host = null!;
    private HostConnection _administrator = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IHostConnector Connector => _host.Connector;

    private protected abstract Task<ContractHost> StartAsync();

    public async ValueTask InitializeAsync()
    {
        _host = await StartAsync();
        _administrator = await _host.OpenAsync(_host.Administrator);
        await _host.FinishInstallationAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_look_at_the_newest_records_is_one_page_of_each_kind_newest_first()
    {
        var sample = Assert.Single(await Connector.ReadNewestAsync(_administrator, [RecordKind.Deal], Token));

        var ids = sample.Records.Select(deal => long.Parse(deal.Id, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.NotEmpty(ids);
        Assert.Equal(ids.OrderDescending(), ids);
    }

    [Fact]
    public async Task An_entry_proves_its_tenant_its_person_and_whether_he_manages_the_installation()
    {
        var installer = await ProveAsync(await _host.LaunchAsync(_host.Administrator));
        var seller = await ProveAsync(await _host.LaunchAsync(_host.Seller));

        Assert.Equal((_host.Administrator, true), (installer.UserId, installer.IsAdministrator));
        Assert.Equal((_host.Seller, false), (seller.UserId, seller.IsAdministrator));
        Assert.Equal((_administrator.Key, _administrator.Endpoint), (seller.Key, seller.Endpoint));
        Assert.Equal(Connector.Name, seller.Key.Host);
        Assert.NotEqual(installer.UserName, seller.UserName);
        Assert.All([installer.UserName, seller.UserName], name => Assert.NotEqual("", name.Trim()));
    }

    [Fact]
    public async Task An_entry_that_claims_another_tenant_or_brings_a_forged_proof_is_refused()
    {
        var entry = await _host.LaunchAsync(_host.Seller);
        var known = new KnownTenant(_administrator.Tenant, _administrator.Key, _administrator.Endpoint);
        var stranger = known with { Endpoint = new Uri("https://other.example/") };

        Assert.IsType<EntryProof.Refused>(await Connector.ProveEntryAsync(_host.Claiming(entry, "ffffffffffffffffffffffffffffffff"), null, Token));
        Assert.IsType<EntryProof.Refused>(await Connector.ProveEntryAsync(_host.WithForgedProof(entry), known, Token));
        Assert.IsType<EntryProof.Refused>(await Connector.ProveEntryAsync(entry, stranger, Token));
        Assert.IsType<EntryProof.Refused>(await Connector.ProveEntryAsync(new(new Dictionary<string, string>(), new Dictionary<string, string>()), known, Token));
        Assert.IsType<EntryProof.Proven>(await Connector.ProveEntryAsync(entry, known, Token));
    }

    [Fact]
    public async Task A_persons_consent_is_proven_again_until_it_is_gone()
    {
        var seller = await _host.OpenAsync(_host.Seller);

        Assert.Equal(ConsentState.Alive, await Connector.AskConsentAsync(seller, Token));
        Assert.NotEqual(ConsentState.Alive, await Connector.AskConsentAsync(seller with { UserId = _host.Administrator + "0" }, Token));
    }

    [Fact]
    public async Task The_description_names_what_deals_have_and_the_way_they_go()
    {
        var metadata = await Connector.DescribeAsync(_administrator, Token);

        Assert.Equal(3, metadata.BaseCurrency.Length);
        var deals = metadata.Tables.Single(table => table.Kind == RecordKind.Deal);
        Assert.Equal(deals.Fields.Count, deals.Fields.Select(field => field.Name).Distinct().Count());
        Assert.Contains(deals.Fields, field => field.IsCustom);
        Assert.Contains(deals.Fields, field => field.Type == FieldType.Money);
        Assert.NotEmpty(metadata.Pipelines);
        Assert.All(metadata.Stages, stage => Assert.Contains(metadata.Pipelines, pipeline => pipeline.Id == stage.PipelineId));
        Assert.All(metadata.Pipelines, pipeline => Assert.Equal(
            [StageMeaning.InProgress, StageMeaning.Success, StageMeaning.Failure],
            metadata.Stages.Where(stage => stage.PipelineId == pipeline.Id).Select(stage => stage.Meaning).Distinct().Order()));
        Assert.Subset(
            metadata.Tables.Select(table => table.Kind).ToHashSet(), (await _host.TruthAsync()).Keys.Where(kind => kind.ItemHostName is not null).ToHashSet());
    }

    [Fact]
    public async Task Preparing_a_second_time_changes_nothing()
    {
        await PrepareAsync();
        var once = await Connector.DescribeAsync(_administrator, Token);
        await PrepareAsync();
        var twice = await Connector.DescribeAsync(_administrator, Token);

        Assert.Equal(NamesOf(once), NamesOf(twice));

        static IEnumerable<string> NamesOf(HostMetadata metadata) =>
            metadata.Tables.SelectMany(table => table.Fields.Select(field => $"{table.Kind} {field.Name} {field.Type}"));
    }

    [Fact]
    public async Task Every_feed_brings_each_record_of_the_host_once()
    {
        var truth = await _host.TruthAsync();

        var pages = await WalkAsync([.. truth.Keys.Select(kind => new FeedRequest(kind, null))]);

        foreach (var (kind, ids) in truth)
        {
            Assert.Empty(pages.Where(page => page.Kind == kind).SelectMany(page => page.Quarantined));
            Assert.Equal(ids.Order(), pages.Where(page => page.Kind == kind).SelectMany(page => page.Records).Select(record => record.Id).Order());
        }
    }

    [Fact]
    [Trait("MUST", "4.1")]
    public async Task A_walk_stopped_anywhere_goes_on_from_its_cursor_in_another_process()
    {
        var whole = await WalkAsync([new(RecordKind.Deal, null)]);
        Assert.True(whole.Count > 2, "One page proves nothing.");

        for (var stop = 1; stop < whole.Count; stop++)
        {
            List<FeedPage> pages = [];
            while (pages.Count < stop) pages.Add(await PageAsync(new(RecordKind.Deal, pages.LastOrDefault()?.NextCursor)));
            await _host.RestartAsync();
            pages.AddRange(await WalkAsync([new(RecordKind.Deal, pages[^1].NextCursor)]));

            Assert.Equal((await _host.TruthAsync())[RecordKind.Deal].Order(), pages.SelectMany(page => page.Ids).Order());
        }
    }

    [Fact]
    [Trait("MUST", "4.3")]
    public async Task A_page_asked_for_twice_is_the_same_page()
    {
        var first = await PageAsync(new(RecordKind.Deal, null));
        var second = await PageAsync(new(RecordKind.Deal, first.NextCursor));
        var again = await PageAsync(new(RecordKind.Deal, first.NextCursor));

        Assert.NotEmpty(second.Ids);
        Assert.Equal(second.Ids, again.Ids);
        Assert.Empty(first.Ids.Intersect(second.Ids));
    }

    [Fact]
    [Trait("MUST", "4.4")]
    public async Task What_changes_behind_a_walk_is_met_by_the_next_one()
    {
        var first = await PageAsync(new(RecordKind.Deal, null));
        var changed = first.Ids[0];
        await _host.RenameDealAsync(changed, "Renamed behind the walk");
        var rest = await WalkAsync([new(RecordKind.Deal, first.NextCursor)]);

        var next = await WalkAsync([new(RecordKind.Deal, rest[^1].NextCursor)]);

        Assert.Contains(next.SelectMany(page => page.Records).OfType<Deal>(), deal => deal.Id == changed && deal.Title == "Renamed behind the walk");
    }

    [Fact]
    [Trait("MUST", "4.5")]
    public async Task A_walk_of_ids_names_what_is_there_and_no_more_what_is_gone()
    {
        var before = await WalkAsync([new(RecordKind.Deal, null, IdsOnly: true)]);
        await _host.DeleteDealAsync(_host.HiddenDeal);
        var after = await WalkAsync([new(RecordKind.Deal, null, IdsOnly: true)]);

        Assert.Contains(_host.HiddenDeal, before.SelectMany(page => page.Ids));
        Assert.Equal(before.SelectMany(page => page.Ids).Where(id => id != _host.HiddenDeal), after.SelectMany(page => page.Ids));
        Assert.All(before.Concat(after), page => Assert.Empty(page.Records));
    }

    [Fact]
    [Trait("MUST", "4.5")]
    public async Task Each_record_asked_for_is_found_missing_or_hidden_and_none_left_out()
    {
        var seller = await _host.OpenAsync(_host.Seller);
        string[] ids = [_host.OwnDeal, _host.HiddenDeal, _host.NoDeal, _host.SeenDeal];

        var readings = await Connector.ReadRecordsAsync(seller, RecordKind.Deal, ids, Token);

        Assert.Equal(
            [
                (_host.OwnDeal, typeof(RecordReading.Found)), (_host.HiddenDeal, typeof(RecordReading.Hidden)), (_host.NoDeal, typeof(RecordReading.Missing)),
                (_host.SeenDeal, typeof(RecordReading.Found)),
            ],
            ids.Select(id => readings.Single(reading => reading.Id == id)).Select(reading => (reading.Id, reading.GetType())));
        await _host.DeleteDealAsync(_host.HiddenDeal);
        Assert.IsType<RecordReading.Missing>(Assert.Single(await Connector.ReadRecordsAsync(seller, RecordKind.Deal, [_host.HiddenDeal], Token)));
    }

    [Theory]
    [InlineData("deal")]
    [InlineData("lead")]
    [InlineData("contact")]
    [InlineData("company")]
    [Trait("MUST", "4.12")]
    public async Task A_viewer_sees_what_the_host_shows_him_and_nothing_else(string name)
    {
        var kind = RecordKind.Parse(name);
        var all = await _host.SeenByAsync(_host.Administrator, kind);
        var own = await _host.SeenByAsync(_host.Seller, kind);
        OwnerCount[] owners = [.. all.Values.CountBy(owner => owner).Select(owner => new OwnerCount(owner.Key, owner.Value))];

        var administrator = await Connector.ReadVisibleAsync(_administrator, _administrator, kind, owners, await _host.NowAsync(), Token);
        var seller = await Connector.ReadVisibleAsync(await _host.OpenAsync(_host.Seller), _administrator, kind, owners, await _host.NowAsync(), Token);

        Assert.True(administrator.SeesAll);
        Assert.False(seller.SeesAll);
        Assert.InRange(own.Count, 2, all.Count - 1);
        Assert.Equal(own.Keys.Order(), all.Where(row => seller.Covers(row.Key, row.Value)).Select(row => row.Key).Order());
    }

    [Fact]
    [Trait("Requirement", "I7")]
    public async Task A_record_given_to_another_owner_does_not_stand_in_for_a_hidden_one()
    {
        var before = await _host.NowAsync() - TimeSpan.FromSeconds(2);
        var owner = (await _host.DealsSeenByAsync(_host.Administrator))[_host.HiddenDeal];
        await _host.GiveDealAsync(_host.OwnDeal, owner, observer: _host.Seller);

        // We hold one deal of that owner, the hidden one; the host shows the seller one of his deals, too: the one she gave away.
        var seller = await Connector.ReadVisibleAsync(await _host.OpenAsync(_host.Seller), _administrator, RecordKind.Deal, [new OwnerCount(owner, 1)], before, Token);

        Assert.False(seller.Covers(_host.HiddenDeal, owner));
        Assert.True(seller.Covers(_host.OwnDeal, owner));
    }

    [Fact]
    [Trait("MUST", "4.12")]
    public async Task Records_we_still_count_and_the_host_lost_do_not_widen_what_is_seen()
    {
        var all = await _host.DealsSeenByAsync(_host.Administrator);
        OwnerCount[] stale = [.. all.Values.CountBy(owner => owner).Select(owner => new OwnerCount(owner.Key, owner.Value + 1))];

        var seller = await Connector.ReadVisibleAsync(await _host.OpenAsync(_host.Seller), _administrator, RecordKind.Deal, stale, await _host.NowAsync(), Token);

        Assert.Empty(seller.Owners);
        Assert.Equal((await _host.DealsSeenByAsync(_host.Seller)).Keys.Order(), seller.ExtraIds.Order());
    }

    [Fact]
    [Trait("MUST", "3.5")]
    public async Task A_write_stands_in_the_host_under_its_authors_name_with_one_note()
    {
        var (seller, write) = await PlanningAsync();

        Assert.IsType<WriteResult.Confirmed>(await Connector.ApplyAsync(seller, write, Token));

        Assert.Equal(write.Wanted, await PlanOfAsync(_host.OwnDeal));
        Assert.Equal([_host.Seller], await _host.ChangesOfDealAsync(_host.OwnDeal));
        Assert.Equal(1, await _host.CountNotesAsync(_host.OwnDeal));
    }

    [Fact]
    [Trait("MUST", "3.4")]
    public async Task The_same_write_again_adds_nothing_and_no_second_note()
    {
        var (seller, write) = await PlanningAsync();
        await Connector.ApplyAsync(seller, write, Token);
        await _host.RestartAsync();

        var again = Assert.IsType<WriteResult.Confirmed>(await Connector.ApplyAsync(seller, write, Token));

        Assert.Equal(TimeSpan.Zero, again.ReadToWrite);
        Assert.Single(await _host.ChangesOfDealAsync(_host.OwnDeal));
        Assert.Equal(1, await _host.CountNotesAsync(_host.OwnDeal));
    }

    [Fact]
    [Trait("MUST", "3.4")]
    public async Task A_write_whose_answer_was_lost_is_found_done_by_its_repeat()
    {
        var (seller, write) = await PlanningAsync();
        await _host.LoseNextAnswerAsync();

        Assert.Equal(HostFault.OutcomeUnknown, (await Assert.ThrowsAsync<HostException>(() => Connector.ApplyAsync(seller, write, Token))).Fault);
        Assert.IsType<WriteResult.Confirmed>(await Connector.ApplyAsync(seller, write, Token));

        Assert.Single(await _host.ChangesOfDealAsync(_host.OwnDeal));
        Assert.Equal(1, await _host.CountNotesAsync(_host.OwnDeal));
    }

    [Fact]
    [Trait("MUST", "3.4")]
    public async Task A_note_that_failed_is_added_by_the_repeat_alone()
    {
        var (seller, write) = await PlanningAsync();
        await _host.FailNextNoteAsync();

        await Assert.ThrowsAsync<HostException>(() => Connector.ApplyAsync(seller, write, Token));
        Assert.Equal(0, await _host.CountNotesAsync(_host.OwnDeal));
        Assert.IsType<WriteResult.Confirmed>(await Connector.ApplyAsync(seller, write, Token));

        Assert.Single(await _host.ChangesOfDealAsync(_host.OwnDeal));
        Assert.Equal(1, await _host.CountNotesAsync(_host.OwnDeal));
    }

    [Fact]
    public async Task A_plan_is_replaced_from_what_the_author_saw_and_taken_back_to_nothing()
    {
        var (seller, first) = await PlanningAsync();
        await Connector.ApplyAsync(seller, first, Token);
        var second = first with { OperationId = "operation-2", Base = first.Wanted, Wanted = first.Wanted! with { EntryId = "entry-2", Amount = new(99.5m, "RUB") } };
        var nothing = second with { OperationId = "operation-3", Base = second.Wanted, Wanted = null };

        Assert.IsType<WriteResult.Confirmed>(await Connector.ApplyAsync(seller, second, Token));
        Assert.Equal(second.Wanted, await PlanOfAsync(_host.OwnDeal));
        Assert.IsType<WriteResult.Confirmed>(await Connector.ApplyAsync(seller, nothing, Token));

        Assert.Null(await PlanOfAsync(_host.OwnDeal));
        Assert.Equal(3, await _host.CountNotesAsync(_host.OwnDeal));
    }

    [Fact]
    [Trait("MUST", "3.5")]
    public async Task A_plan_that_somebody_changed_since_the_author_saw_it_is_a_conflict_and_stays()
    {
        var (seller, write) = await PlanningAsync();
        var others = write with { OperationId = "operation-other", Wanted = write.Wanted! with { EntryId = "entry-other", Month = new(2027, 3) } };
        await Connector.ApplyAsync(_administrator, others, Token);

        var conflict = Assert.IsType<WriteResult.Conflict>(await Connector.ApplyAsync(seller, write, Token));

        Assert.Equal((others.Wanted, _host.Administrator), (conflict.Current, conflict.ChangedBy));
        Assert.NotNull(conflict.ChangedAt);
        Assert.Equal(others.Wanted, await PlanOfAsync(_host.OwnDeal));
        Assert.Equal(1, await _host.CountNotesAsync(_host.OwnDeal));
    }

    [Fact]
    [Trait("MUST", "3.5")]
    public async Task A_change_of_another_field_is_no_conflict_and_stays()
    {
        var (seller, write) = await PlanningAsync();
        await _host.RenameDealAsync(_host.OwnDeal, "Renamed meanwhile");

        Assert.IsType<WriteResult.Confirmed>(await Connector.ApplyAsync(seller, write, Token));

        var deal = await DealAsync(_host.OwnDeal);
        Assert.Equal(("Renamed meanwhile", write.Wanted), (deal.Title, deal.Plan));
    }

    [Fact]
    [Trait("MUST", "3.6")]
    public async Task Who_may_not_change_a_deal_changes_nothing_and_leaves_no_note()
    {
        var (seller, write) = await PlanningAsync();

        foreach (var deal in (string[])[_host.SeenDeal, _host.HiddenDeal])
        {
            var fault = await Assert.ThrowsAsync<HostException>(() => Connector.ApplyAsync(seller, write with { DealId = deal }, Token));
            Assert.Equal(HostFault.NotAllowed, fault.Fault);
            Assert.Empty(await _host.ChangesOfDealAsync(deal));
            Assert.Equal(0, await _host.CountNotesAsync(deal));
        }
    }

    [Fact]
    public async Task A_deal_that_is_no_more_is_told_so()
    {
        var (seller, write) = await PlanningAsync();
        await _host.DeleteDealAsync(_host.OwnDeal);

        Assert.IsType<WriteResult.Gone>(await Connector.ApplyAsync(seller, write, Token));
        Assert.IsType<WriteResult.Gone>(await Connector.ApplyAsync(seller, write with { DealId = _host.NoDeal }, Token));
    }

    [Fact]
    [Trait("MUST", "3.5")]
    public async Task Where_the_plans_fields_are_not_prepared_nothing_is_written()
    {
        var seller = await _host.OpenAsync(_host.Seller);

        Assert.IsType<WriteResult.NotKept>(await Connector.ApplyAsync(seller, PlanFor(_host.OwnDeal), Token));

        Assert.Empty(await _host.ChangesOfDealAsync(_host.OwnDeal));
        Assert.Equal(0, await _host.CountNotesAsync(_host.OwnDeal));
    }

    [Fact]
    [Trait("MUST", "3.5")]
    public async Task What_became_of_a_plan_is_told_once_and_the_plan_reads_as_before()
    {
        var (seller, write) = await PlanningAsync();
        await Connector.ApplyAsync(seller, write, Token);

        Assert.Equal(FateAnswer.Told, await TellAsync(seller, write));
        Assert.Equal(FateAnswer.Told, await TellAsync(seller, write));

        Assert.Equal([_host.Seller, _host.Seller], await _host.ChangesOfDealAsync(_host.OwnDeal));
        Assert.Equal(write.Wanted, await PlanOfAsync(_host.OwnDeal));
        Assert.Equal(1, await _host.CountNotesAsync(_host.OwnDeal));
        Assert.IsType<WriteResult.Confirmed>(await Connector.ApplyAsync(seller, write with { OperationId = "operation-2", Base = write.Wanted, Wanted = null }, Token));
    }

    [Fact]
    public async Task What_became_of_a_plan_is_told_to_no_deal_that_holds_another()
    {
        var (seller, write) = await PlanningAsync();
        Assert.Equal(FateAnswer.Differs, await TellAsync(seller, write));
        await Connector.ApplyAsync(seller, write, Token);

        Assert.Equal(FateAnswer.Differs, await TellAsync(seller, write with { Wanted = write.Wanted! with { EntryId = "entry-2" } }));
        Assert.Equal(FateAnswer.Gone, await TellAsync(seller, write with { DealId = _host.NoDeal }));
        var fault = await Assert.ThrowsAsync<HostException>(() => TellAsync(seller, write with { DealId = _host.HiddenDeal }));

        Assert.Equal(HostFault.NotAllowed, fault.Fault);
        Assert.Single(await _host.ChangesOfDealAsync(_host.OwnDeal));
    }

    [Fact]
    public async Task Where_the_plans_fields_are_not_prepared_no_fate_is_told() =>
        Assert.Equal(FateAnswer.NotKept, await TellAsync(await _host.OpenAsync(_host.Seller), PlanFor(_host.OwnDeal)));

    [Fact]
    public async Task A_notice_is_shown_to_its_person_alone_and_a_second_of_its_tag_takes_its_place()
    {
        var seller = await _host.OpenAsync(_host.Seller);
        var notice = new HostNotice("day-1", "Раз\nдва", "Открыть", "/day?date=2026-11-24&manager=4");

        Assert.Equal(NoticeAnswer.Shown, await Connector.NotifyAsync(seller, notice, Token));
        Assert.Equal(NoticeAnswer.Shown, await Connector.NotifyAsync(seller, notice with { Tag = "day-2", Text = "Три" }, Token));
        Assert.Equal(NoticeAnswer.Shown, await Connector.NotifyAsync(seller, notice with { Text = "Четыре" }, Token));

        var shown = await _host.NoticesOfAsync(_host.Seller);
        Assert.Equal(2, shown.Count);
        Assert.StartsWith("Три\n", shown[0], StringComparison.Ordinal);
        Assert.StartsWith("Четыре\n", shown[1], StringComparison.Ordinal);
        Assert.Empty(await _host.NoticesOfAsync(_host.Administrator));
        await _host.SwitchNoticesOffAsync(_host.Seller);
        Assert.Equal(NoticeAnswer.SwitchedOff, await Connector.NotifyAsync(seller, notice, Token));
        Assert.Equal(2, (await _host.NoticesOfAsync(_host.Seller)).Count);
    }

    [Fact]
    public async Task Every_kind_has_an_address_at_the_host()
    {
        Assert.All((await _host.TruthAsync()).Keys, kind =>
            Assert.Equal(_administrator.Endpoint.Authority, Connector.RecordAddress(_administrator, kind, "../1?x=#").Authority));
        Assert.NotEqual(Connector.RecordAddress(_administrator, RecordKind.Deal, "1"), Connector.RecordAddress(_administrator, RecordKind.Deal, "2"));
    }

    private async Task<EntryProof.Proven> ProveAsync(EntryRequest entry) =>
        Assert.IsType<EntryProof.Proven>(await Connector.ProveEntryAsync(entry, null, Token));

    private Task PrepareAsync() => Connector.PrepareAsync(_administrator, new Uri("https://app.example/"), Token);

    private Task<FateAnswer> TellAsync(HostConnection seller, PlanWrite write) =>
        Connector.TellFateAsync(seller, write.DealId, write.Wanted!, PlanEntryFate.Fulfilled, Token);

    private async Task<(HostConnection Seller, PlanWrite Write)> PlanningAsync()
    {
        await PrepareAsync();
        return (await _host.OpenAsync(_host.Seller), PlanFor(_host.OwnDeal));
    }

    private PlanWrite PlanFor(string deal) => new(
        "operation-1", deal, null, new("entry-1", new(1_500_000.25m, "RUB"), new(2026, 12), _host.Seller, PlanMetric.Receipts, PlanEntryStatus.Committed),
        "План на декабрь: «1 500 000,25 ₽» <b>$result[x]</b> & 🏠");

    private async Task<Deal> DealAsync(string id) =>
        Assert.IsType<Deal>(Assert.IsType<RecordReading.Found>(Assert.Single(await Connector.ReadRecordsAsync(_administrator, RecordKind.Deal, [id], Token))).Record);

    private async Task<PlanValues?> PlanOfAsync(string id) => (await DealAsync(id)).Plan;

    private async Task<FeedPage> PageAsync(FeedRequest request) => Assert.Single((await Connector.ReadPagesAsync(_administrator, [request], Token)).Pages);

    /// <summary>Reads until every feed is caught up.</summary>
    private async Task<List<FeedPage>> WalkAsync(IReadOnlyList<FeedRequest> feeds)
    {
        List<FeedPage> pages = [];
        for (var open = feeds; open.Count > 0;)
        {
            var batch = await Connector.ReadPagesAsync(_administrator, open, Token);
            Assert.All(batch.Pages, page => Assert.Null(page.Fault));
            Assert.Equal(open.Select(feed => feed.Kind.Name).Order(), batch.Pages.Select(page => page.Kind.Name).Order());
            pages.AddRange(batch.Pages);
            Assert.True(pages.Count < 100, "The walk does not end.");
            open = [.. open.Select(feed => (feed, page: batch.Pages.Single(page => page.Kind == feed.Kind))).Where(pair => !pair.page.CaughtUp)
                .Select(pair => pair.feed with { Cursor = pair.page.NextCursor })];
        }

        return pages;
    }
}
