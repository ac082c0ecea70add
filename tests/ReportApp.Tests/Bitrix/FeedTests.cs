using System.Globalization;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Tests.Conventions;

namespace ReportApp.Tests.Bitrix;

/// <summary>Walks over a host that answers oddly (reliability.md §4.1–4.9, §6, rows 55–61; bitrix24.md §3.3, §3.5, §4.4, §10).</summary>
public sealed class FeedTests
{
    private const string Visits = "crm.stagehistory.list";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [Trait(BadInputMatrix.Row, "59")]
    [InlineData("an id that goes down", "3", "2")]
    [InlineData("an id twice", "3", "3")]
    [InlineData("a page that begins before the last id", "-1")]
    [InlineData("an id that is no number", "abc")]
    [Trait("MUST", "4.4")]
    [Trait("MUST", "6.59")]
    public async Task Ids_that_do_not_grow_stop_that_walk_and_no_other(string situation, params string[] ids)
    {
        await using var host = await WireHost.StartAsync();
        host.On(Visits, PortalTables.Items(ids.Select(Visit)));
        host.On("user.get", Answer.Result("""[{"ID":"1"}]"""));

        var batch = await host.Connector.ReadPagesAsync(host.Connection, [new(RecordKind.StageVisit, null), new(RecordKind.User, null)], Token);

        var visits = batch.Pages.Single(page => page.Kind == RecordKind.StageVisit);
        Assert.True(visits.Fault?.Fault == HostFault.OutcomeUnknown, $"{situation}: {visits.Fault}");
        Assert.Empty(visits.Records);
        Assert.Single(batch.Pages.Single(page => page.Kind == RecordKind.User).Records);
    }

    [Fact]
    [Trait(BadInputMatrix.Row, "59")]
    [Trait("MUST", "6.59")]
    public async Task The_same_page_for_ever_ends_the_walk_at_its_second_coming()
    {
        await using var host = await WireHost.StartAsync();
        host.On(Visits, PortalTables.Items(Enumerable.Range(1, 50).Select(id => Visit(Text(id)))));

        var first = await PageAsync(host, new(RecordKind.StageVisit, null, IdsOnly: true));

        Assert.NotNull(first.Fault);
        Assert.Equal(50, host.AskedFor(Visits).Count); // one request, all it may hold
    }

    [Fact]
    public async Task A_lead_brings_its_phones_mails_and_marks_whatever_shape_they_come_in()
    {
        await using var host = await WireHost.StartAsync();
        host.On("crm.item.fields", PortalTables.Fields(PortalTables.Field("ufCrmBudget", "money", "UF_CRM_BUDGET")));
        host.On("crm.item.list", PortalTables.Items(
            Lead(1, """
            "fm":[{"id":11,"valueType":"MOBILE","value":"8 (916) 1","typeId":"PHONE"},{"id":"12","valueType":"HOME","value":"a@b.example","typeId":"EMAIL"},
            {"id":13,"typeId":"WEB","value":"b.example"},{"id":14,"typeId":"PHONE","value":""}],"utmSource":"yandex","utmTerm":null,"ufCrmBudget":"5000000|RUB"
            """),
            Lead(2, "\"fm\":{\"0\":{\"id\":21,\"value\":\"+7 916 2\",\"typeId\":\"PHONE\"},\"2\":{\"id\":22,\"value\":\"+7 916 3\",\"typeId\":\"PHONE\"}}"),
            Lead(3, "\"fm\":[]"), Lead(4, "\"fm\":null,\"utmSource\":\"\"")));

        var leads = (await PageAsync(host, new(RecordKind.Lead, null))).Records.Cast<Lead>().ToList();

        Assert.Equal(["8 (916) 1"], leads[0].Phones);
        Assert.Equal(["a@b.example"], leads[0].Emails);
        Assert.Equal(new Utm("yandex", null, null, null, null), leads[0].Utm);
        Assert.Equal("5000000 RUB", leads[0].Fields["ufCrmBudget"].First);
        Assert.Equal(["+7 916 2", "+7 916 3"], leads[1].Phones);
        Assert.All(leads[2..], lead => Assert.Equal((0, 0, null), (lead.Phones.Count, lead.Emails.Count, lead.Utm)));
        Assert.Equal("*", host.AskedFor("crm.item.list")[0]["select[0]"]); // phones come with everything or not at all
    }

    private static string Lead(int id, string more) => $$"""
        {"id":{{id}},"title":"Заявка","stageId":"NEW","opportunity":0,"currencyId":"RUB","assignedById":4,"createdTime":"2026-11-01T10:00:00+03:00",
        "updatedTime":"2026-11-02T10:00:00+03:00",{{more}}}
        """;

