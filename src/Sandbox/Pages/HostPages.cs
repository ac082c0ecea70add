using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Sandbox.Bitrix;
using Sandbox.World;

namespace Sandbox.Pages;

/// <summary>The portal as a person meets it in a browser. Everything shown is what that person may see.</summary>
/// <param name="signedIn">Who sits at this browser; null: nobody yet.</param>
internal sealed class HostPages(Portal portal, AuthorisationServer authorisation, Market market, Func<HttpContext, Person?> signedIn)
{
    private const string LanguageCookie = "sandbox_portal_language";
    private const string DealTab = "CRM_DEAL_DETAIL_TAB";

    /// <summary>Where links into an application lead (reference 7.1).</summary>
    private const string LinkPlace = "REST_APP_URI";

    // Options that applications keep through their page; they last as long as the portal runs.
    private readonly ConcurrentDictionary<(string Client, int Person), ConcurrentDictionary<string, JsonElement>> _options = new();

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPageAssets();
        app.MapGet("/", SignIn);
        app.MapGet("/stream/", context => Show(context, "/stream/", Stream));
        app.MapGet("/company/{**person}", context => Show(context, "/company/", (frame, views) => OtherPages.Company(frame, views.People)));
        new MarketPages(portal, authorisation, market, signedIn, Show).Map(app);
        app.MapGet("/crm/deal/", context => Show(context, "/crm/deal/", (frame, views) => Deals(context, frame, views)));
        app.MapGet(
            "/crm/deal/details/{id:long}/",
            (HttpContext context, long id) => Show(context, "/crm/deal/", (frame, views) => Deal(context, frame, views, id)));
        app.MapGet("/notices/", context => Show(context, "/notices/", (frame, views) => OtherPages.Notices(frame, views.Notices)));
        app.MapGet("/marketplace/app/{clientId}/", (HttpContext context, string clientId) => Application(context, clientId, context.Request.Query["placement"].ToString()));
        app.MapGet("/marketplace/view/{code}/", (HttpContext context, string code) => Application(
            context, authorisation.ApplicationsOf(portal).FirstOrDefault(pair => pair.Application.Code == code).Application?.ClientId ?? code, LinkPlace));

