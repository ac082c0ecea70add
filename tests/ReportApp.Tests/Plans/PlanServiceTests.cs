using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Plans;
using ReportApp.Core.Store;

namespace ReportApp.Tests.Plans;

/// <summary>From the editor to the deal in the host; the host's ledger decides.</summary>
public sealed class PlanServiceTests
{
    private const string Deal = "100";

    private static readonly PlanCommand Command = new(Deal, null, 3_000_000m, "2026-12", "11", PlanMetric.Receipts, "ждём ипотеку");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_editor_opens_with_the_deal_and_what_it_still_owes()
    {
        await using var world = await PlanWorld.StartAsync();

        var deal = await world.Plans.OpenAsync(world.Head, Deal, Token);

        Assert.NotNull(deal);
        Assert.Equal(("Новая", "Северный парк / Корпус 1", 9_000_000m, "RUB"), (deal.Stage, deal.Object, deal.DealAmount, deal.Currency));
        Assert.Equal(1_500_000m, deal.Paid); // the release of escrow is no receipt
        Assert.Equal(
            [
                new(new DateOnly(2026, 11, 10), 2_000_000m, 1_500_000m, "own"), new ScheduleLineView(new DateOnly(2027, 2, 10), 3_000_000m, 3_000_000m, "own"),
            ],
            deal.Schedule);
        Assert.Equal(("2026-11", 1_500_000m, "11"), (deal.SuggestedMonth, deal.SuggestedAmount, deal.SuggestedManagerId));
        Assert.Equal(["10", "11", "12"], deal.Managers.Select(person => person.Id).Order(StringComparer.Ordinal));
        Assert.Null(deal.Current);
        Assert.Empty(deal.Entries);
        Assert.Equal((null, false), (deal.FormerManager, deal.IsLost));
        Assert.True((await world.Plans.OpenAsync(world.Head, "102", Token))!.IsLost);
    }

    [Fact]
    public async Task A_deal_that_is_paid_suggests_no_more_money()
    {
        await using var world = await PlanWorld.StartAsync();
        // Nothing is scheduled, and what it cost has come.
        world.Host.Put(PlanWorld.Deal(101) with { Amount = 0 });

        Assert.Null((await world.Plans.OpenAsync(world.Head, "101", Token))!.SuggestedAmount);
    }

    [Fact]
    public async Task A_manager_who_left_is_named_but_not_suggested()
    {
        await using var world = await PlanWorld.StartAsync();
        world.Host.Put(PlanWorld.Deal(103, ownerId: "14"));

        var deal = (await world.Plans.OpenAsync(world.Head, "103", Token))!;
        Assert.Equal((null, "Ушедший Егор"), (deal.SuggestedManagerId, deal.FormerManager));
    }

    [Fact]
    [Trait("Requirement", "I7")]
    public async Task A_deal_that_the_host_hides_or_does_not_have_cannot_be_opened_or_planned()
    {
        await using var world = await PlanWorld.StartAsync();
        world.Host.Sees["11"] = ["11"];

        Assert.Null(await world.Plans.OpenAsync(world.Seller, "101", Token));
        Assert.Null(await world.Plans.OpenAsync(world.Seller, "999", Token));
        Assert.IsType<PlanSaved.NotFound>(await world.Plans.SaveAsync(world.Seller, Command with { DealId = "101" }, "k1", Token));
        Assert.Equal(0, await world.DeliverAsync());
    }

    [Fact]
    [Trait("Requirement", "I2")]
    public async Task Somebody_elses_entry_never_makes_an_accepted_one_vanish()
    {
        await using var world = await PlanWorld.StartAsync();
        var heads = await world.SaveAsync(world.Head, Command);
        var sellers = await world.SaveAsync(world.Seller, Command with { Amount = 1m });

        Assert.Equal(WriteState.Queued, (await world.Plans.FindAsync(world.Head, heads.Id, Token))!.Write.State);
        await world.DeliverAsync();
        await world.DeliverAsync();

        // The head's came first and stands; the seller had not seen it and is asked.
        Assert.Equal(WriteState.Confirmed, (await world.Plans.FindAsync(world.Head, heads.Id, Token))!.Write.State);
        Assert.Equal(WriteState.Conflict, (await world.Plans.FindAsync(world.Seller, sellers.Id, Token))!.Write.State);
        Assert.True((await world.Plans.FindAsync(world.Head, heads.Id, Token))!.CanUndo);
    }

