using System.Globalization;
using System.Text.Json.Nodes;
using ReportApp.Core.Hosts;
using ReportApp.Core.Mapping;
using ReportApp.Core.Messages;
using ReportApp.Core.Model;
using ReportApp.Core.Plans;
using ReportApp.Core.Reports;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;
using ReportApp.Core.Sync;
using ReportApp.Tests.Outbox;
using ReportApp.Tests.Sandbox.Bitrix;

namespace ReportApp.Tests.Messages;

/// <summary>The messages of the day in an emulated portal. Anna asks for hers on Tuesday the 24th at noon; the clock goes on as a test says.</summary>
public sealed class DayMessageTests : PortalDelivery
{
    private static readonly DateOnly Wednesday = new(2026, 11, 25);

    private protected override string[] MoreScopes => ["im"];

    private protected override string Patience => "00:01:00";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private DayMessages Messages => Store.Get<DayMessages>();

    private Viewer Anna => new(Tenant.Id, Author, IsAdministrator: false);

    [Fact]
    public async Task It_comes_once_at_its_hour_also_after_a_restart()
    {
        await SubscribeAsync();

        GoTo("25 08:59");
        Assert.Equal(0, await Messages.SendDueAsync(Tenant.Id, Token));
        GoTo("25 09:00");
        Assert.Equal(1, await Messages.SendDueAsync(Tenant.Id, Token));
        Assert.Equal(0, await Messages.SendDueAsync(Tenant.Id, Token));
        await Store.RestartAsync();
        Assert.Equal(0, await Messages.SendDueAsync(Tenant.Id, Token));

        var notice = Assert.Single(await NoticesAsync());
        var answer = await Store.Get<DayPlans>().RunAsync(Anna, new DayRequest(Wednesday, Managers: [Author]), Token);
        var text = DayMessageText.Write(answer, DayMessageKind.Plan, MessageCircle.Own, "ru", TimeSpan.FromHours(3));
        Assert.StartsWith(text + "\n[URL=", (string)notice["message"]!, StringComparison.Ordinal);
        Assert.StartsWith("План дня, ср 25.11\n", text, StringComparison.Ordinal);
        Assert.Contains("params%5Bview%5D=%2Fday%3Fdate%3D2026-11-25%26manager%3D4]", (string)notice["message"]!, StringComparison.Ordinal);
        Assert.Equal((Wednesday, DayMessageState.Sent, null), await LastAsync());
        Assert.Equal(new DateOnly(2026, 11, 26), (await PlanAsync()).Next);
        Assert.Equal(1, await CallsAsync());
    }

    [Fact]
    public async Task A_head_is_told_the_people_he_leads()
    {
        await EnterAsync(TinyWorld.HeadOfNorth);
        var head = new Viewer(Tenant.Id, TinyWorld.HeadOfNorth.ToString(CultureInfo.InvariantCulture), IsAdministrator: false);
        await SubscribeAsync(head, DayMessageKind.Fact, new TimeOnly(19, 30));

        GoTo("24 19:30");
        Assert.Equal(1, await Messages.SendDueAsync(Tenant.Id, Token));

        var answer = await Store.Get<DayPlans>().RunAsync(head, new DayRequest(new DateOnly(2026, 11, 24), Departments: ["3"]), Token);
        var notice = Assert.Single(await NoticesAsync());
        Assert.StartsWith(
            DayMessageText.Write(answer, DayMessageKind.Fact, MessageCircle.Team, "ru", TimeSpan.FromHours(3)) + "\n", (string)notice["message"]!, StringComparison.Ordinal);
        Assert.Equal(TinyWorld.HeadOfNorth, (int)notice["to"]!);
    }

    [Fact]
    public async Task On_his_day_off_there_is_none()
    {
        await SubscribeAsync();
        var off = new PersonCalendarCommand(null, [Wednesday], new PersonCalendar(null, []));
        Assert.IsType<CalendarSaved.Saved>(await Store.Get<WorkCalendarService>().SetAsync(Anna with { UserId = "1", IsAdministrator = true }, Author, off, Token));
        Assert.Equal(new DateOnly(2026, 11, 26), (await PlanAsync()).Next);

        GoTo("25 09:30");
        Assert.Equal(0, await Messages.SendDueAsync(Tenant.Id, Token));
        GoTo("26 09:00");
        Assert.Equal(1, await Messages.SendDueAsync(Tenant.Id, Token));
        // On Friday he is told, on Saturday not.
        GoTo("27 09:00");
        Assert.Equal(1, await Messages.SendDueAsync(Tenant.Id, Token));
        GoTo("28 09:00");
        Assert.Equal(0, await Messages.SendDueAsync(Tenant.Id, Token));
        Assert.Equal(new DateOnly(2026, 11, 30), (await PlanAsync()).Next);
    }

