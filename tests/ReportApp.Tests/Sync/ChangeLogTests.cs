using Microsoft.Extensions.DependencyInjection;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Core.Sync;
using ReportApp.Tests.Hosts;
using ReportApp.Tests.Store;

namespace ReportApp.Tests.Sync;

/// <summary>What deals and lines of schedules were before they changed is kept, and nothing else.</summary>
public sealed class ChangeLogTests
{
    private const string Table = "102";

    private static readonly TenantMapping Mapping = new()
    {
        SalesPipelines = ["0"], Steps = new Dictionary<string, FunnelStep> { ["NEW"] = FunnelStep.Lead }, ContractAmountFields = ["UF_PRICE"],
        Schedule = new ScheduleMapping(Table, "deal", "amount", "due", "kind", "cancelled"),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_landing_and_one_that_says_the_same_keep_nothing()
    {
        await using var house = await StartAsync();
        await house.SyncAsync();
        house.Host.Put(Deal(1) with { Title = "Другое имя", ModifiedAt = house.Now }, Line(1, "500 RUB", "2027-01-10", ("kind", "взнос")));
        await house.SyncAsync();

        Assert.Empty(await house.LogAsync());
    }

    [Fact]
    public async Task What_was_is_kept_until_the_host_says_it_changed()
    {
        await using var house = await StartAsync();
        await house.SyncAsync();
        house.Pass(TimeSpan.FromMinutes(30));
        var changed = house.Now.AddMinutes(-10);
        house.Host.Put(Deal(1) with { Amount = 120, ExpectedClose = new DateOnly(2027, 2, 1), ModifiedAt = changed });
        house.Host.Put(Deal(2) with { Fields = new Dictionary<string, FieldValue> { ["UF_PRICE"] = FieldValue.Of("90 RUB"), ["UF_OTHER"] = FieldValue.Of("x") }, ModifiedAt = changed });
        house.Host.Put(Line(1, "500 RUB", "2027-03-10"));
        await house.SyncAsync();

        Assert.Equal(
            [
                $"deal/1 until {changed:HH:mm}: 100 RUB, 2026-12-01, UF_PRICE=",
                $"deal/2 until {changed:HH:mm}: 200 RUB, 2026-12-01, UF_PRICE=",
                // The host tells no moment that can be right: it is ours.
                $"item:{Table}/1 until {house.Now:HH:mm}: deal=deal/1 amount=500 RUB due=2027-01-10 cancelled=",
            ],
            (await house.LogAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_line_that_goes_comes_back_or_comes_up_later_was_not_there_in_between()
    {
        await using var house = await StartAsync();
        await house.SyncAsync();
        house.Host.Delete(RecordKind.Item(Table), 1);
        house.Pass(TimeSpan.FromDays(1));
        await house.SyncAsync();
        var gone = house.Now;
        house.Pass(TimeSpan.FromHours(1));
        house.Host.Put(Line(1, "500 RUB", "2027-01-10"));
        house.Host.Put(Line(7, "70 RUB", "2027-02-10") with { CreatedAt = house.Now.AddMinutes(-5) });
        // A deal tells itself when it began, and a payment in the table of the lines is no line.
        house.Host.Put(Deal(9) with { CreatedAt = house.Now });
        house.Host.Put(Line(8, "80 RUB", null));
        await house.SyncAsync();

        Assert.Equal(
            [
                $"item:{Table}/1 until {gone:HH:mm}: deal=deal/1 amount=500 RUB due=2027-01-10 cancelled=",
                $"item:{Table}/1 until {house.Now:HH:mm}: nothing",
                $"item:{Table}/7 until {house.Now.AddMinutes(-5):HH:mm}: nothing",
            ],
            (await house.LogAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_older_version_of_a_record_keeps_nothing()
    {
        await using var house = await StartAsync();
        await house.SyncAsync();
        house.Host.Put(Deal(1) with { Amount = 5, ModifiedAt = Deal(1).ModifiedAt!.Value.AddDays(-1) });
        await house.SyncAsync();

        Assert.Empty(await house.LogAsync());
    }

    /// <summary>Whatever is asked for is killed before or after the host answered, and what had changed is kept once.</summary>
    [Fact]
    public async Task Killed_at_any_call_nothing_is_lost_and_nothing_is_kept_twice()
    {
        var calls = 0;
        string[] whole = [];
        for (var call = 0; call <= calls; call++)
        {
            await using var house = await StartAsync();
            await house.SyncAsync();
            house.Pass(TimeSpan.FromMinutes(30));
            house.Host.Put(Deal(1) with { Amount = 120, ModifiedAt = house.Now }, Deal(3) with { Amount = null, ModifiedAt = house.Now });
            house.Host.Put(Line(2, "1 RUB", "2027-03-10"), Line(7, "70 RUB", "2027-02-10"));
            var before = house.Host.Calls;
            if (call > 0)
            {
                (house.Host.Fault, house.Host.FaultAtCall) = (new InvalidOperationException("killed"), call);
                await Assert.ThrowsAsync<InvalidOperationException>(house.SyncAsync);
                await house.Store.RestartAsync();
            }
            await house.SyncAsync();
            await house.SyncAsync();

            if (call == 0) (calls, whole) = ((house.Host.Calls - before) / 2, [.. (await house.LogAsync()).Order(StringComparer.Ordinal)]);
            Assert.Equal(whole, (await house.LogAsync()).Order(StringComparer.Ordinal));
        }
        Assert.Equal(4, whole.Length);
        Assert.True(calls > 1, $"{calls} calls are no sync to be killed in.");
    }

    [Fact]
    public async Task It_is_deleted_with_the_tenant()
    {
        await using var house = await StartAsync();
        await house.SyncAsync();
        house.Host.Put(Deal(1) with { Amount = 120, ModifiedAt = house.Now });
        await house.SyncAsync();
        Assert.Single(await house.LogAsync());

        var tenants = house.Store.Get<TenantDirectory>();
        await tenants.AnnounceRemovalAsync(house.Tenant, deleteData: true, Token);
        Assert.True(await tenants.DeactivateAsync((await tenants.FindAsync(house.Tenant, Token))!, isHostsWord: true, Token));
        await house.Store.Get<Purge>().RunAsync(Token);

        Assert.Empty(await house.LogAsync());
    }

    private static Deal Deal(int id) => new()
    {
        Id = $"{id}", Title = $"Сделка {id}", PipelineId = "0", StageId = "NEW", OwnerId = "5", Amount = 100 * id, Currency = "RUB",
        ExpectedClose = new DateOnly(2026, 12, 1), CreatedAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), ModifiedAt = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero),
    };

    private static Item Line(int id, string amount, string? due, params (string Field, string Value)[] more) => new()
    {
        Id = $"{id}", Table = Table, CreatedAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
        Fields = new[] { ("deal", "deal/1"), ("amount", amount), ("due", due), ("cancelled", null) }.Concat(more.Select(field => (field.Field, (string?)field.Value)))
            .ToDictionary(field => field.Item1, field => FieldValue.Of(field.Item2)),
    };

    private static async Task<House> StartAsync()
    {
        var host = new TestHost();
        host.Put(Deal(1), Deal(2), Deal(3));
        host.Put(Line(1, "500 RUB", "2027-01-10"), Line(2, "600 RUB", "2027-02-10"));
        var store = await StoreFixture.StartAsync((services, _) => services.AddSingleton<IHostConnector>(host).AddSync());
        var tenant = await store.InstallAsync();
        await store.Get<TenantDirectory>().AcceptMappingAsync(new Viewer(tenant.Id, "1", true), Mapping, Token);
        return new House(store, host, tenant.Id);
    }

    private sealed record House(StoreFixture Store, TestHost Host, TenantId Tenant) : IAsyncDisposable
    {
        public DateTimeOffset Now => Store.Clock.GetUtcNow();

        public void Pass(TimeSpan time) => Store.Clock.Advance(time);

        public async Task SyncAsync()
        {
            Host.Now = Now;
            await Store.Get<SyncService>().RunAsync(Tenant, Token);
        }

        public async Task<IReadOnlyList<string>> LogAsync()
        {
            var rows = new List<string>();
            await foreach (var row in Store.Get<LandedRecords>().ReadFormerAsync(Tenant, 0, long.MaxValue, Token))
                rows.Add($"{row.Kind}/{row.Id} until {row.Until:HH:mm}: {TextOf(row.Values)}");
            return rows;
        }

        public ValueTask DisposeAsync() => Store.DisposeAsync();

        private static string TextOf(FormerValues? values)
        {
            if (values is null) return "nothing";
            var fields = string.Join(' ', values.Fields.Select(field => $"{field.Key}={field.Value}"));
            return values.Currency is null ? fields : $"{values.Amount} {values.Currency}, {values.ExpectedClose:yyyy-MM-dd}, {fields}";
        }
    }
}