    [Fact]
    public async Task What_a_person_claims_to_have_seen_does_not_reach_the_timeline_and_has_a_length()
    {
        await using var world = await PlanWorld.StartAsync();
        var seen = new PlanValues("[b]entry[/b]", new Money(99_999_999m, "USD"), new YearMonth(2026, 12), "[url=x]", PlanMetric.Receipts, PlanEntryStatus.Committed);

        await world.SaveAsync(world.Head, Command with { Base = seen });
        await world.DeliverAsync();
        Assert.DoesNotContain(world.Host.Notes, note => note.Text.Contains("99", StringComparison.Ordinal));

        var refused = await world.Plans.SaveAsync(world.Head, Command with { Base = seen with { ManagerId = new string('x', 65) } }, "k9", Token);
        Assert.Equal([new PlanProblem("base", "too_long")], Assert.IsType<PlanSaved.Invalid>(refused).Problems);
    }

    [Fact]
    [Trait("Requirement", "I1")]
    public async Task A_plan_stands_in_the_deal_once_with_a_note_of_who_what_when_was_and_becomes()
    {
        await using var world = await PlanWorld.StartAsync();

        var entry = await world.SaveAsync(world.Head, Command);
        Assert.Equal(WriteState.Queued, entry.Write.State);
        await world.DeliverAsync();
        await world.DeliverAsync();

        var saved = await world.Plans.FindAsync(world.Head, entry.Id, Token);
        Assert.Equal((WriteState.Confirmed, true), (saved?.Write.State, saved?.CanUndo));
        Assert.Equal([("10", Deal, entry.Values)], world.Host.Ledger);
        Assert.Equal((PlanEntryStatus.Committed, entry.Id), (entry.Values!.Status, entry.Values.EntryId));
        var note = Assert.Single(world.Host.Notes);
        Assert.Equal(entry.Write.OperationId, note.OperationId);
        Assert.Equal(
            """
            План поступлений: Главный Глеб, 24.11.2026 12:00
            Было: —
            Стало: 3 000 000,00 ₽, декабрь 2026, Иванов Пётр
            Комментарий: ждём ипотеку
            """,
            note.Text.ReplaceLineEndings().Replace('\u00A0', ' ').Replace('\u202F', ' '));
    }

    [Fact]
    [Trait("Requirement", "3.2")]
    public async Task The_same_key_gives_the_first_answer_again_and_another_request_under_it_is_refused()
    {
        await using var world = await PlanWorld.StartAsync();
        var first = await world.SaveAsync(world.Head, Command, "k1");

        var again = Assert.IsType<PlanSaved.Saved>(await world.Plans.SaveAsync(world.Head, Command with { Amount = 3_000_000.00m }, "k1", Token));
        Assert.Equal((true, first.Id), (again.Replayed, again.Entry.Id));
        Assert.IsType<PlanSaved.KeyReused>(await world.Plans.SaveAsync(world.Head, Command with { Amount = 1 }, "k1", Token));

        await world.SaveAsync(world.Seller, Command with { DealId = Deal, Amount = 5 }, "k1"); // keys are each person's own
    }