        var service = app.MapGroup("/bitrix/pages");
        service.MapGet("/people", context => People(context));
        var own = service.MapGroup("/app/{clientId}").AddEndpointFilter(OnlyFromOurPages);
        own.MapPost("/refresh-auth", RefreshAuth);
        own.MapPost("/install-finish", InstallFinish);
        own.MapPost("/app-option", (HttpContext context, string clientId, AppOption option) => SetOption(context, clientId, option, isShared: true));
        own.MapPost("/user-option", (HttpContext context, string clientId, AppOption option) => SetOption(context, clientId, option, isShared: false));
    }

    private sealed record AppOption(string Name, JsonElement Value);

    /// <summary>A page of another site can post here, but cannot add this header without being asked first, and we never agree.</summary>
    private static ValueTask<object?> OnlyFromOurPages(EndpointFilterInvocationContext call, EndpointFilterDelegate next) =>
        call.HttpContext.Request.Headers["X-Portal-Page"] == "Y" ? next(call) : ValueTask.FromResult<object?>(TypedResults.StatusCode(StatusCodes.Status403Forbidden));

    private Task SignIn(HttpContext context)
    {
        var words = LanguageOf(context);
        var views = new PortalViews(portal, portal.Administrator, words);
        var people = views.People.Where(person => person.IsActive).ToList();
        // Those a newcomer wants to be: each kind of rights once, the head of sales among them.
        var first = portal.People.Where(person => person.IsActive).GroupBy(person => (person.Role, Top: person.Department <= 2 ? person.Department : 0)).Select(group => group.First())
            .Select(person => people.First(line => line.Id == person.Number.ToString(CultureInfo.InvariantCulture)));
        return Write(context, SignInPage.Render(words, PortalName, people, [.. first]));
    }

    private Html Stream(PageFrame frame, PortalViews views)
    {
        var head = portal.Departments.First(department => department.Parent is null).Head;
        return OtherPages.Stream(frame, head is { } number && portal.PersonOf(number) is { } person ? PortalViews.Name(person) : PortalName);
    }

    private static Html Deals(HttpContext context, PageFrame frame, PortalViews views)
    {
        var query = context.Request.Query;
        string Asked(string name) => query[name].ToString().Trim();
        // The plain address shows the default pipeline; a search looks everywhere unless it says where.
        var pipeline = query.ContainsKey("category") || query.ContainsKey("q") ? Asked("category") : "0";
        var search = new DealSearch(Asked("q"), pipeline, Asked("stage"), Asked("owner"));
        var page = int.TryParse(Asked("page"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 1;
        return DealListPage.Render(frame, views.Deals(search, page));
    }

    private Html Deal(HttpContext context, PageFrame frame, PortalViews views, long id)
    {
        var tabs = portal.Placements
            .Where(placement => placement.Placement == DealTab && authorisation.Find(portal, placement.ClientId) is { Installation.IsInstalled: true })
            .Select((placement, index) => new AppTab($"app{index}", placement.ClientId, placement.Title));
        if (views.Deal(id, [.. tabs]) is { } card)
            return DealCardPage.Render(frame, card);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return OtherPages.Notice(
            frame, frame.Language["Сделка не найдена", "Deal not found"],
            frame.Language["Её нет, или у вас нет прав на просмотр.", "It does not exist, or you may not see it."]);
    }

    /// <summary>An application's page, or with <c>part=frame</c> only its frame, for a tab.</summary>
    private Task Application(HttpContext context, string clientId, string placement) => Show(context, $"/marketplace/app/{Uri.EscapeDataString(clientId)}/", (frame, _) =>
    {
        var words = frame.Language;
        if (authorisation.Find(portal, clientId) is not { } found)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return OtherPages.Notice(frame, words["Приложение не найдено", "Application not found"], clientId);
        }
        var (application, installation) = found;
        if (!installation.IsInstalled && !frame.Viewer.IsAdministrator)
        {
            return OtherPages.Notice(
                frame, words["Приложение установлено не полностью", "The application is not fully installed"],
                words["Обратитесь к администратору портала.", "Please contact the administrator of the portal."]);
        }
        if (StoppedBy(frame.Language, installation) is { } reason)
            return OtherPages.Notice(frame, words["Приложение остановлено", "The application is stopped"], reason);
        var opening = Opening(context, frame.Language, application, installation, signedIn(context)!, placement);
        var line = frame.Apps.First(app => app.ClientId == clientId);
        return context.Request.Query["part"] == "frame" ? AppPage.Frame(line, opening) : AppPage.Render(frame, line, opening, context.Request.Query["install_finished"] == "Y");
    });

    /// <summary>Why an application does not open here; null: it does.</summary>
    private string? StoppedBy(Language words, Installation installation) =>
        !portal.Tariff.HasRest ? MarketPages.NoRest(words)
        : installation.IsPaymentExpired ? words["Оплаченный или пробный срок приложения закончился. Его продлевает администратор портала.", "The paid or trial period of the application is over. The portal's administrator prolongs it."]
        : null;

    private AppFrame Opening(HttpContext context, Language words, Application application, Installation installation, Person person, string placement)
    {
        var query = context.Request.Query;
        var options = PlacementOptions(query, placement == DealTab);
        var launch = Launch.Of(portal, authorisation, application, installation, person, placement, options, words.Code);
        var protocol = portal.Address.Scheme == Uri.UriSchemeHttps ? 1 : 0;
        var isAdministrator = Rights.IsAdministrator(person);
        // Reference 7.3: here options are an object, the protocol a number.
        var initData = new
        {
            LANG = words.Code,
            DOMAIN = portal.Address.Authority,
            PROTOCOL = protocol,
            PATH = "/rest",
            AUTH_ID = launch.Tokens.Access,
            AUTH_EXPIRES = (int)AuthorisationServer.AccessLife.TotalSeconds,
            REFRESH_ID = launch.Tokens.Refresh,
            MEMBER_ID = portal.MemberId,
            FIRST_RUN = !installation.IsInstalled,
            IS_ADMIN = isAdministrator,
            INSTALL = !installation.IsInstalled,
            USER_OPTIONS = Options(application.ClientId, person.Number),
            APP_OPTIONS = Options(application.ClientId, 0),
            PLACEMENT = launch.Placement,
            PLACEMENT_OPTIONS = options,
        };
        return new AppFrame(
            application.ClientId, launch.Sid, $"{portal.Address.Authority}|{protocol}|{launch.Sid}", launch.Address, launch.Fields, initData, launch.Placement,
            isAdministrator);
    }

    /// <summary>Texts only: the record for a tab, the parameters of <c>openApplication</c> for an own page.</summary>
    private static Dictionary<string, string> PlacementOptions(IQueryCollection query, bool isDealTab)
    {
        if (isDealTab && query["ID"].ToString() is { Length: > 0 } id)
            return new() { ["ID"] = id, ["URI"] = $"/crm/deal/details/{id}/" };
        // As the host writes them: params[name]=value.
        return query.Where(pair => pair.Key.StartsWith("params[", StringComparison.Ordinal) && pair.Key.EndsWith(']'))
            .ToDictionary(pair => pair.Key["params[".Length..^1], pair => pair.Value.ToString());
    }

    private IResult RefreshAuth(HttpContext context, string clientId)
    {
        if (signedIn(context) is not { } person || authorisation.Find(portal, clientId) is not { } found || StoppedBy(LanguageOf(context), found.Installation) is not null)
            return TypedResults.NotFound();
        var pair = authorisation.Issue(portal, found.Application, person);
        return TypedResults.Json(new Dictionary<string, object>
        {
            ["AUTH_ID"] = pair.Access,
            ["AUTH_EXPIRES"] = (int)AuthorisationServer.AccessLife.TotalSeconds,
            ["REFRESH_ID"] = pair.Refresh,
        });
    }

    private IResult InstallFinish(HttpContext context, string clientId)
    {
        if (signedIn(context) is not { } person || !Rights.IsAdministrator(person))
            return TypedResults.StatusCode(StatusCodes.Status403Forbidden);
        if (authorisation.Find(portal, clientId) is null)
            return TypedResults.NotFound();
        market.Finish(clientId, person);
        return TypedResults.NoContent();
    }

    private IResult SetOption(HttpContext context, string clientId, AppOption option, bool isShared)
    {
        if (signedIn(context) is not { } person || (isShared && !Rights.IsAdministrator(person)))
            return TypedResults.StatusCode(StatusCodes.Status403Forbidden);
        if (authorisation.Find(portal, clientId) is null)
            return TypedResults.NotFound();
        var owner = isShared ? 0 : person.Number;
        _options.GetOrAdd((clientId, owner), _ => new())[option.Name] = option.Value;
        return TypedResults.Json(Options(clientId, owner), new JsonSerializerOptions());
    }

    /// <summary>The host writes an empty object as an empty list.</summary>
    private object Options(string clientId, int owner) =>
        _options.TryGetValue((clientId, owner), out var options) && !options.IsEmpty ? new Dictionary<string, JsonElement>(options) : Array.Empty<object>();

    private Task People(HttpContext context)
    {
        if (signedIn(context) is null)
            return TypedResults.NotFound().ExecuteAsync(context);
        var people = portal.People.Where(person => person.IsActive)
            .Select(person => new { id = person.Number.ToString(CultureInfo.InvariantCulture), name = PortalViews.Name(person), position = person.Position });
        return TypedResults.Json(people).ExecuteAsync(context);
    }

    private string PortalName => portal.Facts.CompanyName;

    /// <summary>A page for the one who is signed in; others are sent to sign in.</summary>
    private async Task Show(HttpContext context, string here, Func<PageFrame, PortalViews, Html> page)
    {
        // Applications know the portal by one name: another spelling of it would break the frames' messages.
        if (context.Request.Host.Value != portal.Address.Authority)
        {
            context.Response.Redirect(new Uri(portal.Address, context.Request.Path + context.Request.QueryString.ToUriComponent()).AbsoluteUri);
            return;
        }
        if (signedIn(context) is not { } person)
        {
            context.Response.Redirect("/");
            return;
        }
        var words = LanguageOf(context);
        Html html;
        lock (portal.Gate)
        {
            var views = new PortalViews(portal, person, words);
            var apps = authorisation.ApplicationsOf(portal).Select(pair => new AppLine(
                pair.Application.ClientId, pair.Application.MenuText.GetValueOrDefault(words.Code) ?? pair.Application.Name, pair.Installation.IsInstalled));
            html = page(new PageFrame(PortalName, views.Line(person), [.. apps], words, context.Request.Query["IFRAME"] == "Y", here), views);
        }
        await Write(context, html);
    }

    private static Language LanguageOf(HttpContext context)
    {
        var asked = context.Request.Query["lang"].ToString();
        if (asked.Length == 0)
            return Language.Of(context.Request.Cookies[LanguageCookie]);
        context.Response.Cookies.Append(LanguageCookie, Language.Of(asked).Code, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/" });
        return Language.Of(asked);
    }

    private static Task Write(HttpContext context, Html html)
    {
        var headers = context.Response.Headers;
        headers.ContentType = "text/html; charset=utf-8";
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "SAMEORIGIN";
        return context.Response.WriteAsync(html.ToString(), context.RequestAborted);
    }
}
