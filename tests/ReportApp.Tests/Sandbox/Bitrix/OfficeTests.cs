using System.Net;

namespace ReportApp.Tests.Sandbox.Bitrix;

/// <summary>The working calendar and notices (bitrix24.md §5.7, §5.11).</summary>
public sealed class OfficeTests
{
    [Fact]
    public async Task The_calendar_tells_working_hours_and_days_off_without_a_year()
    {
        await using var portal = await PortalFixture.StartAsync();

        var settings = await portal.ResultAsync("calendar.settings.get");

        Assert.Equal(("9", "19", "MO", """["SA","SU"]"""), (
            (string)settings["work_time_start"]!, (string)settings["work_time_end"]!, (string)settings["week_start"]!, settings["week_holidays"]!.ToJsonString()));
        Assert.All(((string)settings["year_holidays"]!).Split(','), day => Assert.Matches(@"^\d{1,2}\.\d{2}$", day));
    }

    [Fact]
    public async Task A_notice_with_a_known_tag_takes_the_place_of_the_earlier_one()
    {
        await using var portal = await PortalFixture.StartAsync();

        await AddAsync("system", new { USER_ID = TinyWorld.Anna, MESSAGE = "Раз", TAG = "plan", CLIENT_ID = "x" });
        await AddAsync("system", new { USER_ID = TinyWorld.Boris, MESSAGE = "Два", TAG = "plan", CLIENT_ID = "x" });
        await AddAsync("personal", new { USER_ID = TinyWorld.Anna, MESSAGE = "Три" });
        var last = await AddAsync("system", new { USER_ID = TinyWorld.Anna, MESSAGE = "Четыре", TAG = "plan", CLIENT_ID = "x" });

        var notices = await portal.ItemsAsync("/__sandbox/truth/notification");
        Assert.Equal(
            [(TinyWorld.Boris, "Два", null), (TinyWorld.Anna, "Три", TinyWorld.Administrator), (TinyWorld.Anna, "Четыре", (int?)null)],
            notices.Select(one => ((int)one!["to"]!, (string)one["message"]!, (int?)one["from"])));
        Assert.Equal(4, last);

        async Task<int> AddAsync(string kind, object notice) => (int)await portal.ResultAsync($"im.notify.{kind}.add", notice);
    }

    [Theory]
    [InlineData("im.notify.system.add", null, "a", HttpStatusCode.BadRequest, "USER_ID_EMPTY")]
    [InlineData("im.notify.system.add", "4", "", HttpStatusCode.BadRequest, "MESSAGE_EMPTY")]
    [InlineData("im.notify.personal.add", "99", "a", HttpStatusCode.NotImplemented, "SANDBOX_NOT_EMULATED")]
    public async Task A_notice_to_nobody_or_of_nothing_is_refused(string method, string? user, string message, HttpStatusCode status, string error)
    {
        await using var portal = await PortalFixture.StartAsync();

        var (answered, body) = await portal.CallAsync(method, new { USER_ID = user, MESSAGE = message });

        Assert.Equal((status, error), (answered, (string)body["error"]!));
    }

    [Fact]
    public async Task Who_has_switched_notices_off_gets_none_and_the_caller_a_false()
    {
        await using var portal = await PortalFixture.StartAsync();
        var notice = new { USER_ID = TinyWorld.Anna, MESSAGE = "Раз" };

        await portal.PostAsync("/__sandbox/notices", new { id = TinyWorld.Anna, isOn = false });
        Assert.False((bool)await portal.ResultAsync("im.notify.system.add", notice));
        await portal.PostAsync("/__sandbox/notices", new { id = TinyWorld.Anna, isOn = true });
        Assert.Equal(1, (int)await portal.ResultAsync("im.notify.system.add", notice));

        Assert.Single(await portal.ItemsAsync("/__sandbox/truth/notification"));
    }
}
