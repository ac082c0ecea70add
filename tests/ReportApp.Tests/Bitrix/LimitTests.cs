using Connector.Bitrix;
using Microsoft.Extensions.Time.Testing;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;

namespace ReportApp.Tests.Bitrix;

/// <summary>The host's limits and our answer to them (bitrix24.md §4.1, §4.2; reliability.md §3.7, §3.8).</summary>
[Trait("MUST", "3.7")]
public sealed class LimitTests
{
    /// <summary>Milliseconds. The clock of these tests stands still: a wait that should not be there would never end.</summary>
    private const int HangsWhenBroken = 60_000;

    private static readonly Answer Good = Answer.Result("[]");
    private static readonly Answer TooMuchTime = Answer.Error("OPERATION_TIME_LIMIT", "Method is blocked due to operation time limit.", 429);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Too_many_requests_and_a_block_for_overload_share_a_status_and_nothing_else()
    {
        await using var host = await WireHost.StartAsync(TimeProvider.System, ("Bitrix:ReadAttempts", "2"));
        host.On("busy", Answer.Error("QUERY_LIMIT_EXCEEDED", "Too many requests", 503), Good);
        host.On("blocked", Answer.Error("OVERLOAD_LIMIT", "REST API is blocked due to overload.", 503), Good);

        await host.ReadAsync("busy");
        Assert.Equal(HostFault.TenantBlocked, (await Assert.ThrowsAsync<HostException>(() => host.ReadAsync("blocked"))).Fault);

        Assert.Equal((2, 1), (host.AskedFor("busy").Count, host.AskedFor("blocked").Count));
    }

    [Fact]
    public async Task A_write_that_met_the_rate_limit_is_not_repeated_here_and_had_no_effect()
    {
        await using var host = await WireHost.StartAsync(null, ("Bitrix:ReadAttempts", "4"));
        host.On("busy", Answer.Error("QUERY_LIMIT_EXCEEDED", "Too many requests", 503));

        Assert.Equal(HostFault.NoEffect, (await Assert.ThrowsAsync<HostException>(() => host.WriteAsync("busy"))).Fault);
        Assert.Single(host.AskedFor("busy"));
    }

    [Fact]
    public async Task A_long_wait_is_left_to_the_caller()
    {
        await using var host = await WireHost.StartAsync(null, ("Bitrix:ReadAttempts", "4"));
        host.On("busy", Answer.Error("QUERY_LIMIT_EXCEEDED", "Too many requests", 503) with { Headers = [("Retry-After", "21")] });

        Assert.Equal(TimeSpan.FromSeconds(21), (await Assert.ThrowsAsync<HostException>(() => host.ReadAsync("busy"))).RetryAfter);
        Assert.Single(host.AskedFor("busy"));
    }

    [Fact]
    public async Task A_method_that_used_up_its_time_pauses_alone_until_the_host_lets_it_go()
    {
        await using var host = await WireHost.StartAsync(null, ("Bitrix:ReadAttempts", "4"));
        host.On("heavy", TooMuchTime, Good);
        host.On("light", Good);

        await Assert.ThrowsAsync<HostException>(() => host.ReadAsync("heavy"));
        host.Store.Clock.Advance(TimeSpan.FromMinutes(9));
        var held = await Assert.ThrowsAsync<HostException>(() => host.ReadAsync("heavy"));
        await host.ReadAsync("light");

        Assert.Equal((HostFault.NoEffect, TimeSpan.FromMinutes(1)), (held.Fault, held.RetryAfter));
        Assert.Single(host.AskedFor("heavy"));

        host.Store.Clock.Advance(TimeSpan.FromMinutes(1));
        await host.ReadAsync("heavy");
        Assert.Equal(2, host.AskedFor("heavy").Count);
    }

    [Fact(Timeout = HangsWhenBroken)]
    public async Task A_paused_method_is_left_out_of_a_batch_and_the_others_go()
    {
        await using var host = await WireHost.StartAsync();
        host.On("crm.stagehistory.list", TooMuchTime, Answer.Result("""{"items":[]}"""));
        host.On("user.get", Answer.Result("[]"));
        FeedRequest[] feeds = [new(RecordKind.StageVisit, null), new(RecordKind.User, null)];

        var first = await host.Connector.ReadPagesAsync(host.Connection, feeds, TestContext.Current.CancellationToken);
        var second = await host.Connector.ReadPagesAsync(host.Connection, feeds, TestContext.Current.CancellationToken);

        foreach (var batch in (FeedBatch[])[first, second])
        {
            Assert.Equal(HostFault.NoEffect, batch.Pages.Single(page => page.Kind == RecordKind.StageVisit).Fault?.Fault);
            Assert.Null(batch.Pages.Single(page => page.Kind == RecordKind.User).Fault);
        }

        Assert.All(host.AskedFor("batch").Skip(1), batch => Assert.DoesNotContain(batch.Args.Values, command => command.StartsWith("crm.stagehistory", StringComparison.Ordinal)));
        host.Store.Clock.Advance(TimeSpan.FromMinutes(10));
        var third = await host.Connector.ReadPagesAsync(host.Connection, feeds, TestContext.Current.CancellationToken);
        Assert.All(third.Pages, page => Assert.Null(page.Fault));
    }

