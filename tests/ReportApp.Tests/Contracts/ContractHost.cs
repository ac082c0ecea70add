using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Tests.Store;

namespace ReportApp.Tests.Contracts;

/// <summary>
/// What a connector brings to <see cref="HostContract"/>: a running host with a small known world, and the hands of the people in it. The
/// connector is composed over a real store, as in the app. The seller owns deals, observes one of a colleague, and does not see the rest.
/// </summary>
internal abstract class ContractHost(StoreFixture store) : IAsyncDisposable
{
    public IHostConnector Connector => store.Get<IHostConnector>();

    public abstract string Administrator { get; }

    public abstract string Seller { get; }

    /// <summary>The seller's own deal, without a plan.</summary>
    public abstract string OwnDeal { get; }

    /// <summary>A deal the seller sees and may not change.</summary>
    public abstract string SeenDeal { get; }

    /// <summary>A deal that exists and the seller does not see.</summary>
    public abstract string HiddenDeal { get; }

    /// <summary>A deal the host never had.</summary>
    public abstract string NoDeal { get; }

    /// <summary>All that the host keeps of the kinds we walk: kind to ids.</summary>
    public abstract Task<IReadOnlyDictionary<RecordKind, string[]>> TruthAsync();

    /// <summary>Records a person sees, with their owners, by the host's own word.</summary>
    public abstract Task<IReadOnlyDictionary<string, string>> SeenByAsync(string person, RecordKind kind);

    public Task<IReadOnlyDictionary<string, string>> DealsSeenByAsync(string person) => SeenByAsync(person, RecordKind.Deal);

    /// <summary>The form with which the host's page opens us for a person.</summary>
    public abstract Task<EntryRequest> LaunchAsync(string person);

    /// <summary>The administrator has finished the installation: others may open us now.</summary>
    public abstract Task FinishInstallationAsync();

    /// <summary>An entry that claims another tenant's key.</summary>
    public abstract EntryRequest Claiming(EntryRequest entry, string hostId);

    /// <summary>An entry whose proof was swapped for one nobody issued.</summary>
    public abstract EntryRequest WithForgedProof(EntryRequest entry);

    public abstract Task RenameDealAsync(string deal, string title);

    public abstract Task DeleteDealAsync(string deal);

    /// <summary>The deal gets another owner; somebody goes on watching it.</summary>
    public abstract Task GiveDealAsync(string deal, string owner, string observer);

    /// <summary>By the host's clock.</summary>
    public abstract Task<DateTimeOffset> NowAsync();

    /// <summary>Who changed this deal, in order, by the host's own word.</summary>
    public abstract Task<IReadOnlyList<string>> ChangesOfDealAsync(string deal);

    public abstract Task<int> CountNotesAsync(string deal);

    /// <summary>What a person is shown among the host's notices, in order.</summary>
    public abstract Task<IReadOnlyList<string>> NoticesOfAsync(string person);

    /// <summary>He takes no notices of applications from now on.</summary>
    public abstract Task SwitchNoticesOffAsync(string person);

    /// <summary>The next change of a deal is applied and its answer lost on the way.</summary>
    public abstract Task LoseNextAnswerAsync();

    /// <summary>The next note is refused before it stands.</summary>
    public abstract Task FailNextNoteAsync();

    public async Task<HostConnection> OpenAsync(string person)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var entry = await Connector.ProveEntryAsync(await LaunchAsync(person), null, cancellation);
        var tenant = await store.Get<TenantDirectory>().RegisterAsync(Assert.IsType<EntryProof.Proven>(entry), cancellation);
        return tenant!.ConnectionFor(person);
    }

    /// <summary>What a new process would know: the store, and nothing in memory.</summary>
    public Task RestartAsync() => store.RestartAsync();

    public virtual async ValueTask DisposeAsync() => await store.DisposeAsync();
}
