using System.Globalization;
using System.Text;
using Sandbox.Bitrix;
using Sandbox.Bitrix.Methods;
using Sandbox.Bitrix.Model;
using Sandbox.Bitrix.Wire;
using Sandbox.World;

namespace Sandbox.Control;

/// <summary>What tests and the demo ask of a portal, outside of the host's own addresses.</summary>
internal sealed class ControlApi(
    Portal portal, AuthorisationServer authorisation, Market market, Limits limits, Faults faults, Stats stats, PortalSite site)
{
    public void Map(WebApplication app)
    {
        var api = app.MapGroup("/__sandbox");
        Get("/ledger", _ => Ledgers());
        Get("/truth/{entity}", Truth);
        Get("/users", _ => Users());
        Get("/faults", _ => FaultScript.Show(faults));
        Post("/faults", (_, body) =>
        {
            faults.Replace(FaultScript.Read(body));
            return FaultScript.Show(faults);
        });
        Get("/clock", _ => Clock());
        Post("/clock", (_, body) => SetClock(body));
        Get("/limits", _ => Show(limits.Settings));
        Post("/limits", (_, body) => SetLimits(body));
        Post("/edit", Edit);
        Post("/restore", Restore);
        var staff = new StaffControl(portal);
        Post("/people", (_, body) => staff.ChangePerson(body));
        Post("/departments", (_, body) => staff.ChangeDepartment(body));
        Post("/notices", (_, body) => staff.SetNotices(body));
        Get("/token", Token);
        Get("/stats", _ => stats.ToMap());
        api.MapPost("/stats/reset", stats.Reset);
        Get("/apps", _ => Applications());
        Post("/apps", (_, body) => Register(body));
        Get("/launch", LaunchOf);
        Post("/install", (_, body) => Install(body));
        Post("/install-finish", (_, body) => FinishInstallation(body));
        Post("/update", (_, body) => Update(body));
        Post("/uninstall", (_, body) => Uninstall(body));
        Get("/tariff", _ => Show(portal.Tariff));
        Post("/tariff", (_, body) => SetTariff(body));
        Post("/payment", (_, body) => SetPayment(body));
        api.MapGet("/plan-targets.csv", (HttpContext http) => PlanTargetsAsync(http));
        api.MapGet("/payments.csv", (HttpContext http) => PaymentsAsync(http));
        api.MapGet("/schedule.csv", (HttpContext http) => ScheduleAsync(http));
        api.MapGet("/signin", (HttpContext http) => SignInAsync(http));

        void Get(string address, Func<HttpContext, PhpMap> answer) => api.MapGet(address, (HttpContext http) => AnswerAsync(http, (context, _) => answer(context)));
        void Post(string address, Func<HttpContext, PhpMap, PhpMap> answer) => api.MapPost(address, (HttpContext http) => AnswerAsync(http, answer));
    }

    private PhpMap Ledgers()
    {
        lock (portal.Gate)
            return Items(portal.Ledger.Changes.Select(Ledger.ToMap));
    }

    /// <summary>All rows, or with <c>as</c> those that person may see, as the universal methods show them.</summary>
    private PhpMap Truth(HttpContext http)
    {
        var entity = (string)http.Request.RouteValues["entity"]!;
        var person = http.Request.Query.ContainsKey("as") ? PersonOf(http) : null;
        lock (portal.Gate)
        {
            switch (entity)
            {
                case "user": return Items(portal.People.Select(one => PeopleMethods.Show(portal, one)));
                case "department": return Items(portal.Departments.Select(PeopleMethods.Show));
                case "category": return Items(DictionaryMethods.ShowCategories(portal, null));
                case "status": return Items(portal.Statuses.Select(DictionaryMethods.Show));
                case "notification":
                    return Items(portal.Notices.Select(one => new PhpMap
                    {
                        ["id"] = one.Id, ["to"] = one.To, ["from"] = one.From, ["at"] = one.At.ToString("o", CultureInfo.InvariantCulture), ["message"] = one.Message, ["tag"] = one.Tag, ["subTag"] = one.SubTag,
                    }));
                case "timeline_comment":
                    return Items(portal.Comments.Where(comment => CanRead(person, comment)).Select(comment => TimelineMethods.Show(portal, comment)));
                default:
                    var table = portal.TableOf(entity) ?? throw new ControlException(404, $"There is no entity '{entity}' here.");
                    var rows = person is null ? table.Rows : table.Rows.Where(portal.Rights.Reader(person, table));
                    return Items(rows.Select(row => portal.ToMap(table, row)));
            }
        }
    }

    private bool CanRead(Person? person, TimelineComment comment) =>
        person is null || (portal.TableOf(comment.EntityType) is { } table && table.Row(comment.EntityId) is { } row && portal.Rights.CanRead(person, table, row));

    private PhpMap Users() => Items(portal.People.Select(person => new PhpMap
    {
        ["id"] = Values.Text((long)person.Number),
        ["name"] = $"{person.FirstName} {person.LastName}",
        ["role"] = person.Role switch { Role.Administrator => "admin", Role.Head => "head", _ => "manager" },
        ["department"] = portal.Departments.First(department => department.Number == person.Department).Name,
        ["position"] = person.Position,
        ["isActive"] = person.IsActive,
    }));

    private PhpMap Clock() => new() { ["now"] = portal.Clock.GetUtcNow().ToString("o", CultureInfo.InvariantCulture) };

    /// <summary><c>{ "now": instant }</c> or <c>{ "advanceSeconds": number }</c>.</summary>
    private PhpMap SetClock(PhpMap body)
    {
        if (body.GetValueOrDefault("now") is string now)
        {
            if (!DateTimeOffset.TryParse(now, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
                throw new ControlException(400, "'now' is an instant, ISO 8601.");
            portal.Clock.Set(at);
            return Clock();
        }
        var seconds = ControlJson.Number(body, "advanceSeconds") ?? throw new ControlException(400, "Give 'now' or 'advanceSeconds'.");
        portal.Clock.Advance(TimeSpan.FromSeconds((double)seconds));
        return Clock();
    }

    /// <summary>What is not named stays; every bucket starts empty.</summary>
    private PhpMap SetLimits(PhpMap body)
    {
        var old = limits.Settings;
        limits.Settings = old with
        {
            PerSecond = (double?)ControlJson.Number(body, "perSecond") ?? old.PerSecond,
            Burst = (double?)ControlJson.Number(body, "burst") ?? old.Burst,
            OperatingSeconds = (double?)ControlJson.Number(body, "operatingSeconds") ?? old.OperatingSeconds,
            LatencyMs = (int?)ControlJson.Number(body, "latencyMs") ?? old.LatencyMs,
            Cost = body.GetValueOrDefault("cost") is PhpMap cost
                ? cost.Keys.ToDictionary(method => method, method => (double)(ControlJson.Number(cost, method) ?? 0), StringComparer.OrdinalIgnoreCase)
                : old.Cost,
        };
        return Show(limits.Settings);
    }

    private static PhpMap Show(LimitSettings settings)
    {
        var cost = new PhpMap();
        foreach (var (method, seconds) in settings.Cost)
            cost[method] = (decimal)seconds;
        return new PhpMap
        {
            ["perSecond"] = (decimal)settings.PerSecond,
            ["burst"] = (decimal)settings.Burst,
            ["operatingSeconds"] = (decimal)settings.OperatingSeconds,
            ["latencyMs"] = (long)settings.LatencyMs,
            ["cost"] = cost.Count == 0 ? PhpObject.Empty : cost,
        };
    }

    /// <summary>A change as a person makes it: <c>{ entity, id?, fields?, comment?, delete? }</c>, by <c>as</c>; without an id a new record.</summary>
    private PhpMap Edit(HttpContext http, PhpMap body)
    {
        var person = http.Request.Query.ContainsKey("as") ? PersonOf(http)
            : Values.TryWhole(body.GetValueOrDefault("as"), out var who) ? PersonOf(who)
            : portal.Administrator;
        lock (portal.Gate)
        {
            var code = Values.Text(body.GetValueOrDefault("entity"));
            var table = portal.Tables.Append(portal.Activities).FirstOrDefault(one => one.Code == code)
                ?? throw new ControlException(404, $"There is no entity '{code}' to edit.");
            var writer = new ItemWriter(portal, person, isOld: false);
            var activities = ReferenceEquals(table, portal.Activities) ? new ActivityWriter(portal, person) : null;
            var fields = body.GetValueOrDefault("fields") as PhpMap ?? [];
            if (fields.Keys.FirstOrDefault(name => table.Find(name) is null) is { } unknown)
                throw new ControlException(400, $"There is no field '{unknown}' in '{code}'.");
            if (body.GetValueOrDefault("id") is not { } given)
                return Item(table, activities?.Add(fields) ?? writer.Add(table, fields));

            var row = Values.TryWhole(given, out var id) ? table.Row(id) : null;
            if (row is null)
                throw new ControlException(404, $"There is no such record in '{code}'.");
            if (body.GetValueOrDefault("delete") is true)
            {
                if (activities is null) writer.Delete(table, row);
                else activities.Delete(row);
                return new PhpMap { ["item"] = null };
            }
            if (body.GetValueOrDefault("comment") is string comment)
                portal.AddComment(code, id, comment, person);
            return Item(table, activities?.Change(row, fields) ?? writer.Change(table, row, fields));
        }
    }

    /// <summary>Takes a record out of the recycle bin, as the administrator does: <c>{ entity, id }</c>.</summary>
    private PhpMap Restore(HttpContext http, PhpMap body)
    {
        lock (portal.Gate)
        {
            var code = Values.Text(body.GetValueOrDefault("entity"));
            var table = portal.Tables.FirstOrDefault(one => one.Code == code) ?? throw new ControlException(404, $"There is no entity '{code}' to restore.");
            var row = Values.TryWhole(body.GetValueOrDefault("id"), out var id) ? portal.RestoreRow(table, id, portal.Administrator) : null;
            return Item(table, row ?? throw new ControlException(404, $"The recycle bin has no such record of '{code}'."));
        }
    }

    private PhpMap Item(Table table, Row row) => new() { ["item"] = portal.ToMap(table, row) };

    /// <summary>A new pair of the installed application, for clients of their own; others stay alive.</summary>
    private PhpMap Token(HttpContext http)
    {
        var client = http.Request.Query["client"].ToString();
        var found = authorisation.ApplicationsOf(portal).FirstOrDefault(pair =>
            pair.Installation.IsInstalled && (client.Length == 0 || pair.Application.ClientId == client));
        if (found.Application is null)
            throw new ControlException(409, "No application is installed yet.");
        return AuthorisationEndpoint.Show(authorisation, authorisation.Issue(portal, found.Application, PersonOf(http)));
    }

    private PhpMap Applications() => Items(authorisation.ApplicationsOf(portal).Select(pair => new PhpMap
    {
        ["id"] = pair.Installation.Id,
        ["clientId"] = pair.Application.ClientId,
        ["name"] = pair.Application.Name,
        ["handler"] = pair.Application.Handler,
        ["installHandler"] = pair.Application.InstallHandler,
        ["scopes"] = pair.Application.Scopes.Select(scope => (object?)scope).ToList(),
        ["isInstalled"] = pair.Installation.IsInstalled,
        ["version"] = (long)pair.Installation.Version,
    }));

    private PhpMap Register(PhpMap body)
    {
        var name = Required(body, "name");
        var handler = Required(body, "handler");
        var installHandler = body.GetValueOrDefault("installHandler") as string;
        foreach (var address in (string?[])[handler, installHandler])
        {
            if (address is not null && (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")))
                throw new ControlException(400, $"'{address}' is no address of a page.");
        }
        if (body.GetValueOrDefault("scopes") is not PhpMap scopes)
            throw new ControlException(400, "'scopes' is a list.");
        var version = ControlJson.Number(body, "version") ?? 1;
        if (version < 1 || version % 1 != 0)
            throw new ControlException(400, "'version' is a whole number from 1.");
        var application = authorisation.Register(portal, new Application(
            "", "", name, handler, installHandler, [.. scopes.Values.Select(Values.Text)], Texts(body.GetValueOrDefault("menuText")), (int)version,
            body.GetValueOrDefault("listing") is PhpMap listing ? Texts(listing) : null));
        return new PhpMap { ["clientId"] = application.ClientId, ["clientSecret"] = application.ClientSecret };
    }

    /// <summary>Address and fields of the form the host page would post, with fresh tokens; <c>id</c> is the record of a tab.</summary>
    private PhpMap LaunchOf(HttpContext http)
    {
        var query = http.Request.Query;
        var person = PersonOf(http);
        var client = query["client"].ToString();
        var found = authorisation.ApplicationsOf(portal).FirstOrDefault(pair => client.Length == 0 || pair.Application.ClientId == client);
        if (found.Application is null)
            throw new ControlException(409, "No application is on this portal yet: register a local one, or install one of the marketplace.");
        if (!found.Installation.IsInstalled && !Rights.IsAdministrator(person))
            throw new ControlException(409, "The application is not fully installed: only an administrator gets its page.");
        var id = query["id"].ToString();
        Dictionary<string, string> options = id.Length == 0 ? [] : new() { ["ID"] = id, ["URI"] = $"/crm/deal/details/{id}/" };
        var language = query["lang"].ToString() is { Length: > 0 } asked ? asked : "ru";
        Launch launch;
        lock (portal.Gate)
            launch = Launch.Of(portal, authorisation, found.Application, found.Installation, person, query["placement"].ToString(), options, language);
        var fields = new PhpMap();
        foreach (var (name, value) in launch.Fields)
            fields[name] = value;
        return new PhpMap { ["address"] = launch.Address.AbsoluteUri, ["fields"] = fields };
    }

    /// <summary>What the button of the marketplace does for the administrator.</summary>
    private PhpMap Install(PhpMap body)
    {
        var offer = Offer(body);
        market.Install(offer, portal.Administrator);
        return State(offer.ClientId);
    }

    private PhpMap FinishInstallation(PhpMap body)
    {
        var clientId = ClientOnPortal(body);
        market.Finish(clientId, portal.Administrator);
        return State(clientId);
    }

    /// <summary>To the newest registered version.</summary>
    private PhpMap Update(PhpMap body)
    {
        var clientId = ClientOnPortal(body);
        market.Update(authorisation.NewestOf(clientId), portal.Administrator);
        return State(clientId);
    }

    /// <summary><c>{ "clean": true }</c> asks the application to delete its data.</summary>
    private PhpMap Uninstall(PhpMap body)
    {
        var clientId = ClientOnPortal(body);
        market.Remove(clientId, body.GetValueOrDefault("clean") is true, portal.Administrator);
        return new PhpMap { ["clientId"] = clientId };
    }

    /// <summary>What is not named stays.</summary>
    private PhpMap SetTariff(PhpMap body)
    {
        portal.Tariff = new Tariff(
            body.GetValueOrDefault("rest") as bool? ?? portal.Tariff.HasRest, body.GetValueOrDefault("smartProcesses") as bool? ?? portal.Tariff.HasSmartProcesses);
        return Show(portal.Tariff);
    }

    private static PhpMap Show(Tariff tariff) => new() { ["rest"] = tariff.HasRest, ["smartProcesses"] = tariff.HasSmartProcesses };

    /// <summary>How the application is paid for: <c>{ "status": "F|D|T|P", "isExpired": bool }</c>; what is not named stays.</summary>
    private PhpMap SetPayment(PhpMap body)
    {
        var status = body.GetValueOrDefault("status");
        if (status is not (null or "F" or "D" or "T" or "P"))
            throw new ControlException(400, "'status' is F, D, T or P.");
        var clientId = ClientOnPortal(body);
        authorisation.Change(portal, clientId, one => one with
        {
            Status = status as string ?? one.Status, IsPaymentExpired = body.GetValueOrDefault("isExpired") as bool? ?? one.IsPaymentExpired,
        });
        return State(clientId);
    }

    private Application Offer(PhpMap body) =>
        market.Offers.FirstOrDefault(offer => body.GetValueOrDefault("clientId") is not string clientId || offer.ClientId == clientId)
            ?? throw new ControlException(409, "The marketplace offers no such application.");

    /// <summary>The named application, or the first.</summary>
    private string ClientOnPortal(PhpMap body)
    {
        var clientId = body.GetValueOrDefault("clientId") as string
            ?? (authorisation.ApplicationsOf(portal) is [var first, ..] ? first.Application.ClientId : null);
        return clientId is not null && authorisation.Find(portal, clientId) is not null ? clientId : throw new ControlException(409, "No such application is on this portal.");
    }

    private PhpMap State(string clientId)
    {
        var installation = authorisation.Find(portal, clientId)!.Value.Installation;
        return new PhpMap { ["clientId"] = clientId, ["isInstalled"] = installation.IsInstalled, ["version"] = (long)installation.Version };
    }

    private static Dictionary<string, string> Texts(object? map) => (map as PhpMap ?? []).ToDictionary(pair => pair.Key, pair => Values.Text(pair.Value));

    /// <summary>What the head of sales keeps in his own table.</summary>
    private Task PlanTargetsAsync(HttpContext http)
    {
        var text = new StringBuilder("kind;scope;period;metric;value\r\n");
        foreach (var target in portal.Facts.Targets)
            text.Append(CultureInfo.InvariantCulture, $"{target.Kind};{Csv.Quoted(target.Scope)};{target.Month:yyyy-MM};{target.Metric};{target.Value:0.##}\r\n");
        http.Response.ContentType = "text/csv; charset=utf-8";
        return http.Response.WriteAsync(text.ToString(), Encoding.UTF8, http.RequestAborted);
    }

    /// <summary>
    /// In the encoding of 1C: of layout <c>fields</c> what no table has. With <c>former</c>: the export of some days ago, from which documents
    /// have gone since. With <c>clean</c>: without what accounting gets wrong.
    /// </summary>
    private Task PaymentsAsync(HttpContext http)
    {
        var text = new PaymentFile(
            portal.TellWorld(), portal.LayoutName == SandboxOptions.Fields ? FieldsLayout.IsInFileOnly : (_, _) => true,
            withdraws: !http.Request.Query.ContainsKey("former"), isClean: http.Request.Query.ContainsKey("clean")).Write();
        return WriteInCodePage1251Async(http, text);
    }

    /// <summary>What the sales department keeps of all schedules, whatever the layout.</summary>
    private Task ScheduleAsync(HttpContext http) => WriteInCodePage1251Async(http, ScheduleFile.Write(portal.TellWorld()));

    private static Task WriteInCodePage1251Async(HttpContext http, string text)
    {
        http.Response.ContentType = "text/csv; charset=windows-1251";
        return http.Response.Body.WriteAsync(CodePagesEncodingProvider.Instance.GetEncoding(1251)!.GetBytes(text), http.RequestAborted).AsTask();
    }

    private Task SignInAsync(HttpContext http)
    {
        if (!Values.TryWhole(http.Request.Query["as"].ToString(), out var id) || portal.PersonOf(id) is not { IsActive: true } person)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return http.Response.WriteAsync("No such person may sign in.", http.RequestAborted);
        }
        site.SignIn(http, person);
        http.Response.Redirect("/stream/");
        return Task.CompletedTask;
    }

    private Person PersonOf(HttpContext http) =>
        Values.TryWhole(http.Request.Query["as"].ToString(), out var id) ? PersonOf(id) : throw new ControlException(400, "'as' is a user's id.");

    private Person PersonOf(long id) => portal.PersonOf(id) ?? throw new ControlException(404, $"There is no user {id}.");

    private static string Required(PhpMap body, string name) =>
        body.GetValueOrDefault(name) is string { Length: > 0 } text ? text : throw new ControlException(400, $"'{name}' is missing.");

    private static PhpMap Items(IEnumerable<PhpMap> items) => new() { ["items"] = items.ToList() };

    private static async Task AnswerAsync(HttpContext http, Func<HttpContext, PhpMap, PhpMap> answer)
    {
        int status;
        PhpMap body;
        try
        {
            (status, body) = (200, answer(http, await ControlJson.ReadAsync(http)));
        }
        catch (ControlException refusal)
        {
            (status, body) = (refusal.Status, new PhpMap { ["error"] = refusal.Message });
        }
        catch (RestException refusal)
        {
            (status, body) = (refusal.Status, refusal.ToMap());
        }
        await RestEndpoint.WriteAsync(http, status, body);
    }
}
