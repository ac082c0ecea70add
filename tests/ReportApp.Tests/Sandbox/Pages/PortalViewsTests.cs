using Sandbox;
using Sandbox.Bitrix;
using Sandbox.Pages;
using Sandbox.World;

namespace ReportApp.Tests.Sandbox.Pages;

public sealed class PortalViewsTests : IDisposable
{
    private static readonly Facts World = WorldGenerator.Generate(5, 600, new DateOnly(2026, 11, 24));
    private static readonly DealSearch All = new("", "", "", "");
    private readonly Portal _portal = new(() => World, SandboxOptions.Smart, Tariff.All["professional"], SandboxClock.Showing(World.Today, World.Zone, TimeProvider.System), null);

    public void Dispose() => _portal.Dispose();

    [Fact]
    public void Everybody_sees_what_his_rights_say_in_list_and_card_alike()
    {
        foreach (var person in World.People)
        {
            var views = new PortalViews(_portal, person, Language.Russian);
            var mine = World.Deals.Where(deal => MaySee(person, deal)).Select(deal => (long)deal.Number).ToHashSet();
            Assert.Equal(mine.Count, views.Deals(All, 1).Total);
            Assert.All(World.Deals.Take(120), deal => Assert.Equal(mine.Contains(deal.Number), views.Deal(deal.Number, []) is not null));
        }
    }

    [Fact]
    public void A_page_too_far_is_the_last_page()
    {
        var views = new PortalViews(_portal, _portal.Administrator, Language.Russian);
        var last = views.Deals(All, int.MaxValue);
        Assert.Equal(12, last.Page);
        Assert.Equal(50, last.Deals.Count);
        Assert.Equal("1", last.Deals[^1].Id);
    }

    [Fact]
    public void The_card_shows_fields_by_their_REST_names_and_the_tied_payments()
    {
        var paid = World.Deals.First(deal => deal is { ContractNumber: not null, Comments.Count: > 0 } && deal.Payments.Count > 1);
        var card = new PortalViews(_portal, _portal.Administrator, Language.Russian).Deal(paid.Number, [])!;

        var fields = card.Fields.SelectMany(group => group.Fields).ToDictionary(field => field.Name, field => field.Text);
        Assert.Equal(paid.Title, fields["TITLE"]);
        Assert.Equal(Language.Russian.Money(paid.Amount!.Value, "RUB"), fields["OPPORTUNITY"]);
        Assert.Contains(paid.ContractNumber!, fields.Where(field => field.Key.StartsWith("UF_CRM_", StringComparison.Ordinal)).Select(field => field.Value));
        Assert.Equal(paid.Comments.Count, card.Timeline.Count(line => line.Kind == "comment"));
        Assert.Equal(paid.History.Count, card.Timeline.Count(line => line.Kind != "comment"));
        Assert.Equal([paid.Schedule.Count, paid.Payments.Count], card.Tabs.Select(tab => tab.Rows.Count));
    }

    private static bool MaySee(Person person, Deal deal)
    {
        if (person.Role == Role.Administrator || deal.Owner == person.Number || deal.Observers.Contains(person.Number))
            return true;
        if (person.Role != Role.Head)
            return false;
        var department = World.People[deal.Owner - 1].Department;
        for (int? above = department; above is { } number; above = World.Departments[number - 1].Parent)
        {
            if (number == person.Department)
                return true;
        }
        return false;
    }
}
