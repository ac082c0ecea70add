using Connector.Bitrix;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;

namespace ReportApp.Tests.Bitrix;

public sealed class PortalEventsTests
{
    private static readonly HostTenantKey Portal = new("bitrix", "m1");

    public static TheoryData<string, string, HostEvent> Said => new()
    {
        { "ONAPPUNINSTALL", "", new HostEvent.Removed(Portal, "t", DeleteData: false) },
        { "onAppUninstall", "", new HostEvent.Removed(Portal, "t", DeleteData: false) },
        { "ONCRMDEALADD", "7", new HostEvent.Changed(Portal, "t") },
        { "onCrmDealUpdate", "7", new HostEvent.Changed(Portal, "t") },
        { "ONCRMDEALMOVETOCATEGORY", "7", new HostEvent.Changed(Portal, "t") },
        { "ONCRMDEALDELETE", "7", new HostEvent.Deleted(Portal, "t", RecordKind.Deal, "7") },
        { "ONCRMDEALDELETE", "007", new HostEvent.Deleted(Portal, "t", RecordKind.Deal, "7") },
        { "ONCRMDEALDELETE", "7'--", new HostEvent.Changed(Portal, "t") },
        { "ONCRMDEALDELETE", "0", new HostEvent.Changed(Portal, "t") },
        { "ONCRMDEALDELETE", "", new HostEvent.Changed(Portal, "t") },
        { "ONCRMLEADADD", "7", new HostEvent.Changed(Portal, "t") },
        { "onCrmLeadUpdate", "7", new HostEvent.Changed(Portal, "t") },
        { "ONCRMLEADDELETE", "7", new HostEvent.Deleted(Portal, "t", RecordKind.Lead, "7") },
        { "ONCRMCONTACTUPDATE", "7", new HostEvent.Changed(Portal, "t") },
        { "ONCRMCONTACTDELETE", "7", new HostEvent.Deleted(Portal, "t", RecordKind.Contact, "7") },
        { "ONCRMCOMPANYDELETE", "7", new HostEvent.Deleted(Portal, "t", RecordKind.Company, "7") },
        { "ONCRMACTIVITYADD", "7", new HostEvent.Changed(Portal, "t") },
        { "onCrmActivityDelete", "7", new HostEvent.Deleted(Portal, "t", RecordKind.Activity, "7") },
        { "ONCRMDYNAMICITEMUPDATE", "3", new HostEvent.Changed(Portal, "t") },
        { "ONCRMDYNAMICITEMDELETE", "3", new HostEvent.Deleted(Portal, "t", RecordKind.Item("1040"), "3") },
        { "ONCRMDYNAMICITEMDELETE_1040", "3", new HostEvent.Deleted(Portal, "t", RecordKind.Item("1040"), "3") },
        { "ONVOXIMPLANTCALLINIT", "3", new HostEvent.Other(Portal, "t") },
        { "", "3", new HostEvent.Other(Portal, "t") },
    };

    [Theory]
    [MemberData(nameof(Said))]
    public void An_event_says_what_to_look_at(string name, string id, HostEvent said) => Assert.Equal(said, PortalEvents.Read(new Dictionary<string, string>
    {
        ["event"] = name, ["data[FIELDS][ID]"] = id, ["data[FIELDS][ENTITY_TYPE_ID]"] = "1040",
        ["auth[member_id]"] = "m1", ["auth[application_token]"] = "t",
    }));

    [Theory]
    [InlineData("1", true)]
    [InlineData("0", false)]
    [InlineData("", false)]
    public void A_removal_says_whether_the_data_goes_too(string clean, bool deleteData) => Assert.Equal(
        new HostEvent.Removed(Portal, "t", deleteData),
        PortalEvents.Read(new Dictionary<string, string>
        {
            ["event"] = "ONAPPUNINSTALL", ["data[CLEAN]"] = clean, ["auth[member_id]"] = "m1", ["auth[application_token]"] = "t",
        }));

    [Fact]
    public void A_form_that_says_nothing_comes_from_nobody() =>
        Assert.Equal(new HostEvent.Other(new HostTenantKey("bitrix", ""), null), PortalEvents.Read(new Dictionary<string, string>()));
}
