using ReportApp.Core.Model;
using ReportApp.Core.Reports;

namespace ReportApp.Tests.Golden;

public sealed class RecentAnswersTests
{
    private static readonly Viewer Busy = new(new TenantId(1), "1", false);
    private static readonly Viewer Other = new(new TenantId(1), "2", false);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_asks_a_lot_lets_others_in_between()
    {
        using var answers = new RecentAnswers<string>();
        var (order, first) = (new List<string>(), new TaskCompletionSource());

        var asked = new[] { (Busy, "a"), (Busy, "b"), (Busy, "c"), (Other, "d") }.Select(each => answers.GetAsync(each.Item2, each.Item1, async () =>
        {
            order.Add(each.Item2);
            await first.Task;
            return each.Item2;
        }, Token)).ToList();
        first.SetResult();

        Assert.Equal(["a", "b", "c", "d"], await Task.WhenAll(asked));
        Assert.Equal(["a", "d"], order.Take(2));
    }

    [Fact]
    public async Task Who_no_longer_waits_lets_the_next_one_compute()
    {
        using var answers = new RecentAnswers<string>();
        using var gone = new CancellationTokenSource();
        var asked = answers.GetAsync("a", Busy, async () =>
        {
            await Task.Delay(Timeout.Infinite, gone.Token);
            return "a";
        }, gone.Token);
        var next = answers.GetAsync("b", Busy, () => Task.FromResult<string?>("b"), Token);

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        Assert.Equal("b", await next);
        Assert.Null(answers.Find("a"));
    }
}
