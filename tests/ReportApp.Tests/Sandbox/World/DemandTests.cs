using System.Text.Json;
using Sandbox.World;

namespace ReportApp.Tests.Sandbox.World;

public sealed class DemandTests
{
    private static readonly DateOnly Today = new(2026, 11, 24);
    private static readonly Facts World = WorldGenerator.Generate(7, 3_000, Today);
    private static readonly List<Lead> Leads = [.. World.Leads];

    [Fact]
    public void Every_walk_tells_the_same_leads() => Assert.Equal(JsonSerializer.Serialize(Leads), JsonSerializer.Serialize(World.Leads));

    [Fact]
    public void Leads_are_numbered_as_they_came_and_walk_forward_to_the_eve_of_today()
    {
        var end = new DateTimeOffset(Today.ToDateTime(TimeOnly.MinValue), World.Zone);
        Assert.Equal(Enumerable.Range(1, Leads.Count), Leads.Select(lead => lead.Number));
        Assert.Equal(Leads.Select(lead => lead.CreatedAt).Order(), Leads.Select(lead => lead.CreatedAt));
        var known = World.LeadStages.Select(stage => stage.Code).ToHashSet();
        Assert.All(Leads, lead =>
        {
            Assert.Equal(lead.History.Select(step => step.At).Order(), lead.History.Select(step => step.At));
            Assert.Equal(lead.CreatedAt, lead.History[0].At);
            Assert.All(lead.History, step => Assert.True(step.At < end && known.Contains(step.Stage)));
        });
    }

    [Fact]
    public void A_converted_lead_ends_where_its_deal_begins_and_no_deal_comes_from_two()
    {
        var converted = Leads.Where(lead => lead.Deal is not null).ToList();
        Assert.Distinct(converted.Select(lead => lead.Deal));
        Assert.All(converted, lead =>
        {
            var deal = World.Deals[lead.Deal!.Value - 1];
            Assert.Equal((LeadStages.Converted, deal.CreatedAt), (lead.History[^1].Stage, lead.History[^1].At));
            Assert.Equal(deal.ClientName, $"{lead.Client.LastName} {lead.Client.FirstName}");
        });
    }

    [Fact]
    public void Everything_a_lead_report_must_meet_occurs()
    {
        var byPhone = Leads.Where(lead => lead.Client.Phone is not null)
            .GroupBy(lead => string.Concat(lead.Client.Phone!.Where(char.IsAsciiDigit))[^10..]).Where(calls => calls.Count() > 1).ToList();
        var cases = new (string Situation, int Count, int AtLeast)[]
        {
            ("leads", Leads.Count, 5_000),
            ("became a deal", Leads.Count(lead => lead.Deal is not null), 2_000),
            ("deals without a lead", World.Deals.Count - Leads.Count(lead => lead.Deal is not null), 500),
            ("qualified without a deal", Leads.Count(lead => lead.History[^1].Stage == LeadStages.Converted && lead.Deal is null), 20),
            ("new and never looked at", Leads.Count(lead => lead.History.Count == 1 && lead.CreatedAt < Leads[^1].CreatedAt.AddDays(-7)), 20),
            ("in work", Leads.Count(lead => lead.History[^1].Stage is LeadStages.InWork or LeadStages.CallAgain), 50),
            ("asked again within 90 days", byPhone.Count(calls => Gap(calls) <= 90), 150),
            ("asked again later", byPhone.Count(calls => Gap(calls) > 90), 30),
            ("wrote the number another way", byPhone.Count(calls => calls.Select(lead => lead.Client.Phone).Distinct().Count() > 1), 150),
            ("without a phone", Leads.Count(lead => lead.Client.Phone is null), 100),
            ("nothing to reach him by", Leads.Count(lead => lead.Client is { Phone: null, Email: null }), 20),
            ("without a source", Leads.Count(lead => lead.Source is null), 50),
            ("other source than its deal", Leads.Count(lead => lead.Deal is { } deal && lead.Source != World.Deals[deal - 1].Source), 50),
            ("from a campaign", Leads.Count(lead => lead.Campaign is not null), 500),
            ("other reason without a word", Leads.Count(lead => lead.History[^1].Stage == LeadStages.Other && lead.Comment is null), 20),
        };
        Assert.All(cases, situation => Assert.True(situation.Count >= situation.AtLeast, $"{situation.Situation}: {situation.Count}"));
        Assert.All(World.LeadStages, stage => Assert.True(Leads.Count(lead => lead.History[^1].Stage == stage.Code) >= 5, stage.Name));

        // A group keeps the order of its leads.
        static double Gap(IEnumerable<Lead> calls) => (calls.ElementAt(1).CreatedAt - calls.First().CreatedAt).TotalDays;
    }

    [Fact]
    public void Leads_leave_the_deals_as_they_are()
    {
        // Known sums of seed 7: whoever changes the deals of a seed changes what customers of the demo have reconciled.
        var payments = World.Deals.SelectMany(deal => deal.Payments).ToList();
        Assert.Equal((3_000, 3_481, 9_387_718_580.88m), (World.Deals.Count, payments.Count, payments.Sum(payment => payment.Amount)));
    }
}
