using Sandbox.Bitrix.Wire;
using Sandbox.World;

namespace Sandbox.Bitrix;

/// <param name="UserId">0: for everybody.</param>
/// <param name="Languages">Language to TITLE, DESCRIPTION, GROUP_NAME, as given.</param>
internal sealed record PlacementBinding(
    string ClientId, string Placement, string Handler, string Title, string Description, PhpMap Languages, PhpMap Options, long UserId);

internal sealed record EventBinding(string ClientId, string Event, string Handler, long AuthType, bool IsOffline);

/// <summary>What applications have bound: places in the pages and events.</summary>
internal sealed partial class Portal
{
    private readonly List<PlacementBinding> _placements = [];
    private readonly List<EventBinding> _events = [];

    public IReadOnlyList<PlacementBinding> Placements => _placements;

    public IReadOnlyList<EventBinding> Events => _events;

    /// <summary>Something befell an application.</summary>
    public event Action<ApplicationHappening>? ApplicationHappened;

    public void Tell(ApplicationHappening happening) => ApplicationHappened?.Invoke(happening);

    /// <summary>What applications have still to fetch.</summary>
    public OfflineQueue Offline { get; } = new();

    /// <summary>Who queues an event for applications to fetch.</summary>
    public IEnumerable<EventBinding> QueuedFor(string name) => _events.Where(one => one.IsOffline && one.Event == name);

    /// <summary>Who listens to an event as it happens, with the portal's number of the binding.</summary>
    public IEnumerable<(long Id, EventBinding Binding)> HandlersOf(string name) =>
        _events.Index().Where(bound => bound.Item.Event == name && !bound.Item.IsOffline).Select(bound => (201L + bound.Index, bound.Item));

    public void Bind(PlacementBinding binding, Person who)
    {
        _placements.Add(binding);
        Ledger.Add(Now, who.Number, "placement", binding.Placement, null, ToMap(binding));
    }

    public int Unbind(Predicate<PlacementBinding> matches, Person who)
    {
        var gone = _placements.FindAll(matches);
        foreach (var binding in gone)
        {
            _placements.Remove(binding);
            Ledger.Add(Now, who.Number, "placement", binding.Placement, ToMap(binding), null);
        }
        return gone.Count;
    }

    public void Bind(EventBinding binding, Person who)
    {
        _events.Add(binding);
        Ledger.Add(Now, who.Number, "event", binding.Event, null, ToMap(binding));
    }

    public int Unbind(Predicate<EventBinding> matches, Person who)
    {
        var gone = _events.FindAll(matches);
        foreach (var binding in gone)
        {
            _events.Remove(binding);
            Ledger.Add(Now, who.Number, "event", binding.Event, ToMap(binding), null);
        }
        return gone.Count;
    }

    private void ReplayBinding(Change change)
    {
        var map = change.After ?? change.Before!;
        if (change.Entity == "placement")
        {
            var binding = new PlacementBinding(
                (string)map["clientId"]!, change.Id, (string)map["handler"]!, (string)map["title"]!, (string)map["description"]!, (PhpMap)map["languages"]!,
                (PhpMap)map["options"]!, (long)map["userId"]!);
            if (change.After is not null) _placements.Add(binding);
            else _placements.RemoveAt(_placements.FindIndex(one => (one.Placement, one.Handler) == (binding.Placement, binding.Handler)));
        }
        else
        {
            var binding = new EventBinding((string)map["clientId"]!, change.Id, (string)map["handler"]!, (long)map["authType"]!, (bool)map["isOffline"]!);
            if (change.After is not null) _events.Add(binding);
            else _events.Remove(binding);
        }
    }

    private static PhpMap ToMap(PlacementBinding binding) => new()
    {
        ["clientId"] = binding.ClientId,
        ["handler"] = binding.Handler,
        ["title"] = binding.Title,
        ["description"] = binding.Description,
        ["languages"] = binding.Languages,
        ["options"] = binding.Options,
        ["userId"] = binding.UserId,
    };

    private static PhpMap ToMap(EventBinding binding) => new()
    {
        ["clientId"] = binding.ClientId,
        ["handler"] = binding.Handler,
        ["authType"] = binding.AuthType,
        ["isOffline"] = binding.IsOffline,
    };
}
