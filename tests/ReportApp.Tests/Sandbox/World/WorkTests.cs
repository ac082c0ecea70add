using System.Text.Json;
using Sandbox.World;

namespace ReportApp.Tests.Sandbox.World;

/// <summary>What people did in the demo world, and for whom.</summary>
public sealed class WorkTests
{
    private static readonly DateOnly Today = new(2026, 11, 24);
    private static readonly Facts World = WorldGenerator.Generate(7, 3_000, Today);
    private static readonly List<Activity> Activities = [.. World.Activities];
    private static readonly List<Contact> Contacts = [.. World.Contacts];
    private static readonly DateTimeOffset End = new(Today.ToDateTime(TimeOnly.MinValue), World.Zone);

    [Fact]
    public void Every_walk_tells_the_same()
    {
        Assert.Equal(JsonSerializer.Serialize(Activities), JsonSerializer.Serialize(World.Activities));
        Assert.Equal(JsonSerializer.Serialize(Contacts), JsonSerializer.Serialize(World.Contacts));
    }

    [Fact]
    public void Activities_are_numbered_as_they_were_noted_and_nothing_is_done_before_it_or_after_today()
    {
        Assert.Equal(Enumerable.Range(1, Activities.Count), Activities.Select(activity => activity.Number));
        Assert.Equal(Activities.Select(activity => activity.CreatedAt).Order(), Activities.Select(activity => activity.CreatedAt));
        Assert.All(Activities, activity =>
        {
            Assert.True(activity.CreatedAt < End && activity.StartsAt <= activity.EndsAt, activity.ToString());
            Assert.True(activity.DoneAt is null || (activity.DoneAt >= activity.CreatedAt && activity.DoneAt < End), activity.ToString());
            Assert.True(activity.Lead is not null || activity.Deal is not null);
            Assert.Equal(activity.Kind is ActivityKind.Call or ActivityKind.Email or ActivityKind.Chat, activity.IsIncoming is not null);
        });
    }

    [Fact]
    public void Everybody_on_a_card_is_there_once_and_agents_work_for_agencies()
    {
        Assert.Equal(Enumerable.Range(1, Contacts.Count), Contacts.Select(contact => contact.Number).Order());
        Assert.Equal(Enumerable.Range(1, World.Firms.Count), World.Firms.Select(firm => firm.Number));
        Assert.All(World.Deals, deal => Assert.Contains(Contacts, contact => contact.Kind == "CLIENT" && contact.Deals.SequenceEqual([deal.Number])));
        Assert.All(Contacts.Where(contact => contact.Kind == "PARTNER"), agent => Assert.Equal("PARTNER", World.Firms[agent.Firm!.Value - 1].Kind));
        Assert.Equal(
            World.Deals.Where(deal => deal.Channel == "Агентство").Select(deal => deal.Number),
            Contacts.Where(contact => contact.Kind == "PARTNER").SelectMany(agent => agent.Deals).Order());
    }

    [Fact]
    public void Everything_a_day_report_must_meet_occurs()
    {
        var open = Activities.Where(activity => activity.DoneAt is null).ToList();
        var busy = open.Select(activity => activity.Deal).ToHashSet();
        var openDeals = World.Deals.Where(deal => World.Pipelines.Single(one => one.Number == deal.Pipeline).Stages.Single(stage => stage.Code == deal.History[^1].Stage).Meaning == "P").ToList();
        var cases = new (string Situation, int Count, int AtLeast)[]
        {
            ("activities", Activities.Count, 12_000),
            ("calls nobody answered", Activities.Count(activity => activity.Kind == ActivityKind.Call && activity.DoneAt is not null && activity.StartsAt == activity.EndsAt), 500),
            ("incoming calls", Activities.Count(activity => activity is { Kind: ActivityKind.Call, IsIncoming: true }), 300),
            ("e-mails in", Activities.Count(activity => activity is { Kind: ActivityKind.Email, IsIncoming: true }), 200),
            ("e-mails out", Activities.Count(activity => activity is { Kind: ActivityKind.Email, IsIncoming: false }), 500),
            ("showings", Activities.Count(activity => activity.Subject.StartsWith("Показ", StringComparison.Ordinal)), 800),
            ("tasks done late", Activities.Count(activity => activity.Kind == ActivityKind.Task && activity.DoneAt > activity.DueAt), 100),
            ("of a lead that became a deal", Activities.Count(activity => activity is { Lead: not null, Deal: not null }), 500),
            ("of a lead alone", Activities.Count(activity => activity is { Lead: not null, Deal: null }), 1_000),
            ("chats", Activities.Count(activity => activity.Kind == ActivityKind.Chat), 50),
            ("of an application", Activities.Count(activity => activity.Kind == ActivityKind.BankNews), 50),
            ("overdue", open.Count(activity => activity.DueAt < End), 20),
            ("due later", open.Count(activity => activity.DueAt >= End), 50),
            ("to be done whenever", open.Count(activity => activity.DueAt is null), 3),
            ("open deals without a next step", openDeals.Count(deal => !busy.Contains(deal.Number)), 20),
            ("open deals with one", openDeals.Count(deal => busy.Contains(deal.Number)), 100),
            ("second buyers", Contacts.Count(contact => contact.Kind == "CLIENT") - World.Deals.Count, 200),
            ("companies that rent", World.Firms.Count(firm => firm.Kind == "CUSTOMER"), 10),
        };
        Assert.All(cases, situation => Assert.True(situation.Count >= situation.AtLeast, $"{situation.Situation}: {situation.Count}"));
    }
}
