using ReportApp.Core.Model;
using ReportApp.Core.Plans;

namespace ReportApp.Tests.Plans;

/// <summary>Many deals into the plan at once; the host's ledger decides.</summary>
public sealed class PlanBulkTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_preview_says_for_each_deal_what_would_be_saved_or_why_not()
    {
        await using var world = await PlanWorld.StartAsync();
        world.Host.Sees["10"] = ["10", "11", "12"];
        world.Host.Put(PlanWorld.Deal(104, ownerId: "13"), PlanWorld.Deal(105) with { Amount = null });

        var previews = await world.Plans.PreviewAsync(world.Head, new PlanPreviewRequest(["100", "101", "102", "104", "105", "999"], "2026-12"), Token);

        Assert.Equal(
            [
                "100 1500000 11 ", "101 9000000 12 ", "102 9000000 11 dealId:deal_lost", "104   dealId:not_found", "105  11 amount:not_positive", "999   dealId:not_found",
            ],
            previews.Select(preview =>
                $"{preview.DealId} {preview.Amount:0} {preview.Manager?.Id} {string.Join(' ', preview.Problems.Select(problem => $"{problem.Field}:{problem.Reason}"))}"));
        Assert.Empty(world.Host.Ledger);
        Assert.Equal(0, await world.DeliverAsync());
    }

    [Fact]
    [Trait("Requirement", "I2")]
    public async Task Good_ones_are_written_once_each_bad_ones_say_why_and_a_repeat_writes_nothing()
    {
        await using var world = await PlanWorld.StartAsync();
        KeyedPlanCommand[] commands = [Command("100", 1), Command("101", 2), Command("102", 3), Command("999", 4)];

        var saved = await world.Plans.SaveAllAsync(world.Head, commands, Token);
        var again = await world.Plans.SaveAllAsync(world.Head, commands, Token);
        while (await world.DeliverAsync() > 0) { }
        var afterwards = await world.Plans.SaveAllAsync(world.Head, commands, Token);
        while (await world.DeliverAsync() > 0) { }

        Assert.Equal(["saved", "saved", "deal_lost", "not found"], saved.Select(Words));
        Assert.Equal(["replayed", "replayed", "deal_lost", "not found"], again.Select(Words));
        Assert.Equal(["replayed", "replayed", "deal_lost", "not found"], afterwards.Select(Words));
        Assert.Equal(["100", "101"], world.Host.Ledger.Select(change => change.DealId).Order(StringComparer.Ordinal));
        Assert.Equal(["100", "101"], world.Host.Notes.Select(note => note.DealId).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Each_entry_of_many_can_be_undone_alone()
    {
        await using var world = await PlanWorld.StartAsync();
        var saved = await world.Plans.SaveAllAsync(world.Head, [Command("100", 1), Command("101", 2)], Token);
        while (await world.DeliverAsync() > 0) { }

        Assert.IsType<PlanSaved.Saved>(await world.Plans.UndoAsync(world.Head, ((PlanSaved.Saved)saved[0]).Entry.Id, Key(9), Token));
        while (await world.DeliverAsync() > 0) { }

        Assert.Null(world.PlanInHost("100"));
        Assert.Equal(5_000m, world.PlanInHost("101")!.Amount.Amount);
    }

    private static KeyedPlanCommand Command(string deal, int key) =>
        new(Key(key), new PlanCommand(deal, null, 5_000m, "2026-12", "11", PlanMetric.Receipts, null));

    private static string Key(int number) => $"2b9b6f0e-8c3f-4f0c-9b56-b3b1d9f2f00{number}";

    private static string Words(PlanSaved saved) => saved switch
    {
        PlanSaved.Saved { Replayed: true } => "replayed",
        PlanSaved.Saved => "saved",
        PlanSaved.Invalid invalid => invalid.Problems.Single().Reason,
        PlanSaved.NotFound => "not found",
        _ => saved.GetType().Name,
    };
}