    [Theory]
    [InlineData("a call by its number", "\"TYPE_ID\":\"2\",\"PROVIDER_ID\":null", ActivityType.Call)]
    [InlineData("a number that came as one", "\"TYPE_ID\":2", ActivityType.Call)]
    [InlineData("a meeting", "\"TYPE_ID\":\"1\"", ActivityType.Meeting)]
    [InlineData("a task", "\"TYPE_ID\":\"3\"", ActivityType.Task)]
    [InlineData("a task by its provider", "\"TYPE_ID\":\"6\",\"PROVIDER_ID\":\"CRM_TASKS_TASK\"", ActivityType.Task)]
    [InlineData("an e-mail", "\"TYPE_ID\":\"4\"", ActivityType.Email)]
    [InlineData("a to-do", "\"TYPE_ID\":\"6\",\"PROVIDER_ID\":\"CRM_TODO\"", ActivityType.Task)]
    [InlineData("a chat", "\"TYPE_ID\":\"6\",\"PROVIDER_ID\":\"IMOPENLINES_SESSION\"", ActivityType.Message)]
    [InlineData("an application's", "\"TYPE_ID\":\"6\",\"PROVIDER_ID\":\"CONFIGURABLE_REST_APP\"", ActivityType.Other)]
    [InlineData("a provider of tomorrow", "\"TYPE_ID\":\"6\",\"PROVIDER_ID\":\"CRM_DRONE\"", ActivityType.Other)]
    [InlineData("a type of tomorrow", "\"TYPE_ID\":\"17\"", ActivityType.Other)]
    public async Task An_activity_is_of_its_type_or_of_its_providers(string situation, string row, ActivityType type)
    {
        await using var host = await WireHost.StartAsync();
        host.On(Activities, Answer.Result($"[{Activity(1, row)}]"));

        var read = (Activity)Assert.Single((await PageAsync(host, new(RecordKind.Activity, null))).Records);

        Assert.True(read.Type == type, $"{situation}: {read.Type}");
    }

    [Theory]
    [InlineData("\"2026-12-01T10:00:00+03:00\"", true)]
    [InlineData("\"\"", false)]
    [InlineData("null", false)]
    [InlineData("\"9999-12-31T00:00:00+03:00\"", false)]
    [InlineData("\"9999-12-31T23:59:59-05:00\"", false)]
    public async Task A_deadline_nobody_set_is_none_however_it_is_written(string deadline, bool isSet)
    {
        await using var host = await WireHost.StartAsync();
        host.On(Activities, Answer.Result($"[{Activity(1, $"\"DEADLINE\":{deadline}")}]"));

        var page = await PageAsync(host, new(RecordKind.Activity, null));

