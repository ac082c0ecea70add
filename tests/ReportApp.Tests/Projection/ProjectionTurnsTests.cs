using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ReportApp.Core.Model;
using ReportApp.Core.Store.Projection;
using ReportApp.Tests.Conventions;

namespace ReportApp.Tests.Projection;

[Trait("Requirement", "I14")]
public sealed class ProjectionTurnsTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ProjectionTurns _turns;

    public ProjectionTurnsTests() => _turns = new ProjectionTurns(Options.Create(new ProjectionOptions { ReportsAtOnce = 3 }), _clock);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Trait(BadInputMatrix.Row, "47")]
    public async Task One_viewer_never_takes_every_turn()
    {
        using var first = await _turns.TakeAsync(Person("1"), Token);
        using var second = await _turns.TakeAsync(Person("1"), Token);
        var third = _turns.TakeAsync(Person("1"), Token);

        Assert.False(third.IsCompleted);
        using var ofAnother = await _turns.TakeAsync(Person("2"), Token);

        first.Dispose();
        (await third).Dispose();
    }

    [Fact]
    public async Task Whoever_waits_too_long_is_told_so_and_blocks_nobody_later()
    {
        var held = new List<IDisposable>();
        foreach (var user in (string[])["1", "2", "3"])
            held.Add(await _turns.TakeAsync(Person(user), Token));
        var waiting = _turns.TakeAsync(Person("4"), Token);

        _clock.Advance(TimeSpan.FromSeconds(21));
        await Assert.ThrowsAsync<ProjectionBusyException>(() => waiting);

        held[0].Dispose();
        using var one = await _turns.TakeAsync(Person("4"), Token);
        held[1].Dispose();
        using var two = await _turns.TakeAsync(Person("4"), Token);
        held[2].Dispose();
    }

    public void Dispose() => _turns.Dispose();

    private static Viewer Person(string id) => new(new TenantId(1), id, IsAdministrator: false);
}
