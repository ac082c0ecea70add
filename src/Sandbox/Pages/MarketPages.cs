using System.Globalization;
using Sandbox.Bitrix;
using Sandbox.World;

namespace Sandbox.Pages;

/// <summary>The marketplace of the portal: what is offered, one offer's card, and what is on the portal (reference 1.2, 9).</summary>
/// <param name="show">Shows a page to the one who is signed in.</param>
internal sealed class MarketPages(
    Portal portal, AuthorisationServer authorisation, Market market, Func<HttpContext, Person?> signedIn,
    Func<HttpContext, string, Func<PageFrame, PortalViews, Html>, Task> show)
{
    private const string Here = "/marketplace/";

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Here, context => show(context, Here, (frame, _) => Catalogue(frame)));
        app.MapGet(Here + "installed/", context => show(context, Here, (frame, _) => Installed(frame)));
        app.MapGet(Here + "detail/{code}/", (HttpContext context, string code) => show(context, Here, (frame, _) => Card(context, frame, code)));

        // Forms of our own pages: the session's cookie does not come along from another site.
        var acts = app.MapGroup("/bitrix/pages/market/{clientId}").AddEndpointFilter((call, next) =>
            signedIn(call.HttpContext) is { } person && Rights.IsAdministrator(person)
                ? next(call)
                : ValueTask.FromResult<object?>(TypedResults.StatusCode(StatusCodes.Status403Forbidden)));
        acts.MapPost("/install", (HttpContext context, string clientId) => Act(context, clientId, isInstall: true));
        acts.MapPost("/update", (HttpContext context, string clientId) => Act(context, clientId, isInstall: false));
        acts.MapPost("/uninstall", UninstallAsync);
    }

    public static string NoRest(Language words) => words[
        "Приложения работают только на коммерческих тарифах: на вашем тарифе нет REST.",
        "Applications work on commercial plans only: your plan has no REST."];

    private IResult Act(HttpContext context, string clientId, bool isInstall)
    {
        if (market.Offers.FirstOrDefault(offer => offer.ClientId == clientId) is not { } offer || (!isInstall && market.Find(offer) is null))
            return TypedResults.NotFound();
        if (!portal.Tariff.HasRest)
            return TypedResults.StatusCode(StatusCodes.Status403Forbidden);
        if (isInstall)
            market.Install(offer, signedIn(context)!);
        else
            market.Update(offer, signedIn(context)!);
        return TypedResults.LocalRedirect($"/marketplace/app/{Uri.EscapeDataString(clientId)}/");
    }

    private async Task<IResult> UninstallAsync(HttpContext context, string clientId)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        market.Remove(clientId, form["clean"] == "Y", signedIn(context)!);
        return TypedResults.LocalRedirect("/marketplace/installed/");
    }

    private Html Catalogue(PageFrame frame)
    {
        var words = frame.Language;
        return Page(frame, words["Маркет", "Market"], Here, Html.Of($"""
            <div class="tiles">{Html.Each(market.Offers, offer =>
            {
                var listing = ListingOf(offer, words);
                return Html.Of($"""
                    <a class="panel tile" href="{CardAddress(offer)}" data-testid="host-market-app" data-code="{offer.Code}"><i>◈</i><b>{listing.Title}</b>
                      <span>{listing.Lead}</span><small>{StateOf(words, offer)}</small></a>
                    """);
            })}</div>
            {Html.When(market.Offers.Count == 0, $"""<p class="panel nothing">{words["Здесь пока ничего не предлагают", "Nothing is offered here yet"]}</p>""")}
            """));
    }

    private Html Card(HttpContext context, PageFrame frame, string code)
    {
        var words = frame.Language;
        if (market.Offers.FirstOrDefault(offer => offer.Code == code) is not { } offer)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return OtherPages.Notice(frame, words["Приложение не найдено", "Application not found"], code);
        }
        var listing = ListingOf(offer, words);
        return Page(frame, listing.Title, Here, Html.Of($"""
            <div class="columns offer">
              <article class="panel listing">{listing.Body}</article>
              <aside class="panel" data-testid="host-market-card" data-code="{offer.Code}">
                <p><b>{words["Версия", "Version"]}</b> {offer.Version}<br><small>{StateOf(words, offer)}</small></p>
                {Deed(frame, offer)}
                <h3>{words["Приложение получит доступ", "The application gets access to"]}</h3>
                <ul>{Html.Each(offer.Scopes, scope => Html.Of($"""<li data-testid="host-market-scope" data-scope="{scope}">{ScopeName(words, scope)} <code>{scope}</code></li>"""))}</ul>
              </aside>
            </div>
            """));
    }

    /// <summary>What this person can do with an offer.</summary>
    private Html Deed(PageFrame frame, Application offer)
    {
        var words = frame.Language;
        var installation = market.Find(offer);
        if (installation is not null && installation.Version >= offer.Version)
            return Open(words, offer.ClientId);
        if (!frame.Viewer.IsAdministrator)
        {
            return Html.Of($"""<p data-testid="host-market-ask">{(installation is null
                ? words["Приложения устанавливает администратор портала. Попросите его.", "Applications are installed by the portal's administrator. Please ask him."]
                : words["Приложения обновляет администратор портала.", "Applications are updated by the portal's administrator."])}</p>""");
        }
        if (!portal.Tariff.HasRest)
            return Html.Of($"""<p class="refusal" role="alert">{NoRest(words)}</p>""");
        return installation is null
            ? Form(offer.ClientId, "install", words["Установить", "Install"])
            : Form(offer.ClientId, "update", words[$"Обновить до версии {offer.Version}", $"Update to version {offer.Version}"]);
    }

    private Html Installed(PageFrame frame)
    {
        var words = frame.Language;
        var applications = authorisation.ApplicationsOf(portal);
        return Page(frame, words["Установленные приложения", "Installed applications"], Here + "installed/", Html.Of($"""
            {Html.Each(applications, one => Line(frame, one.Application, one.Installation))}
            {Html.When(applications.Count == 0, $"""<p class="panel nothing">{words["На портале нет приложений", "There are no applications on the portal"]}</p>""")}
            """));
    }

    private Html Line(PageFrame frame, Application application, Installation installation)
    {
        var words = frame.Language;
        var title = application.MenuText.GetValueOrDefault(words.Code) ?? application.Name;
        return Html.Of($"""
            <section class="panel app-line" data-testid="host-market-installed" data-client-id="{application.ClientId}">
              <div><b>{title}</b><br><small>{words["Версия", "Version"]} {installation.Version} · {Progress(words, installation)}</small></div>
              <div class="deeds">
                {Open(words, application.ClientId)}
                {Html.When(market.Offers.Any(offer => offer.ClientId == application.ClientId && offer.Version > installation.Version), $"""<a class="plain" href="{CardAddress(application)}">{words["Есть новая версия", "A new version is out"]}</a>""")}
                {Html.When(frame.Viewer.IsAdministrator, $"""
                  <details><summary data-testid="host-market-uninstall-open">{words["Удалить", "Uninstall"]}</summary>
                    <form method="post" action="{ActAddress(application.ClientId, "uninstall")}">
                      <label><input type="checkbox" name="clean" value="Y" data-testid="host-market-clean"> {words["удалить и данные приложения", "delete the application's data too"]}</label>
                      <button class="button danger" data-testid="host-market-uninstall">{words["Удалить приложение", "Uninstall the application"]}</button>
                    </form></details>
                  """)}
              </div>
            </section>
            """);
    }

    private static Html Page(PageFrame frame, string title, string tab, Html body)
    {
        var words = frame.Language;
        return Shell.Page(frame, title, Html.Of($"""
            <main class="page"><h1>{title}</h1>
              <nav class="tabs market-tabs">{Tab(Here, words["Маркет", "Market"])}{Tab(Here + "installed/", words["Установленные", "Installed"])}</nav>
              {body}
            </main>
            """));

        Html Tab(string address, string text) => Html.Of($"""<a href="{address}" class="{(address == tab ? "lit" : "")}">{text}</a>""");
    }

    private static Html Open(Language words, string clientId) =>
        Html.Of($"""<a class="button" href="/marketplace/app/{Uri.EscapeDataString(clientId)}/">{words["Открыть", "Open"]}</a>""");

    private static Html Form(string clientId, string act, string text) => Html.Of($"""
        <form method="post" action="{ActAddress(clientId, act)}"><button class="button" data-testid="host-market-{act}">{text}</button></form>
        """);

    private string StateOf(Language words, Application offer) =>
        market.Find(offer) is { } installation ? Progress(words, installation) : words["Не установлено", "Not installed"];

    private static string Progress(Language words, Installation installation) =>
        installation.IsPaymentExpired ? words["Срок закончился", "Period is over"]
        : installation.IsInstalled ? words["Установлено", "Installed"]
        : words["Установка не завершена", "Installation is not finished"];

    /// <summary>In the person's language, else in any.</summary>
    private static Listing ListingOf(Application offer, Language words)
    {
        var listing = Listing.Read(offer.Listing!.GetValueOrDefault(words.Code) ?? offer.Listing!.Values.First());
        return listing.Title.Length > 0 ? listing : listing with { Title = offer.MenuText.GetValueOrDefault(words.Code) ?? offer.Name };
    }

    private static string CardAddress(Application offer) => $"{Here}detail/{Uri.EscapeDataString(offer.Code)}/";

    private static string ActAddress(string clientId, string act) => string.Create(CultureInfo.InvariantCulture, $"/bitrix/pages/market/{Uri.EscapeDataString(clientId)}/{act}");

    /// <summary>The portal's own names of rights; of others the code alone.</summary>
    private static string ScopeName(Language words, string scope) => scope switch
    {
        "crm" => "CRM",
        "user" or "user_basic" or "user_brief" => words["Пользователи", "Users"],
        "department" => words["Структура компании", "Company structure"],
        "placement" => words["Встраивание приложений", "Application embedding"],
        "telephony" => words["Телефония", "Telephony"],
        "userfieldconfig" => words["Настройки пользовательских полей", "Custom field settings"],
        _ => "",
    };
}