    [Theory]
    [InlineData("25 10:59", 1, DayMessageState.Sent)]
    [InlineData("25 11:00", 0, DayMessageState.Missed)]
    public async Task When_nobody_looked_at_its_hour_it_is_sent_within_two_hours_and_else_missed(string at, int sent, DayMessageState state)
    {
        await SubscribeAsync();

        GoTo(at);
        Assert.Equal(sent, await Messages.SendDueAsync(Tenant.Id, Token));
        Assert.Equal(0, await Messages.SendDueAsync(Tenant.Id, Token));

        Assert.Equal((Wednesday, state, null), await LastAsync());
        Assert.Equal(sent, (await NoticesAsync()).Count);
    }

    [Fact]
    public async Task An_evening_message_that_midnight_overtook_is_still_that_of_its_day()
    {
        await SubscribeAsync(Anna, DayMessageKind.Fact, new TimeOnly(23, 0));

        GoTo("25 00:30");
        Assert.Equal(1, await Messages.SendDueAsync(Tenant.Id, Token));

        Assert.StartsWith("Факт дня, вт 24.11\n", (string)Assert.Single(await NoticesAsync())["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_lost_on_the_way_is_sent_again_in_its_place()
    {
        await SubscribeAsync();
        GoTo("25 09:00");
        await FailAsync(new { method = "im.notify.system.add", times = 1, reset = "after" });

        Assert.Equal(0, await Messages.SendDueAsync(Tenant.Id, Token));
        Assert.Equal((Wednesday, DayMessageState.Waiting, DayMessageReason.NoAnswer), await LastAsync());
        Assert.Equal(0, await Messages.SendDueAsync(Tenant.Id, Token));
        Store.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await Messages.SendDueAsync(Tenant.Id, Token));

        Assert.Single(await NoticesAsync());
        Assert.Equal(2, await CallsAsync());
    }

    [Fact]
    public async Task A_host_that_gives_no_answer_is_asked_five_times()
    {
        await SubscribeAsync();
        GoTo("25 09:00");
        await FailAsync(new { method = "im.notify.system.add", times = 9, status = 500, error = "INTERNAL_SERVER_ERROR" });

        foreach (var minutes in (int[])[1, 5, 15, 30, 60])
        {
            Assert.Equal(0, await Messages.SendDueAsync(Tenant.Id, Token));
            Store.Clock.Advance(TimeSpan.FromMinutes(minutes));
        }
        Assert.Equal(0, await Messages.SendDueAsync(Tenant.Id, Token));

        Assert.Equal((Wednesday, DayMessageState.Failed, DayMessageReason.NoAnswer), await LastAsync());
        Assert.Equal(5, await CallsAsync());
    }

    [Fact]
    public async Task Who_died_with_a_message_in_hand_leaves_it_to_the_next()
    {
        await SubscribeAsync();
        GoTo("25 09:00");
        Assert.Equal(1, await TakeAsync());
        await Store.RestartAsync();

        Assert.Equal(0, await Messages.SendDueAsync(Tenant.Id, Token));
        Store.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(1, await Messages.SendDueAsync(Tenant.Id, Token));

        Assert.Single(await NoticesAsync());
    }

    [Fact]
    public async Task Who_comes_back_too_late_with_a_message_in_hand_changes_nothing()
    {
        await SubscribeAsync();
        GoTo("25 09:00");
        Assert.Equal(1, await TakeAsync());
        Store.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(1, await Messages.SendDueAsync(Tenant.Id, Token));

        await Store.Get<MessageSubscriptions>().SaveAsync(
            Tenant.Id, Kept, Wednesday, 1, DayMessageState.Waiting, DayMessageReason.NoAnswer, Store.Clock.GetUtcNow(), Token);

        Assert.Equal((Wednesday, DayMessageState.Sent, null), await LastAsync());
        Assert.Equal(0, await Messages.SendDueAsync(Tenant.Id, Token));
        Assert.Equal(1, await CallsAsync());
    }

    [Fact]
    [Trait("Requirement", "I8")]
    public async Task Who_is_not_let_in_any_more_is_told_nothing()
    {
        await SubscribeAsync();
        await ChangeAsync("/__sandbox/people", JsonNode.Parse("""{"id":4,"isActive":false}""")!);

        GoTo("25 09:00");
        Assert.Equal(0, await Messages.SendDueAsync(Tenant.Id, Token));
        await ChangeAsync("/__sandbox/people", JsonNode.Parse("""{"id":4,"isActive":true}""")!);
        Assert.Equal(0, await Messages.SendDueAsync(Tenant.Id, Token));

        Assert.Equal((Wednesday, DayMessageState.Failed, DayMessageReason.NotLetIn), await LastAsync());
        Assert.Empty(await NoticesAsync());
    }

    [Fact]
    public async Task Who_lost_the_right_to_his_records_is_told_nothing_of_them()
    {
        await SubscribeAsync();
        await ChangeAsync("/__sandbox/people", JsonNode.Parse("""{"id":4,"deals":"none","leads":"none"}""")!);

        GoTo("25 09:00");
        Assert.Equal(1, await Messages.SendDueAsync(Tenant.Id, Token));

        Assert.Contains("Обращения: плана нет\n", (string)Assert.Single(await NoticesAsync())["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_takes_no_notices_is_asked_once_a_day()
    {
        await SubscribeAsync();
        await ChangeAsync("/__sandbox/notices", new { id = TinyWorld.Anna, isOn = false });

        GoTo("25 09:00");
        Assert.Equal(0, await Messages.SendDueAsync(Tenant.Id, Token));
        GoTo("25 10:00");
        Assert.Equal(0, await Messages.SendDueAsync(Tenant.Id, Token));

        Assert.Equal((Wednesday, DayMessageState.SwitchedOff, null), await LastAsync());
        Assert.Equal(1, await CallsAsync());
    }

    [Fact]
    public async Task One_at_once_neither_stands_for_that_of_its_hour_nor_doubles_it()
    {
        await SubscribeAsync();
        GoTo("25 08:00");

        Assert.Equal(DayMessageState.Sent, (await SendNowAsync()).State);
        Assert.Equal(DayMessageState.Sent, (await SendNowAsync()).State);
        Assert.Null((await PlanAsync()).Last);
        GoTo("25 09:00");
        Assert.Equal(1, await Messages.SendDueAsync(Tenant.Id, Token));

        Assert.Single(await NoticesAsync());
    }

    [Fact]
    public async Task Another_hour_holds_from_then_on_and_off_is_off()
    {
        await SubscribeAsync();
        GoTo("25 09:00");
        Assert.Equal(1, await Messages.SendDueAsync(Tenant.Id, Token));

        await SetAsync(true, new TimeOnly(10, 30));
        GoTo("25 10:30");
        Assert.Equal(0, await Messages.SendDueAsync(Tenant.Id, Token));
        Assert.Equal(new TimeOnly(10, 30), (await PlanAsync()).Hour);
        GoTo("26 10:30");
        Assert.Equal(1, await Messages.SendDueAsync(Tenant.Id, Token));
        await SetAsync(false, new TimeOnly(10, 30));
        GoTo("27 10:30");
        Assert.Equal(0, await Messages.SendDueAsync(Tenant.Id, Token));
        Assert.Empty(await Messages.ListTenantsAsync(Token));
    }

    [Fact]
    public async Task Of_a_removed_tenant_nothing_is_sent_and_nothing_stays()
    {
        await SubscribeAsync();
        GoTo("25 09:00");
        Assert.Equal(1, await Messages.SendDueAsync(Tenant.Id, Token));
        var tenants = Store.Get<TenantDirectory>();
        await tenants.AnnounceRemovalAsync(Tenant.Id, deleteData: true, Token);
        GoTo("26 09:00");
        Assert.Equal(0, await Messages.SendDueAsync(Tenant.Id, Token));

        Assert.True(await tenants.DeactivateAsync((await tenants.FindAsync(Tenant.Id, Token))!, isHostsWord: true, Token));
        await Store.Get<Purge>().RunAsync(Token);

        Assert.Empty(await Messages.ListTenantsAsync(Token));
        Assert.Empty(await Store.Get<MessageSubscriptions>().ListLastAsync(Anna, Token));
    }

    private async Task<DayMessageSaved> SetAsync(bool isOn, TimeOnly hour) =>
        await Messages.SetAsync(Anna, new DayMessageCommand(DayMessageKind.Plan, isOn, hour, "ru"), Token);

    private DayMessageSubscription Kept => new(Author, DayMessageKind.Plan, new TimeOnly(9, 0), "ru", Store.Clock.GetUtcNow());

    /// <summary>As a node does before it sends.</summary>
    private Task<int?> TakeAsync() =>
        Store.Get<MessageSubscriptions>().TryTakeAsync(Tenant.Id, Kept, Wednesday, 5, Store.Clock.GetUtcNow() + TimeSpan.FromMinutes(5), Token);

    private async Task<DayMessageOutcome> SendNowAsync() =>
        Assert.IsType<DayMessageSaved.Tried>(await Messages.SendNowAsync(Anna, new SendDayMessageCommand(DayMessageKind.Plan, "ru"), Token)).Outcome;

    private async Task<DayMessageView> PlanAsync() => (await Messages.ReadAsync(Anna, Token)).Messages.Single(message => message.Kind == DayMessageKind.Plan);

    private async Task ReadPortalAsync()
    {
        await ChangeAsync("/__sandbox/limits", new { perSecond = 0, operatingSeconds = 0 }); // its clock stands still
        var mapping = MappingProposal.Propose(await Store.Get<IHostConnector>().DescribeAsync(Tenant.BackgroundConnection, Token)).Mapping;
        await Store.Get<TenantDirectory>().AcceptMappingAsync(Anna with { UserId = "1", IsAdministrator = true }, mapping, Token);
        Assert.Equal(SyncOutcome.Complete, await Store.Get<SyncService>().RunAsync(Tenant.Id, Token));
        await Store.Get<ProjectionService>().RefreshAsync(Tenant.Id, Token);
    }

    private async Task SubscribeAsync(Viewer? viewer = null, DayMessageKind kind = DayMessageKind.Plan, TimeOnly? hour = null)
    {
        await ReadPortalAsync();
        Assert.IsType<DayMessageSaved.Saved>(await Messages.SetAsync(viewer ?? Anna, new DayMessageCommand(kind, true, hour ?? new TimeOnly(9, 0), "ru"), Token));
    }

    /// <summary>A day of November and an hour of the portal's zone.</summary>
    private void GoTo(string moment) =>
        Store.Clock.SetUtcNow(DateTimeOffset.ParseExact($"2026-11-{moment} +03:00", "yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture));

    private async Task<(DateOnly, DayMessageState, DayMessageReason?)> LastAsync() =>
        (await PlanAsync()).Last is { } last ? (last.Day, last.State, last.Reason) : throw new InvalidOperationException("There was no message.");

    private async Task<IReadOnlyList<JsonNode>> NoticesAsync() => [.. (await Portal.ItemsAsync("/__sandbox/truth/notification")).Select(notice => notice!)];

    private async Task<int> CallsAsync() => (int?)(await Portal.GetAsync("/__sandbox/stats"))["requests"]?["im.notify.system.add"] ?? 0;
}

/// <summary>A portal that did not grant the app its notices.</summary>
public sealed class DayMessageWithoutGrantTests : PortalDelivery
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_says_so_and_nothing_can_be_switched_on()
    {
        var messages = Store.Get<DayMessages>();
        var anna = new Viewer(Tenant.Id, Author, IsAdministrator: false);

        Assert.False((await messages.ReadAsync(anna, Token)).IsGranted);
        var refused = await messages.SetAsync(anna, new DayMessageCommand(DayMessageKind.Fact, true, new TimeOnly(19, 0), "ru"), Token);
        Assert.Equal([new PlanProblem("isOn", "not_granted")], Assert.IsType<DayMessageSaved.Invalid>(refused).Problems);
        var tried = await messages.SendNowAsync(anna, new SendDayMessageCommand(DayMessageKind.Fact, "ru"), Token);
        var outcome = Assert.IsType<DayMessageSaved.Tried>(tried).Outcome;
        Assert.Equal((DayMessageState.Failed, DayMessageReason.NotGranted), (outcome.State, outcome.Reason));
        // The portal's own word, where we were not told.
        Assert.Equal(NoticeAnswer.NotGranted, await Store.Get<IHostConnector>().NotifyAsync(Tenant.ConnectionFor(Author), new HostNotice("t", "a", "b", "/day"), Token));
    }
}