    [Fact(Timeout = HangsWhenBroken)]
    public async Task A_batch_of_nothing_but_a_paused_method_is_not_sent()
    {
        await using var host = await WireHost.StartAsync();
        host.On("crm.stagehistory.list", TooMuchTime);
        FeedRequest[] feeds = [new(RecordKind.StageVisit, null)];
        await host.Connector.ReadPagesAsync(host.Connection, feeds, TestContext.Current.CancellationToken);

        var held = await Assert.ThrowsAsync<HostException>(() => host.Connector.ReadPagesAsync(host.Connection, feeds, TestContext.Current.CancellationToken));

        Assert.Equal((HostFault.NoEffect, TimeSpan.FromMinutes(10)), (held.Fault, held.RetryAfter));
        Assert.Single(host.AskedFor("batch"));
    }

    [Fact(Timeout = HangsWhenBroken)]
    public async Task A_person_does_not_wait_for_a_method_that_is_near_its_limit()
    {
        await using var host = await WireHost.StartAsync();
        host.On("crm.item.fields", PortalTables.Fields());
        host.On("crm.item.get", Answer.Result(
            $$"""{"item":{{PortalTables.Deal(1)}}}""", """{"finish":1764000000.5,"operating":470,"operating_reset_at":1764000600}"""));

        for (var i = 0; i < 2; i++)
            Assert.IsType<RecordReading.Found>(Assert.Single(await host.Connector.ReadRecordsAsync(host.Connection, RecordKind.Deal, ["1"], TestContext.Current.CancellationToken)));
    }

    [Theory]
    [InlineData("""{"date_finish":"2026-11-24T12:00:01+03:00"}""")]
    [InlineData("""{"date_finish":"2026-11-24T12:00:01+03:00","operating":0}""")]
    [InlineData("""{"date_finish":"2026-11-24T12:00:01+03:00","operating":"0.2","operating_reset_at":"2026-11-24T12:10:00+03:00"}""")]
    [InlineData("""{"date_finish":"2026-11-24T12:00:01+03:00","finish":1764000000.5,"operating":900,"operating_reset_at":1764000600}""")]
    public async Task Whatever_the_host_tells_of_its_time_a_call_goes_on(string time)
    {
        await using var host = await WireHost.StartAsync();
        host.On("profile", Answer.Result("[]", time));

        await host.ReadAsync("profile");
        await host.WriteAsync("profile");

        Assert.Equal(2, host.AskedFor("profile").Count);
    }

    [Theory]
    [InlineData(383, 0)]
    [InlineData(384, 0)]
    [InlineData(432, 20)]
    [InlineData(480, 30)]
    [InlineData(900, 30)]
    public void From_four_fifths_of_its_time_on_a_method_is_spread_over_what_is_left(double used, double pause)
    {
        var operating = new Operating(new FakeTimeProvider(), 480);

        operating.Told("crm.item.list", used, TimeSpan.FromSeconds(40));

        Assert.Equal((pause, 0), (operating.PauseBefore("CRM.ITEM.LIST").TotalSeconds, operating.PauseBefore("user.get").TotalSeconds));
    }

    [Fact]
    public void The_bucket_keeps_a_part_from_the_sync_and_lets_nobody_overtake_a_write()
    {
        var clock = new FakeTimeProvider();
        var pace = new Pace(clock, new BitrixOptions { RequestsPerSecond = 2, Burst = 10, WriteReserve = 0.2 });
        Task Enter(Priority priority) => pace.EnterAsync(priority, Token);

        // Half of ten, two of them for people.
        for (var i = 0; i < 3; i++) Assert.True(Enter(Priority.Sync).IsCompleted);
        var sync = Enter(Priority.Sync);
        Assert.True(Enter(Priority.Interactive).IsCompleted && Enter(Priority.Write).IsCompleted);
        var write = Enter(Priority.Write);
        var reader = Enter(Priority.Interactive);
        Assert.False(sync.IsCompleted || reader.IsCompleted || write.IsCompleted);

        // One a second at first, half of what the portal allows.
        clock.Advance(TimeSpan.FromSeconds(1.01));
        Assert.Equal((true, false, false), (write.IsCompleted, reader.IsCompleted, sync.IsCompleted));
        clock.Advance(TimeSpan.FromSeconds(1.01));
        Assert.Equal((true, false), (reader.IsCompleted, sync.IsCompleted));
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.True(sync.IsCompleted);
    }

    [Fact]
    public async Task A_person_who_reads_is_told_to_come_back_when_his_turn_is_far()
    {
        var pace = new Pace(new FakeTimeProvider(), new BitrixOptions { RequestsPerSecond = 2, Burst = 10, WriteReserve = 0.2 });
        for (var i = 0; i < 5; i++) pace.Limited();
        _ = pace.EnterAsync(Priority.Write, Token); // goes first: two turns at one in eight seconds

        var fault = await Assert.ThrowsAsync<HostException>(() => pace.EnterAsync(Priority.Interactive, Token));

        Assert.Equal(HostFault.NoEffect, fault.Fault);
        Assert.NotNull(fault.RetryAfter);
    }

    [Fact]
    public void The_bucket_is_emptied_and_its_rate_halved_by_a_complaint()
    {
        var clock = new FakeTimeProvider();
        var pace = new Pace(clock, new BitrixOptions { RequestsPerSecond = 2, Burst = 10, WriteReserve = 0 });

        pace.Limited();
        var next = pace.EnterAsync(Priority.Write, Token);

        clock.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(next.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(0.2));
        Assert.True(next.IsCompleted);
    }
}
