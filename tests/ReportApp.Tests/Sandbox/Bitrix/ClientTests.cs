namespace ReportApp.Tests.Sandbox.Bitrix;

/// <summary>Contacts and companies as the universal methods show them (bitrix24.md §5.2).</summary>
public sealed class ClientTests
{
    private const int Contacts = 3;
    private const int Companies = 4;

    [Fact]
    public async Task A_deal_names_its_contacts_the_main_one_first_and_its_company()
    {
        await using var portal = await PortalFixture.StartAsync();

        var first = (await portal.ResultAsync("crm.item.get", new { entityTypeId = 2, id = 1 }))["item"]!;
        var second = (await portal.ResultAsync("crm.item.get", new { entityTypeId = 2, id = 2 }))["item"]!;
        var lead = (await portal.ResultAsync("crm.item.get", new { entityTypeId = 1, id = 1 }))["item"]!;

        Assert.Equal((1, "[1,9]", 0), ((int)first["contactId"]!, first["contactIds"]!.ToJsonString(), (int)first["companyId"]!));
        Assert.Equal((2, "[2]", 2), ((int)second["contactId"]!, second["contactIds"]!.ToJsonString(), (int)second["companyId"]!));
        Assert.Equal("[1,9]", lead["contactIds"]!.ToJsonString()); // it became deal 1
    }

    [Fact]
    public async Task A_contact_and_a_company_tell_who_they_are()
    {
        await using var portal = await PortalFixture.StartAsync();

        var agent = (await portal.ResultAsync("crm.item.get", new { entityTypeId = Contacts, id = TinyWorld.Contacts }))["item"]!;
        var agency = (await portal.ResultAsync("crm.item.get", new { entityTypeId = Companies, id = 1 }))["item"]!;

        Assert.Equal(("Клиент 9", "Имя", "PARTNER", 1, "[1]"), ((string)agent["lastName"]!, (string)agent["name"]!, (string)agent["typeId"]!, (int)agent["companyId"]!, agent["companyIds"]!.ToJsonString()));
        Assert.Equal(("АН \"Ключ\"", "PARTNER", "OTHER", "Y"), ((string)agency["title"]!, (string)agency["typeId"]!, (string)agency["industry"]!, (string)agency["hasPhone"]!));
        Assert.Equal("+7 495 1", (string)agency["fm"]![0]!["value"]!);
        var types = (await portal.ResultAsync("crm.status.list", new { filter = new { ENTITY_ID = "COMPANY_TYPE" } })).AsArray();
        Assert.Equal("Партнёр", (string)types.Single(type => (string)type!["STATUS_ID"]! == "PARTNER")!["NAME"]!);
    }

    [Fact]
    public async Task They_are_added_changed_and_deleted_like_every_item()
    {
        await using var portal = await PortalFixture.StartAsync();

        var fields = new { name = "Пётр", lastName = "Новый", fm = new[] { new { typeId = "PHONE", valueType = "WORK", value = "+7 900 5" } } };
        var contact = (await portal.ResultAsync("crm.item.add", new { entityTypeId = Contacts, fields }))["item"]!;
        var company = (await portal.ResultAsync("crm.item.update", new { entityTypeId = Companies, id = 2, fields = new { title = "Пекарня" } }))["item"]!;
        await portal.ResultAsync("crm.item.delete", new { entityTypeId = Contacts, id = 3 });

        Assert.Equal((TinyWorld.Contacts + 1, "Y", 1), ((int)contact["id"]!, (string)contact["hasPhone"]!, (int)contact["assignedById"]!));
        Assert.Equal("Пекарня", (string)company["title"]!);
        long[] left = [1, 2, 4, 5, 6, 7, 8, 9, 10];
        Assert.Equal(left, PortalFixture.Ids(await portal.ItemsAsync("/__sandbox/truth/contact")));
    }

    [Fact]
    public async Task The_main_contact_is_the_first_of_them_whichever_is_written()
    {
        await using var portal = await PortalFixture.StartAsync();

        Assert.Equal((4, "[4,1]"), await WrittenAsync(new { contactIds = new[] { 4, 1 } }));
        Assert.Equal((2, "[2]"), await WrittenAsync(new { contactId = 2 }));
        Assert.Equal((0, "[]"), await WrittenAsync(new { contactIds = Array.Empty<int>() }));

        async Task<(int, string)> WrittenAsync(object fields)
        {
            var deal = (await portal.ResultAsync("crm.item.update", new { entityTypeId = 2, id = 1, fields }))["item"]!;
            return ((int)deal["contactId"]!, deal["contactIds"]!.ToJsonString());
        }
    }

    [Theory]
    [InlineData(TinyWorld.Anna, new long[] { 1, 5, 9 }, new long[] { 1, 3 })]
    [InlineData(TinyWorld.Boris, new long[] { 2, 6 }, new long[] { 2 })]
    public async Task Who_sees_which_of_them_follows_from_his_role(int person, long[] contacts, long[] companies)
    {
        await using var portal = await PortalFixture.StartAsync();

        Assert.Equal(contacts, PortalFixture.Ids(await portal.ItemsAsync($"/__sandbox/truth/contact?as={person}")));
        Assert.Equal(companies, PortalFixture.Ids(await portal.ItemsAsync($"/__sandbox/truth/company?as={person}")));
    }
}
