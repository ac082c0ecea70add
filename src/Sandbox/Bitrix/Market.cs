using System.Globalization;
using Sandbox.World;

namespace Sandbox.Bitrix;

/// <summary>What happened to an application on the portal (reference 1.4).</summary>
/// <param name="Handlers">Who listened at that moment, with the portal's number of the binding: a removal drops them.</param>
/// <param name="Who">Whose tokens go along; null: they are void already.</param>
/// <param name="Data">Names beneath <c>data</c>, with their brackets.</param>
internal sealed record ApplicationHappening(
    string Event, IReadOnlyList<(long Id, string Handler)> Handlers, Application Application, Installation Installation, Person? Who, DateTimeOffset At,
    IReadOnlyList<KeyValuePair<string, string>> Data);

/// <summary>The portal's marketplace: what an administrator does there, and what follows from it (reference 1.2, 1.4).</summary>
internal sealed class Market(Portal portal, AuthorisationServer authorisation)
{
    /// <summary>Of the portal.</summary>
    private const string Language = "ru";

    public IReadOnlyList<Application> Offers => authorisation.Offers;

    public Installation? Find(Application application) => authorisation.Find(portal, application.ClientId)?.Installation;

    public void Install(Application application, Person who)
    {
        if (Find(application) is not null)
            return;
        if (authorisation.Install(portal, application).IsInstalled)
            TellInstalled(application.ClientId, who);
    }

    /// <summary>What the installation page's installFinish does; twice is once.</summary>
    public void Finish(string clientId, Person who)
    {
        if (authorisation.Find(portal, clientId) is { Installation.IsInstalled: true })
            return;
        authorisation.Change(portal, clientId, one => one with { IsInstalled = true });
        TellInstalled(clientId, who);
    }

    /// <summary>
    /// Goes to the newest version. What the application has bound is gone, its installation page has to be run again, and it hears nothing
    /// of it (reference 12, row 8).
    /// </summary>
    public void Update(Application offer, Person who)
    {
        lock (portal.Gate)
        {
            authorisation.Change(portal, offer.ClientId, one => one with { Version = offer.Version, IsInstalled = offer.InstallHandler is null });
            DropBindings(offer.ClientId, who);
        }
    }

    /// <param name="isClean">The person wants the application's data deleted.</param>
    public void Remove(string clientId, bool isClean, Person who)
    {
        if (authorisation.Find(portal, clientId) is not { } found)
            return;
        ApplicationHappening happening;
        lock (portal.Gate)
        {
            happening = Happening("ONAPPUNINSTALL", found, null, new("[LANGUAGE_ID]", Language), new("[CLEAN]", isClean ? "1" : "0"));
            DropBindings(clientId, who);
            authorisation.Remove(portal, clientId);
        }
        portal.Tell(happening);
    }

    private void TellInstalled(string clientId, Person who)
    {
        var found = authorisation.Find(portal, clientId)!.Value;
        ApplicationHappening happening;
        lock (portal.Gate)
        {
            happening = Happening(
                "ONAPPINSTALL", found, who,
                new("[VERSION]", found.Installation.Version.ToString(CultureInfo.InvariantCulture)), new("[ACTIVE]", "Y"), new("[INSTALLED]", "Y"), new("[LANGUAGE_ID]", Language));
        }
        portal.Tell(happening);
    }

    private ApplicationHappening Happening(
        string name, (Application Application, Installation Installation) found, Person? who, params IReadOnlyList<KeyValuePair<string, string>> data) => new(
        name, [.. portal.HandlersOf(name).Where(one => one.Binding.ClientId == found.Application.ClientId).Select(one => (one.Id, one.Binding.Handler))],
        found.Application, found.Installation, who, portal.Now, data);

    private void DropBindings(string clientId, Person who)
    {
        portal.Unbind((PlacementBinding one) => one.ClientId == clientId, who);
        portal.Unbind((EventBinding one) => one.ClientId == clientId, who);
        portal.Offline.Remove(one => one.ClientId == clientId);
    }
}