    [Fact]
    [Trait("Requirement", "3.2")]
    public async Task Ten_clicks_at_once_make_one_entry()
    {
        await using var world = await PlanWorld.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => world.Plans.SaveAsync(world.Head, Command, "k1", Token), Token)));
        await world.DeliverAsync();

        Assert.Single(answers.OfType<PlanSaved.Saved>(), saved => !saved.Replayed);
        Assert.All(answers, answer => Assert.True(answer is PlanSaved.Saved or PlanSaved.InProgress));
        Assert.Single(world.Host.Ledger);
        Assert.Single(world.Host.Notes);
    }

    /// <summary>The first of ten clicks may be through between the look of another whether its key is known and its own work.</summary>
    [Fact]
    [Trait("Requirement", "3.2")]
    public async Task A_key_that_was_used_meanwhile_stands_for_what_it_was_used_for()
    {
        await using var world = await PlanWorld.StartAsync();
        var first = await world.SaveAsync(world.Head, Command, "k1");
        var entries = world.Store.Get<PlanEntries>();
        var used = await entries.FindKeyAsync(world.Head, "k1", Token);

        Assert.Equal(first.Id, used?.EntryId);
        Assert.Equal(used, await entries.AddKeyAsync(world.Head, "k1", "another request", "another entry", Token));
        var stood = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => entries.AddKeyAsync(world.Head, "k2", "request", first.Id, Token), Token)));
        Assert.All(stood, each => Assert.Equal((first.Id, "request"), each));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_same_plan_saved_again_is_the_first_entry_and_writes_nothing(bool isDelivered)
    {
        await using var world = await PlanWorld.StartAsync();
        var first = await world.SaveAsync(world.Head, Command);
        if (isDelivered) await world.DeliverAsync();
        var repeat = Command with { Base = first.Values, Comment = null };

        Assert.Equal(first.Id, (await world.SaveAsync(world.Head, repeat, "k2")).Id);
        Assert.True(Assert.IsType<PlanSaved.Saved>(await world.Plans.SaveAsync(world.Head, repeat, "k2", Token)).Replayed);
        await world.DeliverAsync();

        Assert.Single(world.Host.Ledger);
        Assert.Single(world.Host.Notes);
    }

    [Fact]
    public async Task The_same_values_are_a_new_entry_when_they_say_more_or_do_not_stand_or_come_from_another_person()
    {
        await using var world = await PlanWorld.StartAsync();
        List<string> entries = [];
        async Task<PlanValues> SaveAsync(Viewer viewer, PlanValues? seen, string? comment)
        {
            var entry = await world.SaveAsync(viewer, Command with { Base = seen, Comment = comment });
            await world.DeliverAsync();
            entries.Add(entry.Id);
            return entry.Values!;
        }

        var first = await SaveAsync(world.Head, null, null);
        var commented = await SaveAsync(world.Head, first, "банк одобрил");
        var other = commented with { EntryId = "x", Amount = new Money(7, "RUB") };
        world.Host.Put(PlanWorld.Deal(100) with { Plan = other });
        var restored = await SaveAsync(world.Head, other, null);
        await SaveAsync(world.Administrator, restored, null);

        Assert.Equal(4, entries.Distinct().Count());
        Assert.Equal(4, world.Host.Ledger.Count);
    }

    [Fact]
    [Trait("Requirement", "I15")]
    public async Task A_plan_accepted_before_the_app_was_killed_is_delivered_after_it()
    {
        await using var world = await PlanWorld.StartAsync();
        var entry = await world.SaveAsync(world.Head, Command, "k1");

        await world.Store.RestartAsync();

        var again = Assert.IsType<PlanSaved.Saved>(await world.Plans.SaveAsync(world.Head, Command, "k1", Token));
        await world.DeliverAsync();
        Assert.Equal((true, entry.Id), (again.Replayed, again.Entry.Id));
        Assert.Equal([entry.Values], world.Host.Ledger.Select(change => change.Plan));
    }

    [Fact]
    public async Task When_the_host_does_not_answer_nothing_is_stored_and_the_key_is_free()
    {
        await using var world = await PlanWorld.StartAsync();
        (world.Host.Fault, world.Host.FaultAtCall) = (new HostException(HostFault.NoEffect, "busy"), 1);

        await Assert.ThrowsAsync<HostException>(() => world.Plans.SaveAsync(world.Head, Command, "k1", Token));

        Assert.Empty(await world.Plans.ListPendingAsync(world.Head, Token));
        Assert.False(Assert.IsType<PlanSaved.Saved>(await world.Plans.SaveAsync(world.Head, Command, "k1", Token)).Replayed);
    }

    [Fact]
    public async Task A_bad_plan_is_refused_before_anything_is_stored()
    {
        await using var world = await PlanWorld.StartAsync();

        var lost = Assert.IsType<PlanSaved.Invalid>(await world.Plans.SaveAsync(world.Seller, Command with { DealId = "102", ManagerId = "12" }, "k1", Token));

        Assert.Equal([new PlanProblem("dealId", "deal_lost"), new("managerId", "not_allowed")], lost.Problems);
        Assert.Empty(await world.Plans.ListPendingAsync(world.Seller, Token));
    }

    [Fact]
    public async Task A_newer_plan_replaces_one_that_was_not_sent_even_when_its_author_saw_that_one()
    {
        await using var world = await PlanWorld.StartAsync();
        var first = await world.SaveAsync(world.Head, Command);
        var second = await world.SaveAsync(world.Head, Command with { Base = first.Values, Amount = 4_000_000m });

        await world.DeliverAsync();

        Assert.Null(second.Previous);
        Assert.Equal(WriteState.Superseded, (await world.Plans.FindAsync(world.Head, first.Id, Token))?.Write.State);
        Assert.Equal([second.Values], world.Host.Ledger.Select(change => change.Plan));
        Assert.Equal(second.Values, await ShownAsync(world));
    }

    [Fact]
    [Trait("Requirement", "I1")]
    public async Task A_newer_plan_over_one_that_stands_and_waits_for_its_note_is_no_conflict_with_oneself()
    {
        await using var world = await PlanWorld.StartAsync();
        var first = await world.SaveAsync(world.Head, Command);
        (world.Host.Fault, world.Host.FaultAfterEffect) = (new HostException(HostFault.OutcomeUnknown, "reset"), true);
        await world.DeliverAsync();
        world.Store.Clock.Advance(TimeSpan.FromSeconds(61));
        (world.Host.Fault, world.Host.FaultAtCall, world.Host.FaultAfterEffect) = (new HostException(HostFault.SignInAgain, "consent"), 2, false);
        await world.DeliverAsync(); // the record is read, then its repeat is stopped
        Assert.Equal(WriteState.Blocked, (await world.Plans.FindAsync(world.Head, first.Id, Token))?.Write.State);

        var second = await world.SaveAsync(world.Head, Command with { Base = first.Values, Amount = 4_000_000m });
        await world.DeliverAsync();

        Assert.Equal(first.Values, second.Previous);
        Assert.Equal(WriteState.Superseded, (await world.Plans.FindAsync(world.Head, first.Id, Token))?.Write.State);
        Assert.Equal(WriteState.Confirmed, (await world.Plans.FindAsync(world.Head, second.Id, Token))?.Write.State);
        Assert.Equal([first.Values, second.Values], world.Host.Ledger.Select(change => change.Plan));
    }

    [Fact]
    public async Task Undo_restores_what_stood_there_once()
    {
        await using var world = await PlanWorld.StartAsync();
        var first = await world.SaveAsync(world.Head, Command);
        await world.DeliverAsync();
        var second = await world.SaveAsync(world.Head, Command with { Base = first.Values, Amount = 4_000_000m });
        await world.DeliverAsync();

        var undone = Assert.IsType<PlanSaved.Saved>(await world.Plans.UndoAsync(world.Head, second.Id, "u1", Token));
        Assert.True(Assert.IsType<PlanSaved.Saved>(await world.Plans.UndoAsync(world.Head, second.Id, "u1", Token)).Replayed);
        Assert.IsType<PlanSaved.WrongState>(await world.Plans.UndoAsync(world.Head, second.Id, "u2", Token));
        await world.DeliverAsync();

        Assert.Equal(first.Values, undone.Entry.Values);
        Assert.Equal(first.Values, world.PlanInHost(Deal));
        Assert.Equal(first.Values, await ShownAsync(world));
        Assert.Equal(3, world.Host.Ledger.Count);
        Assert.Equal(3, world.Host.Notes.Count);
    }

    [Fact]
    public async Task Undo_of_the_first_plan_empties_the_deals_fields()
    {
        await using var world = await PlanWorld.StartAsync();
        var entry = await world.SaveAsync(world.Head, Command);
        Assert.IsType<PlanSaved.WrongState>(await world.Plans.UndoAsync(world.Head, entry.Id, "u0", Token)); // not there yet
        await world.DeliverAsync();

        Assert.IsType<PlanSaved.Saved>(await world.Plans.UndoAsync(world.Head, entry.Id, "u1", Token));
        await world.DeliverAsync();

        Assert.Null(world.PlanInHost(Deal));
        Assert.Null(await ShownAsync(world));
        Assert.False((await world.Plans.FindAsync(world.Head, entry.Id, Token))!.CanUndo);
    }

    [Fact]
    public async Task A_plan_that_was_taken_out_comes_back_by_undo()
    {
        await using var world = await PlanWorld.StartAsync();
        var first = await world.SaveAsync(world.Head, Command);
        await world.DeliverAsync();
        var takenOut = await world.SaveAsync(world.Head, Command with { Base = first.Values, Amount = 0, Comment = null });
        await world.DeliverAsync();
        Assert.Null(world.PlanInHost(Deal));
        Assert.True((await world.Plans.FindAsync(world.Head, takenOut.Id, Token))!.CanUndo);

        Assert.IsType<PlanSaved.Saved>(await world.Plans.UndoAsync(world.Head, takenOut.Id, "u1", Token));
        await world.DeliverAsync();

        Assert.Equal(first.Values, world.PlanInHost(Deal));
        Assert.Equal(first.Values, await ShownAsync(world));
        Assert.False((await world.Plans.FindAsync(world.Head, takenOut.Id, Token))!.CanUndo);
    }

    [Fact]
    public async Task After_thirty_days_there_is_no_undo()
    {
        await using var world = await PlanWorld.StartAsync();
        var entry = await world.SaveAsync(world.Head, Command);
        await world.DeliverAsync();
        world.Store.Clock.Advance(TimeSpan.FromDays(31));

        Assert.IsType<PlanSaved.WrongState>(await world.Plans.UndoAsync(world.Head, entry.Id, "u1", Token));
    }

    [Theory]
    [Trait("MUST", "3.1")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_conflict_tells_by_name_who_changed_the_deal_and_when(bool isFoundByReading)
    {
        await using var world = await PlanWorld.StartAsync();
        var entry = await world.SaveAsync(world.Head, Command);
        var changedAt = new DateTimeOffset(2026, 11, 23, 8, 15, 0, TimeSpan.Zero);
        var theirs = new PlanValues("x", new Money(7, "RUB"), new YearMonth(2027, 1), "12", PlanMetric.Receipts, PlanEntryStatus.Committed);
        if (isFoundByReading)
        {
            world.Host.Fault = new HostException(HostFault.OutcomeUnknown, "reset");
            await world.DeliverAsync();
            world.Store.Clock.Advance(TimeSpan.FromSeconds(61));
        }
        world.Host.Put(PlanWorld.Deal(100) with { Plan = theirs, ModifiedAt = changedAt, ModifiedById = "12" });

        await world.DeliverAsync();

        var write = (await world.Plans.FindAsync(world.Head, entry.Id, Token))!.Write;
        Assert.Equal((WriteState.Conflict, theirs, "Южная Юлия", changedAt), (write.State, write.Theirs, write.TheirsBy, write.TheirsAt));
        Assert.Equal("Южная Юлия", Assert.Single(await world.Plans.ListPendingAsync(world.Head, Token)).Write.TheirsBy);
        Assert.Equal("Южная Юлия", Assert.Single((await world.Plans.OpenAsync(world.Head, Deal, Token))!.Entries).Write.TheirsBy);
    }

    [Theory]
    [Trait("Requirement", "I3")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_somebody_wrote_meanwhile_is_kept_or_replaced_by_the_authors_word(bool keepMine)
    {
        await using var world = await PlanWorld.StartAsync();
        var entry = await world.SaveAsync(world.Head, Command);
        var theirs = new PlanValues("x", new Money(7, "RUB"), new YearMonth(2027, 1), "12", PlanMetric.Receipts, PlanEntryStatus.Committed);
        world.Host.Put(PlanWorld.Deal(100) with { Plan = theirs });
        await world.DeliverAsync();

        var conflict = Assert.Single(await world.Plans.ListPendingAsync(world.Head, Token));
        Assert.Equal((WriteState.Conflict, theirs), (conflict.Write.State, conflict.Write.Theirs));
        Assert.Equal(theirs, await ShownAsync(world));
        Assert.IsType<PlanActed.WrongState>(await world.Plans.RetryAsync(world.Head, entry.Id, Token));
        Assert.IsType<PlanActed.NotFound>(await world.Plans.KeepMineAsync(world.Seller, entry.Id, Token));
        Assert.IsType<PlanActed.Done>(
            keepMine ? await world.Plans.KeepMineAsync(world.Head, entry.Id, Token) : await world.Plans.TakeTheirsAsync(world.Head, entry.Id, Token));
        await world.DeliverAsync();

        var stands = keepMine ? entry.Values : theirs;
        Assert.Equal(stands, world.PlanInHost(Deal));
        Assert.Equal(stands, await ShownAsync(world));
        Assert.Equal(theirs, (await world.Plans.FindAsync(world.Head, entry.Id, Token))!.Previous);
        Assert.Empty(await world.Plans.ListPendingAsync(world.Head, Token));
    }

    [Fact]
    public async Task A_withdrawn_plan_never_reaches_the_host()
    {
        await using var world = await PlanWorld.StartAsync();
        var entry = await world.SaveAsync(world.Head, Command);

        var cancelled = Assert.IsType<PlanActed.Done>(await world.Plans.CancelAsync(world.Head, entry.Id, Token));
        await world.DeliverAsync();

        Assert.Equal(WriteState.Cancelled, cancelled.Entry.Write.State);
        Assert.Empty(world.Host.Ledger);
        Assert.Null(await ShownAsync(world));
        Assert.IsType<PlanActed.WrongState>(await world.Plans.CancelAsync(world.Head, entry.Id, Token));
    }

    [Fact]
    [Trait("Requirement", "I6")]
    public async Task Another_portal_neither_sees_nor_touches_an_entry()
    {
        await using var world = await PlanWorld.StartAsync();
        var other = new Viewer((await world.InstallAnotherAsync()).Id, "10", IsAdministrator: true);
        var entry = await world.SaveAsync(world.Head, Command, "k1");

        Assert.Null(await world.Plans.FindAsync(other, entry.Id, Token));
        Assert.IsType<PlanActed.NotFound>(await world.Plans.CancelAsync(other, entry.Id, Token));
        Assert.IsType<PlanSaved.NotFound>(await world.Plans.UndoAsync(other, entry.Id, "u1", Token));
        Assert.Empty(await world.Plans.ListPendingAsync(other, Token));
        Assert.Empty((await world.Plans.OpenAsync(other, Deal, Token))!.Entries);
        Assert.False(Assert.IsType<PlanSaved.Saved>(await world.Plans.SaveAsync(other, Command, "k1", Token)).Replayed);
    }

    [Fact]
    public async Task A_colleague_does_not_see_an_entry_and_an_administrator_does()
    {
        await using var world = await PlanWorld.StartAsync();
        var entry = await world.SaveAsync(world.Seller, Command);

        Assert.Null(await world.Plans.FindAsync(world.Seller with { UserId = "12" }, entry.Id, Token));
        Assert.NotNull(await world.Plans.FindAsync(world.Administrator, entry.Id, Token));
        Assert.Equal(PlanEntryStatus.Draft, entry.Values!.Status);
    }

    /// <summary>The plan that a person sees when he opens the deal.</summary>
    private static async Task<PlanValues?> ShownAsync(PlanWorld world) => (await world.Plans.OpenAsync(world.Head, Deal, Token))!.Current;
}
