using Microsoft.Extensions.Time.Testing;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Web.Sessions;

namespace ReportApp.Tests.Web;

public sealed class SessionStoreTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 9, 0, 0, TimeSpan.Zero));
    private readonly SessionStore _store;

    public SessionStoreTests() => _store = new SessionStore(_time);

    [Fact]
    public void A_ticket_works_once()
    {
        var ticket = _store.NewTicket(ASession()).Token;

        Assert.NotNull(_store.Redeem(ticket));
        Assert.Null(_store.Redeem(ticket));
    }

    [Fact]
    public void A_ticket_is_dead_after_a_minute()
    {
        var ticket = _store.NewTicket(ASession()).Token;
        _time.Advance(TimeSpan.FromSeconds(60));

        Assert.Null(_store.Redeem(ticket));
    }

    [Fact]
    public void A_ticket_is_no_bearer_and_a_bearer_no_ticket()
    {
        Assert.Null(_store.Find(_store.NewTicket(ASession()).Token));
        Assert.Null(_store.Redeem(_store.NewBearer(ASession()).Token));
    }

    [Fact]
    public void A_bearer_is_dead_after_ten_minutes()
    {
        var bearer = _store.NewBearer(ASession()).Token;
        _time.Advance(TimeSpan.FromSeconds(599));
        Assert.NotNull(_store.Find(bearer));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(_store.Find(bearer));
    }

    [Fact]
    public void No_renewal_outlives_the_hour_of_its_proof()
    {
        var session = ASession();
        _time.Advance(TimeSpan.FromMinutes(55));

        Assert.Equal(session.ProvenAt + TimeSpan.FromHours(1), _store.NewBearer(session).ExpiresAt);
    }

    [Fact]
    public void With_the_tenant_go_its_sessions_and_no_others()
    {
        var gone = _store.NewBearer(ASession(tenant: 1)).Token;
        var other = _store.NewBearer(ASession(tenant: 2)).Token;

        _store.EndAll(new TenantId(1));

        Assert.Null(_store.Find(gone));
        Assert.NotNull(_store.Find(other));
    }

    private Session ASession(long tenant = 1)
    {
        var origin = new Uri("https://portal.example");
        var connection = new HostConnection(new TenantId(tenant), new HostTenantKey("bitrix", "m"), new Uri(origin, "/rest/"), "7");
        return new(new Viewer(new TenantId(tenant), "7", IsAdministrator: false), "Ann", connection, origin, "en", "DEFAULT", null, _time.GetUtcNow());
    }
}