        Assert.Empty(page.Quarantined);
        Assert.Equal(isSet, ((Activity)Assert.Single(page.Records)).DueAt is not null);
    }

    [Theory]
    [InlineData("its owner alone", "\"SUBJECT\":\"\"", "deal/5")]
    [InlineData("all, the owner first", "\"BINDINGS\":[{\"OWNER_TYPE_ID\":\"3\",\"OWNER_ID\":\"7\"},{\"OWNER_TYPE_ID\":\"2\",\"OWNER_ID\":\"5\"}]", "deal/5", "contact/7")]
    [InlineData("a list with a gap", "\"BINDINGS\":{\"0\":{\"OWNER_TYPE_ID\":2,\"OWNER_ID\":5},\"2\":{\"OWNER_TYPE_ID\":4,\"OWNER_ID\":9}}", "deal/5", "company/9")]
    [InlineData("no bindings as PHP writes them", "\"BINDINGS\":[]", "deal/5")]
    [InlineData("a smart process", "\"OWNER_TYPE_ID\":\"1040\"", "item:1040/5")]
    [InlineData("nobody any more", "\"OWNER_ID\":\"0\"")]
    public async Task An_activity_belongs_to_its_owner_and_to_what_it_is_bound_to(string situation, string row, params string[] subjects)
    {
        await using var host = await WireHost.StartAsync();
        host.On(Activities, Answer.Result($"[{Activity(1, row)}]"));

        var read = (Activity)Assert.Single((await PageAsync(host, new(RecordKind.Activity, null))).Records);

        Assert.True(subjects.SequenceEqual(read.Subjects), $"{situation}: {string.Join(' ', read.Subjects)}");
        Assert.Equal("BINDINGS", host.AskedFor(Activities)[0]["select[16]"]); // they come only when they are named
    }

    [Fact]
    public async Task An_activity_that_does_not_say_whether_it_is_done_is_set_aside()
    {
        await using var host = await WireHost.StartAsync();
        host.On(Activities, Answer.Result($"[{Activity(1, "\"COMPLETED\":null")},{Activity(2)}]"));

        var page = await PageAsync(host, new(RecordKind.Activity, null));

        Assert.Equal(("1", "COMPLETED is missing."), Assert.Single(page.Quarantined) is var one ? (one.Id, one.Reason) : default);
        Assert.Equal("2", Assert.Single(page.Records).Id);
    }

    [Fact]
    [Trait("MUST", "4.5")]
    public async Task Activities_are_asked_for_one_by_one_so_that_a_hidden_one_is_not_taken_for_deleted()
    {
        await using var host = await WireHost.StartAsync();
        host.On("crm.activity.get", asked => asked["id"] switch
        {
            "1" => Answer.Result(Activity(1)),
            "2" => Answer.Error("", "Access denied."),
            _ => Answer.Error("", "Activity is not found."),
        });

        var readings = await host.Connector.ReadRecordsAsync(host.Connection, RecordKind.Activity, ["1", "2", "3"], Token);

        Assert.Equal([typeof(RecordReading.Found), typeof(RecordReading.Hidden), typeof(RecordReading.Missing)], readings.Select(reading => reading.GetType()));
        Assert.Empty(host.AskedFor(Activities));
    }

    [Fact]
    public async Task Activities_walk_by_id_and_ask_for_what_was_updated_since()
    {
        await using var host = await WireHost.StartAsync();
        host.On(Activities, Answer.Result($"[{Activity(1)}]"));

        var first = await PageAsync(host, new(RecordKind.Activity, null));
        await PageAsync(host, new(RecordKind.Activity, first.NextCursor));

        var asked = host.AskedFor(Activities);
        Assert.Equal(("0", "", "-1", "ASC"), (asked[0]["filter[>ID]"], asked[0]["filter[>=LAST_UPDATED]"], asked[0]["start"], asked[0]["order[ID]"]));
        Assert.Equal("2026-11-24T11:54:30+03:00", asked[^1]["filter[>=LAST_UPDATED]"]);
    }

    [Theory]
    [InlineData("200", "95", true, null)]
    [InlineData("304", "0", false, "304")]
    [InlineData("603-S", "0", false, "603-S")]
    [InlineData("OTHER", "0", false, "OTHER")]
    [InlineData("", "12", null, null)]
    public async Task A_call_says_how_long_it_was_and_whether_somebody_answered(string code, string seconds, bool? isAnswered, string? failure)
    {
        await using var host = await WireHost.StartAsync();
        host.On(Calls, Answer.Result($"[{PhoneCall(7, code, seconds)}]"));

        var read = (PhoneCall)Assert.Single((await PageAsync(host, new(RecordKind.Call, null))).Records);

        Assert.Equal(("7", "7943", "1269", isAnswered, failure), (read.Id, read.ActivityId, read.UserId, read.IsAnswered, read.FailureCode));
        Assert.Equal((seconds, new DateTimeOffset(2026, 11, 1, 7, 0, 0, TimeSpan.Zero)), (read.Duration.ToString(CultureInfo.InvariantCulture), read.StartedAt.ToUniversalTime()));
    }

    [Fact]
    public async Task A_call_without_a_length_is_set_aside()
    {
        await using var host = await WireHost.StartAsync();
        host.On(Calls, Answer.Result($"[{PhoneCall(7, "200", "long")},{PhoneCall(8, "200", "")},{PhoneCall(9, "200", "1")}]"));

        var page = await PageAsync(host, new(RecordKind.Call, null));

        Assert.Equal(["7", "8"], page.Quarantined.Select(bad => bad.Id));
        Assert.Equal("9", Assert.Single(page.Records).Id);
    }

    /// <summary>A row is written when its call is over.</summary>
    [Fact]
    public async Task Calls_are_looked_for_further_back_than_people_talk()
    {
        await using var host = await WireHost.StartAsync();
        host.On(Calls, Answer.Result($"[{PhoneCall(7, "200", "1")}]"));

        var first = await PageAsync(host, new(RecordKind.Call, null));
        await PageAsync(host, new(RecordKind.Call, first.NextCursor));

        var asked = host.AskedFor(Calls);
        Assert.Equal(("0", "", "-1", "ID", "ASC"), (asked[0]["FILTER[>ID]"], asked[0]["FILTER[>=CALL_START_DATE]"], asked[0]["start"], asked[0]["SORT"], asked[0]["ORDER"]));
        Assert.Equal("2026-11-23T23:59:30+03:00", asked[^1]["FILTER[>=CALL_START_DATE]"]);
    }

    [Fact]
    public async Task A_deal_brings_its_lines_with_the_discount_its_customer_sees()
    {
        await using var host = await WireHost.StartAsync();
        host.On("crm.item.list", PortalTables.Items("""{"id":5}""", """{"id":6}"""));
        host.On("crm.item.productrow.list", Answer.Result("""
            {"productRows":[
            {"id":17649,"ownerId":5,"productId":9621,"productName":"Flat 41","price":90000,"priceExclusive":81818.18,"priceNetto":90909.09,"priceBrutto":100000,"quantity":3,"discountSum":9090.91},
            {"id":17650,"ownerId":5,"productId":0,"productName":"Отделка","price":100.5,"quantity":1}]}
            """));

        var page = await PageAsync(host, new(RecordKind.DealLines, null));

        Assert.Equal(
            [new DealLine("9621", "Flat 41", 3, 90_000, 10_000), new DealLine(null, "Отделка", 1, 100.5m, 0)], page.Records.Cast<DealLines>().Single(deal => deal.Id == "5").Lines);
        Assert.Empty(page.Records.Cast<DealLines>().Single(deal => deal.Id == "6").Lines);
        var asked = Assert.Single(host.AskedFor("crm.item.productrow.list"));
        Assert.Equal(("D", "5", "6", "0"), (asked["filter[=ownerType]"], asked["filter[=ownerId][0]"], asked["filter[=ownerId][1]"], asked["start"]));
    }

    [Fact]
    public async Task Lines_are_read_on_while_pages_are_full_and_no_further_when_the_host_does_not_page()
    {
        await using var host = await WireHost.StartAsync();
        host.On("crm.item.list", PortalTables.Items("""{"id":5}"""));
        host.On("crm.item.productrow.list", asked => asked["start"] == "0" ? Lines(1, 50) : Lines(51, 2));
        Assert.Equal(52, ((DealLines)Assert.Single((await PageAsync(host, new(RecordKind.DealLines, null))).Records)).Lines.Count);

        host.On("crm.item.productrow.list", _ => Lines(1, 50));
        var page = await PageAsync(host, new(RecordKind.DealLines, null));
        Assert.Equal(HostFault.Refused, page.Fault?.Fault);
        Assert.Empty(page.Records);

        static Answer Lines(int first, int count) => Answer.Result(
            $$"""{"productRows":[{{string.Join(',', Enumerable.Range(first, count).Select(id => $$"""{"id":{{id}},"ownerId":5,"price":1,"quantity":1}"""))}}]}""");
    }

    [Fact]
    public async Task Lines_without_a_price_set_aside_their_deal_alone_and_a_refusal_leaves_the_page_unread()
    {
        await using var host = await WireHost.StartAsync();
        host.On("crm.item.list", PortalTables.Items("""{"id":5}""", """{"id":6}"""));
        host.On("crm.item.productrow.list", Answer.Result("""{"productRows":[{"id":1,"ownerId":5,"quantity":1}]}"""));
        var page = await PageAsync(host, new(RecordKind.DealLines, null));
        Assert.Equal(("5", "price is missing."), Assert.Single(page.Quarantined) is var one ? (one.Id, one.Reason) : default);
        Assert.Equal("6", Assert.Single(page.Records).Id);

        host.On("crm.item.productrow.list", Answer.Error("ACCESS_DENIED", "Access denied"));
        var refused = await PageAsync(host, new(RecordKind.DealLines, null));
        Assert.Equal(HostFault.NotAllowed, refused.Fault?.Fault);
        Assert.False(refused.CaughtUp);
    }

    [Fact]
    public async Task A_contact_and_a_company_bring_their_phones_and_whose_they_are()
    {
        await using var host = await WireHost.StartAsync();
        host.On("crm.item.fields", PortalTables.Fields(PortalTables.Field("ufCrmCity", "string", "UF_CRM_CITY")));
        host.On("crm.item.list", asked => asked["entityTypeId"] == "3"
            ? PortalTables.Items("""
                {"id":1,"name":"Пётр","lastName":"Ли","secondName":"","typeId":"CLIENT","companyId":7,"companyIds":[7],"post":"","assignedById":4,"ufCrmCity":"Омск",
                "createdTime":"2026-11-01T10:00:00+03:00","updatedTime":"2026-11-02T10:00:00+03:00","fm":[{"id":1,"value":"8 900","typeId":"PHONE"}]}
                """, """{"id":2,"name":null,"lastName":null,"companyId":0,"assignedById":4,"createdTime":"2026-11-01T10:00:00+03:00","fm":[]}""")
            : PortalTables.Items("""
                {"id":7,"title":"АН «Ключ»","typeId":"PARTNER","industry":"","assignedById":5,"createdTime":"2026-11-01T10:00:00+03:00","fm":[{"id":2,"value":"a@b.example","typeId":"EMAIL"}]}
                """));

        var batch = await host.Connector.ReadPagesAsync(host.Connection, [new(RecordKind.Contact, null), new(RecordKind.Company, null)], Token);

        var contacts = batch.Pages.Single(page => page.Kind == RecordKind.Contact).Records.Cast<Contact>().ToList();
        Assert.Equal(("Ли Пётр", "CLIENT", "7", null, "4"), (contacts[0].Name, contacts[0].TypeId, contacts[0].CompanyId, contacts[0].Position, contacts[0].OwnerId));
        Assert.Equal(["8 900"], contacts[0].Phones);
        Assert.Equal("Омск", contacts[0].Fields["ufCrmCity"].First);
        Assert.Equal(("", null, 0), (contacts[1].Name, contacts[1].CompanyId, contacts[1].Phones.Count));
        var company = Assert.IsType<Company>(Assert.Single(batch.Pages.Single(page => page.Kind == RecordKind.Company).Records));
        Assert.Equal(("АН «Ключ»", "PARTNER", null, "5"), (company.Name, company.TypeId, company.IndustryId, company.OwnerId));
        Assert.Equal(["a@b.example"], company.Emails);
    }

    private const string Activities = "crm.activity.list";
    private const string Calls = "voximplant.statistic.get";

    private static string PhoneCall(int id, string code, string seconds) => $$"""
        {"ID":"{{id}}","PORTAL_USER_ID":"1269","CALL_DURATION":"{{seconds}}","CALL_START_DATE":"2026-11-01T10:00:00+03:00","CALL_FAILED_CODE":"{{code}}",
        "CRM_ENTITY_TYPE":"CONTACT","CRM_ENTITY_ID":"797","CRM_ACTIVITY_ID":"7943","CALL_TYPE":"2"}
        """;

    private static string Activity(int id, string more = "\"SUBJECT\":\"Звонок\"") => $$"""
        {"ID":"{{id}}","OWNER_ID":"5","OWNER_TYPE_ID":"2","TYPE_ID":"2","COMPLETED":"N","RESPONSIBLE_ID":"4","CREATED":"2026-11-01T10:00:00+03:00",
        "LAST_UPDATED":"2026-11-02T10:00:00+03:00",{{more}}}
        """;

    [Fact]
    public async Task A_feed_that_is_refused_stands_still_alone()
    {
        await using var host = await WireHost.StartAsync();
        host.On(Visits, Answer.Error("ACCESS_DENIED", "Access denied."));
        host.On("user.get", Answer.Result("""[{"ID":"1"}]"""));
        host.On("department.get", Answer.Error("INTERNAL_SERVER_ERROR", status: 500));

        var batch = await host.Connector.ReadPagesAsync(
            host.Connection, [new(RecordKind.StageVisit, null), new(RecordKind.Department, null), new(RecordKind.User, null)], Token);

        Assert.Equal(
            [("department", HostFault.OutcomeUnknown, 0), ("stage-visit", HostFault.NotAllowed, 0), ("user", null, 1)],
            batch.Pages.OrderBy(page => page.Kind.Name).Select(page => (page.Kind.Name, page.Fault?.Fault, page.Records.Count)));
        Assert.Single(host.AskedFor("batch"));
    }

    [Fact]
    [Trait("MUST", "4.3")]
    public async Task A_page_that_fails_behind_good_ones_is_met_again_from_where_they_end()
    {
        await using var host = await WireHost.StartAsync();
        var pages = new Queue<Answer>(
        [
            PortalTables.Items(Enumerable.Range(1, 50).Select(id => Visit(Text(id)))),
            Answer.Error("INTERNAL_SERVER_ERROR", status: 500),
            PortalTables.Items(Visit("51")),
        ]);
        host.On(Visits, _ => pages.Count > 1 ? pages.Dequeue() : pages.Peek());

        var first = await PageAsync(host, new(RecordKind.StageVisit, null));
        var second = await PageAsync(host, new(RecordKind.StageVisit, first.NextCursor));

        Assert.Equal((50, false, null), (first.Records.Count, first.CaughtUp, first.Fault));
        Assert.Equal("50", host.AskedFor("batch")[1].Args["cmd[w0p0]"].Split("filter%5B%3EID%5D=")[1].Split('&')[0]);
        Assert.Equal(["51"], second.Ids);
        Assert.True(second.CaughtUp);
    }

    [Fact]
    public async Task Rows_behind_the_first_short_page_are_not_looked_at()
    {
        await using var host = await WireHost.StartAsync();
        host.On(Visits, PortalTables.Items(Visit("1")), PortalTables.Items(Visit("900")));

        var page = await PageAsync(host, new(RecordKind.StageVisit, null));

        Assert.Equal((true, "1"), (page.CaughtUp, Assert.Single(page.Ids)));
    }

    [Fact]
    [Trait(BadInputMatrix.Row, "61")]
    [Trait("MUST", "4.2")]
    public async Task The_window_follows_the_hosts_clock_and_neither_ours_nor_a_records()
    {
        await using var host = await WireHost.StartAsync();
        host.Store.Clock.SetUtcNow(new DateTimeOffset(2031, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await host.OpenAsync("access-1", "refresh-1");
        host.On("crm.item.fields", PortalTables.Fields());
        host.On("crm.item.list", PortalTables.Items(PortalTables.Deal(1, "\"updatedTime\":\"2999-01-01T00:00:00+03:00\"")));

        var first = await PageAsync(host, new(RecordKind.Deal, null));
        await PageAsync(host, new(RecordKind.Deal, first.NextCursor));

        Assert.Equal(2999, Assert.Single(first.Records).ModifiedAt!.Value.Year);
        var asked = host.AskedFor("crm.item.list");
        Assert.Equal("", asked[0]["filter[>=updatedTime]"]);
        Assert.Equal("2026-11-24T11:54:30+03:00", asked[^1]["filter[>=updatedTime]"]); // half a minute and five minutes before its answer began
    }

    [Theory]
    [Trait(BadInputMatrix.Row, "57")]
    [InlineData("{\"items\":{\"0\":{row},\"2\":{row2}}}")]
    [InlineData("{\"0\":{row},\"2\":{row2}}")]
    [InlineData("{\"items\":[{row},{row2}]}")]
    [InlineData("[{row},{row2}]")]
    [Trait("MUST", "6.57")]
    public async Task A_list_is_read_in_every_shape_PHP_gives_it(string shape)
    {
        await using var host = await WireHost.StartAsync();
        host.On(Visits, Answer.Result(shape.Replace("{row}", Visit("1"), StringComparison.Ordinal).Replace("{row2}", Visit("7"), StringComparison.Ordinal)));

        Assert.Equal(["1", "7"], (await PageAsync(host, new(RecordKind.StageVisit, null))).Ids);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("false")]
    [InlineData("\"\"")]
    [InlineData("17")]
    [Trait("MUST", "6.55")]
    public async Task What_is_no_list_is_a_fault_and_never_an_empty_one(string result)
    {
        await using var host = await WireHost.StartAsync();
        host.On(Visits, Answer.Result(result));

        await Assert.ThrowsAsync<HostException>(() => PageAsync(host, new(RecordKind.StageVisit, null)));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"items\":[]}")]
    [InlineData("{\"items\":{}}")]
    [InlineData("{\"items\":null}")]
    [Trait("MUST", "6.57")]
    public async Task Every_spelling_of_no_rows_is_an_empty_list(string result)
    {
        await using var host = await WireHost.StartAsync();
        host.On(Visits, Answer.Result(result));

        var page = await PageAsync(host, new(RecordKind.StageVisit, null));

        Assert.Equal((0, true, null), (page.Ids.Count, page.CaughtUp, page.Fault));
    }

    [Theory]
    [InlineData("NOT_FOUND", "Element not found", typeof(RecordReading.Missing))]
    [InlineData("", "Not found", typeof(RecordReading.Missing))]
    [InlineData("ACCESS_DENIED", "Access denied.", typeof(RecordReading.Hidden))]
    [InlineData("", "Access denied.", typeof(RecordReading.Hidden))]
    [Trait("MUST", "4.5")]
    public async Task A_record_that_is_denied_is_not_missing(string code, string text, Type reading)
    {
        await using var host = await WireHost.StartAsync();
        host.On("crm.item.fields", PortalTables.Fields());
        host.On("crm.item.get", asked => asked["id"] == "1" ? Answer.Result($$"""{"item":{{PortalTables.Deal(1)}}}""") : Answer.Error(code, text));

        var readings = await host.Connector.ReadRecordsAsync(host.Connection, RecordKind.Deal, ["1", "2"], Token);

        Assert.Equal([("1", typeof(RecordReading.Found)), ("2", reading)], readings.Select(one => (one.Id, one.GetType())));
    }

    [Theory]
    [InlineData("QUERY_LIMIT_EXCEEDED")]
    [InlineData("INTERNAL_SERVER_ERROR")]
    [InlineData("INVALID_ARG_VALUE")]
    [Trait("MUST", "4.5")]
    public async Task A_record_that_was_not_read_for_another_reason_is_neither_missing_nor_hidden(string code)
    {
        await using var host = await WireHost.StartAsync();
        host.On("crm.item.fields", PortalTables.Fields());
        host.On("crm.item.get", Answer.Error(code));

        await Assert.ThrowsAsync<HostException>(() => host.Connector.ReadRecordsAsync(host.Connection, RecordKind.Deal, ["1"], Token));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData(",\"total\":null", null)]
    [InlineData(",\"total\":\"many\"", null)]
    [InlineData(",\"total\":2", true)]
    [InlineData(",\"total\":\"2\"", true)]
    [InlineData(",\"total\":0", false)]
    public async Task A_count_that_is_missing_is_never_a_zero(string total, bool? seesAll)
    {
        await using var host = await WireHost.StartAsync();
        host.On("crm.item.list", Answer.Result("""{"items":[]}""", more: total));
        OwnerCount[] owners = [new("4", 2)];

        if (seesAll is { } all) Assert.Equal(all, (await host.Connector.ReadVisibleAsync(host.Connection, host.Connection, RecordKind.Deal, owners, DateTimeOffset.UnixEpoch, Token)).SeesAll);
        else await Assert.ThrowsAsync<HostException>(() => host.Connector.ReadVisibleAsync(host.Connection, host.Connection, RecordKind.Deal, owners, DateTimeOffset.UnixEpoch, Token));
    }

    [Fact]
    public async Task A_count_that_is_refused_is_never_a_zero()
    {
        await using var host = await WireHost.StartAsync();
        host.On("crm.item.list", asked => asked["filter[assignedById]"] == "4" ? Answer.Error("INTERNAL_SERVER_ERROR") : Answer.Result("[]", more: ""","total":2"""));

        await Assert.ThrowsAsync<HostException>(() => host.Connector.ReadVisibleAsync(host.Connection, host.Connection, RecordKind.Deal, [new("4", 2)], DateTimeOffset.UnixEpoch, Token));
    }

    [Fact]
    public async Task A_portal_without_fields_and_settings_is_described_as_it_is()
    {
        await using var host = await BareAsync();

        var metadata = await host.Connector.DescribeAsync(host.Connection, Token);

        Assert.Equal((TimeSpan.FromHours(3), "RUB"), (metadata.UtcOffset, metadata.BaseCurrency));
        Assert.Empty(metadata.Catalogues); // this portal has no such method
        // Deals and invoices, which are no smart processes and are not listed with them.
        Assert.Equal([(RecordKind.Deal, 0), (RecordKind.Item("31"), 0)], metadata.Tables.Select(table => (table.Kind, table.Fields.Count)));
    }

    [Fact]
    public async Task A_catalogue_is_described_with_whether_deals_sell_what_lies_in_its_sections()
    {
        await using var host = await BareAsync();
        host.On("crm.item.list", PortalTables.Items("""{"id":6}""", """{"id":5}"""));
        host.On("crm.item.get", asked => Answer.Result($$$"""{"item":{"id":{{{asked["id"]}}}}}"""));
        host.On("crm.item.productrow.list", Answer.Result("""{"productRows":[{"id":1,"ownerId":5,"productId":101,"price":1,"quantity":1},{"id":2,"ownerId":6,"productId":0,"price":1,"quantity":1}]}"""));
        host.On("catalog.catalog.list", Answer.Result("""{"catalogs":[{"iblockId":23,"name":"Каталог","productIblockId":null},{"iblockId":24,"name":"Варианты","productIblockId":23},{"iblockId":"30","name":"Мебель"}]}"""));
        host.On("catalog.product.list", asked => Answer.Result(asked["filter[iblockId]"] == "23" ? """{"products":[{"id":101,"iblockId":23,"iblockSectionId":47,"name":"кв. 1"}]}""" : """{"products":[]}"""));

        Assert.Equal([new CatalogueMetadata("23", "Каталог", true), new CatalogueMetadata("30", "Мебель", false)], (await host.Connector.DescribeAsync(host.Connection, Token)).Catalogues);

        Assert.Equal("0", Assert.Single(host.AskedFor("crm.item.list"))["filter[>opportunity]"]);
        Assert.Equal([("23", "101"), ("30", "101")], host.AskedFor("catalog.product.list").Select(asked => (asked["filter[iblockId]"], asked["filter[id]"])));
        host.On("catalog.catalog.list", Answer.Error("insufficient_scope", "The request requires higher privileges", 403));
        Assert.Empty((await host.Connector.DescribeAsync(host.Connection, Token)).Catalogues);
        host.On("catalog.catalog.list", Answer.Error("INTERNAL_SERVER_ERROR", "", 500));
        await Assert.ThrowsAsync<HostException>(() => host.Connector.DescribeAsync(host.Connection, Token));
    }

    [Fact]
    public async Task A_catalogue_brings_where_its_sections_and_products_lie_and_products_only_when_they_changed()
    {
        await using var host = await WireHost.StartAsync();
        host.On("catalog.section.list", Answer.Result("""{"sections":[{"id":47,"iblockId":23,"iblockSectionId":null,"name":"Север"},{"id":48,"iblockId":23,"iblockSectionId":"47","name":"Корпус 1"}]}"""));
        host.On("catalog.product.list", Answer.Result("""{"products":[{"id":101,"iblockId":23,"iblockSectionId":48,"name":"кв. 1","timestampX":"2026-11-20T10:00:00+03:00"},{"id":102,"iblockId":23,"iblockSectionId":0,"name":"кв. 2"}]}"""));

        var sections = await PageAsync(host, new(RecordKind.Section("23"), null));
        var products = await PageAsync(host, new(RecordKind.Product("23"), null));
        await PageAsync(host, new(RecordKind.Product("23"), products.NextCursor));
        await PageAsync(host, new(RecordKind.Product("23"), null, IdsOnly: true));

        Assert.Equal(["47 Север ", "48 Корпус 1 47"], sections.Records.Cast<Section>().Select(section => $"{section.Id} {section.Name} {section.ParentId}"));
        Assert.Equal(["101 кв. 1 48", "102 кв. 2 "], products.Records.Cast<Product>().Select(product => $"{product.Id} {product.Name} {product.SectionId}"));
        Assert.Equal((true, false), (sections.MeetsAll, products.MeetsAll));
        var asked = host.AskedFor("catalog.section.list")[0];
        Assert.Equal(("23", "0", "-1", "ASC", "iblockSectionId"), (asked["filter[iblockId]"], asked["filter[>id]"], asked["start"], asked["order[id]"], asked["select[2]"]));
        var later = host.AskedFor("catalog.product.list");
        Assert.Equal(("", "2026-11-24T11:54:30+03:00"), (later[0]["filter[>=timestampX]"], later.Single(one => one["filter[>=timestampX]"].Length > 0)["filter[>=timestampX]"]));
        Assert.Equal(("id", "iblockId", ""), (later[^1]["select[0]"], later[^1]["select[1]"], later[^1]["select[2]"]));
    }

    [Fact]
    public async Task A_catalogue_that_may_not_be_read_leaves_its_feeds_unread()
    {
        await using var host = await WireHost.StartAsync();
        host.On("catalog.section.list", Answer.Error("200040300030", "Access Denied"));

        Assert.Equal(HostFault.NotAllowed, (await PageAsync(host, new(RecordKind.Section("23"), null))).Fault?.Fault);
    }

    /// <summary>A portal with a clock and a currency, and nothing else to describe.</summary>
    private static async Task<WireHost> BareAsync()
    {
        var host = await WireHost.StartAsync();
        host.On("server.time", Answer.Result("\"2026-11-24T12:00:00+03:00\""));
        host.On("crm.currency.list", Answer.Result("""[{"CURRENCY":"RUB","BASE":"Y"}]"""));
        host.On("crm.category.list", Answer.Result("""{"categories":[]}"""));
        host.On("crm.status.list", Answer.Result("[]"));
        host.On("crm.type.list", Answer.Result("""{"types":[]}"""));
        host.On("crm.item.fields", Answer.Result("""{"fields":[]}"""));
        host.On("crm.item.list", PortalTables.Items());
        return host;
    }

    private static async Task<FeedPage> PageAsync(WireHost host, FeedRequest request) =>
        Assert.Single((await host.Connector.ReadPagesAsync(host.Connection, [request], Token)).Pages);

    private static string Visit(string id) => $$"""
        {"ID":"{{id}}","TYPE_ID":"1","OWNER_ID":"5","CREATED_TIME":"2026-11-01T10:00:00+03:00","CATEGORY_ID":"0","STAGE_ID":"NEW"}
        """;

    private static string Text(int id) => id.ToString(CultureInfo.InvariantCulture);
}
