using Sandbox.Bitrix.Methods;
using Sandbox.Bitrix.Model;
using Sandbox.Bitrix.Wire;
using Sandbox.World;

namespace Sandbox.Bitrix;

/// <summary>Lays the facts of the world out in a portal's tables; what the layouts have in common (reference "Layouts").</summary>
internal abstract class Layout(Portal portal, Facts facts)
{
    protected static readonly (string Code, string Name)[] PaymentKinds =
    [
        ("deposit", "Зачисление на эскроу"), ("direct", "Прямая оплата"), ("refund", "Возврат"), ("release", "Раскрытие эскроу"),
        ("letter", "Открытие аккредитива"), ("reservation", "Плата за бронь"),
    ];

    protected const string TownField = "UF_CRM_TOWN";
    protected const string TownTitle = "Город покупателя";

    private readonly Dictionary<string, string> _sources = new(StringComparer.Ordinal);

    /// <summary>Deal to the lead it came from.</summary>
    private readonly Dictionary<int, long> _leads = [];

    /// <summary>Deal to the contacts on its card; the main one first.</summary>
    private readonly Dictionary<int, List<long>> _contacts = [];

    /// <summary>Deal to the company on its card.</summary>
    private readonly Dictionary<int, long> _companies = [];

    protected Portal Portal { get; } = portal;

    protected Facts Facts { get; } = facts;

    public static Layout Of(string name, Portal portal, Facts facts) => name switch
    {
        SandboxOptions.Fields => new FieldsLayout(portal, facts),
        SandboxOptions.Poor => new PoorLayout(portal, facts),
        SandboxOptions.Catalogue => new CatalogueLayout(portal, facts),
        _ => new SmartLayout(portal, facts),
    };

    public void Build()
    {
        LayDictionaries();
        LayTables();
        LayCompanies();
        LayContacts();
        LayLeads();
        LayDeals();
        LayGoods();
        LayMoney();
        LayActivities();
    }

    /// <summary>Tables of this layout, and the estate where it stands in tables.</summary>
    protected abstract void LayTables();

    /// <summary>Adds the fields in which deals keep what a sale agrees on; here each of its own type.</summary>
    /// <returns>What fills them.</returns>
    protected virtual Action<Row, Deal> AddSaleFields(Table deals)
    {
        var seller = Add(deals, "UF_CRM_SELLER", "employee", "Продавец");
        var forms = Words(Facts.Deals.Select(deal => deal.PaymentForm));
        var form = Add(deals, "UF_CRM_PAYMENT_FORM", "enumeration", "Форма оплаты", forms);
        var channels = Words(Facts.Deals.Select(deal => deal.Channel));
        var channel = Add(deals, "UF_CRM_CHANNEL", "enumeration", "Канал привлечения", channels);
        var contract = Add(deals, "UF_CRM_CONTRACT_NO", "string", "Номер договора");
        var signed = Add(deals, "UF_CRM_CONTRACT_DATE", "date", "Дата договора");
        var registered = Add(deals, "UF_CRM_REGISTERED_ON", "date", "Дата регистрации");
        var ended = Add(deals, "UF_CRM_ENDED_ON", "date", "Дата расторжения");
        var area = Add(deals, "UF_CRM_AREA", "double", "Площадь, м²");
        var client = Add(deals, "UF_CRM_CLIENT", "string", "Покупатель");
        var areas = AreaOf();
        return (row, deal) =>
        {
            row[seller] = (long?)deal.Seller;
            row[form] = ChoiceOf(form, forms, deal.PaymentForm);
            row[channel] = ChoiceOf(channel, channels, deal.Channel);
            row[contract] = deal.ContractNumber;
            row[signed] = deal.SignedOn;
            row[registered] = deal.RegisteredOn;
            row[ended] = deal.EndedOn;
            row[area] = areas(deal);
            row[client] = deal.ClientName;
        };
    }

    /// <summary>Adds the fields by which deals name their object.</summary>
    /// <returns>What fills them.</returns>
    protected abstract Action<Row, Deal> AddObjectFields(Table deals);

    /// <summary>Adds the field with where the buyer comes from.</summary>
    /// <returns>What fills it.</returns>
    protected virtual Action<Row, Deal> AddTownField(Table deals)
    {
        var names = Words(Towns.Names);
        var town = Add(deals, TownField, "enumeration", TownTitle, names);
        return (row, deal) => row[town] = ChoiceOf(town, names, Towns.Of(Facts.Seed, deal) ?? string.Empty);
    }

    /// <summary>Schedule lines and payments.</summary>
    protected abstract void LayMoney();

    private void LayDictionaries()
    {
        var first = true;
        foreach (var pipeline in Facts.Pipelines.OrderBy(pipeline => pipeline.Number))
        {
            Portal.AddCategory(new Category(pipeline.Number, pipeline.Name, first ? 100 : 200 + pipeline.Number, Schema.Deals, first));
            first = false;
            var sort = 10;
            foreach (var stage in pipeline.Stages)
            {
                // Pipeline 0 has bare stage ids, pipeline n prefixes Cn: (reference 6.1).
                var entity = pipeline.Number == 0 ? "DEAL_STAGE" : $"DEAL_STAGE_{pipeline.Number}";
                Portal.AddStatus(
                    entity, StageId(pipeline.Number, stage.Code), stage.Name, sort, pipeline.Number, stage.Colour, stage.Meaning == "P" ? null : stage.Meaning,
                    isSystem: !stage.Code.StartsWith("UC_", StringComparison.Ordinal));
                sort += 10;
            }
        }
        Portal.AddStatus("DEAL_TYPE", "SALE", "Продажа", 10, isSystem: true);
        Portal.AddStatus("DEAL_TYPE", "SERVICES", "Услуги", 20, isSystem: true);
        var order = 10;
        foreach (var stage in Facts.LeadStages)
        {
            Portal.AddStatus(
                "STATUS", stage.Code, stage.Name, order, null, stage.Colour, stage.Meaning == "P" ? null : stage.Meaning,
                isSystem: !stage.Code.StartsWith("UC_", StringComparison.Ordinal));
            order += 10;
        }
        var sources = Facts.Deals.Select(deal => deal.Source).Concat(Facts.Leads.Select(lead => lead.Source).OfType<string>());
        foreach (var source in sources.Distinct().Order(StringComparer.Ordinal))
            _sources[source] = Portal.AddStatus("SOURCE", $"UC_{Bitrix.Portal.Hex(source, 6).ToUpperInvariant()}", source, 10 * (_sources.Count + 1)).StatusId;
        LayClientDictionaries();
    }

    private void LayClientDictionaries()
    {
        Lay("CONTACT_TYPE", ("CLIENT", "Клиент"), ("PARTNER", "Партнёр"), ("OTHER", "Другое"));
        Lay("COMPANY_TYPE", ("CUSTOMER", "Клиент"), ("PARTNER", "Партнёр"), ("OTHER", "Другое"));
        Lay("INDUSTRY", ("FINANCE", "Финансы"), ("OTHER", "Другое"));

        void Lay(string dictionary, params (string Code, string Name)[] lines)
        {
            foreach (var (i, (code, name)) in lines.Index())
                Portal.AddStatus(dictionary, code, name, 10 * (i + 1), isSystem: true);
        }
    }

    private void LayCompanies()
    {
        var table = Portal.Companies;
        foreach (var firm in Facts.Firms)
        {
            var row = NewClientCard(table, firm.Number, firm.CreatedAt, firm.Owner);
            row[table["TITLE"]] = firm.Name;
            row[table["TYPE_ID"]] = firm.Kind;
            row[table["INDUSTRY"]] = firm.Industry;
            Bitrix.Portal.LayPoints(table, row, firm.Phone is { } phone ? [new Point(0, Point.Phone, "WORK", phone)] : []);
            table.Put(row);
            if (firm.Deal is { } deal)
                _companies[deal] = firm.Number;
        }
    }

    private void LayContacts()
    {
        var table = Portal.Contacts;
        foreach (var contact in Facts.Contacts)
        {
            var row = NewClientCard(table, contact.Number, contact.CreatedAt, contact.Owner);
            row[table["NAME"]] = contact.Client.FirstName;
            row[table["LAST_NAME"]] = contact.Client.LastName;
            row[table["POST"]] = contact.Post;
            row[table["TYPE_ID"]] = contact.Kind;
            row[table["SOURCE_ID"]] = contact.Source is { } source ? _sources[source] : null;
            row[table["COMPANY_ID"]] = (long?)contact.Firm;
            row[table["COMPANY_IDS"]] = contact.Firm is { } firm ? new object[] { (long)firm } : null;
            Bitrix.Portal.LayPoints(table, row, PointsOf(contact.Client));
            table.Put(row);
            foreach (var deal in contact.Deals)
            {
                if (!_contacts.TryGetValue(deal, out var contacts))
                    _contacts[deal] = contacts = new(1);
                contacts.Add(contact.Number);
            }
        }
    }

    private Row NewClientCard(Table table, int number, DateTimeOffset createdAt, int owner)
    {
        var row = new Row(number);
        var at = Server(createdAt);
        foreach (var what in (string[])["CREATED", "UPDATED", "MOVED", "LAST_ACTIVITY"])
            Stamp(table, row, what, at, owner);
        row[table["OPENED"]] = false;
        row[table["ASSIGNED_BY_ID"]] = (long)owner;
        row[table["ENTITY_TYPE_ID"]] = (long)table.EntityTypeId;
        return row;
    }

    /// <summary>Who stands on the card of a deal, and of the lead that became it.</summary>
    private void LayParties(Table table, Row row, int? deal)
    {
        if (deal is not { } number)
            return;
        row[table["COMPANY_ID"]] = _companies.TryGetValue(number, out var company) ? company : null;
        if (!_contacts.TryGetValue(number, out var contacts))
            return;
        row[table["CONTACT_ID"]] = contacts[0];
        row[table["CONTACT_IDS"]] = contacts.ConvertAll(contact => (object)contact).ToArray();
    }

    private void LayActivities()
    {
        var table = Portal.Activities;
        var field = table.Fields.ToDictionary(one => one.Name);
        foreach (var activity in Facts.Activities)
        {
            var (type, provider, kind) = activity.Kind switch
            {
                ActivityKind.Meeting => (1L, "CRM_MEETING", "MEETING"),
                ActivityKind.Call => (2L, "VOXIMPLANT_CALL", "CALL"),
                ActivityKind.Task => (3L, "CRM_TASKS_TASK", "TASK"),
                ActivityKind.Email => (4L, "CRM_EMAIL", "EMAIL"),
                ActivityKind.Chat => (6L, "IMOPENLINES_SESSION", "IMOPENLINES_SESSION"),
                ActivityKind.ToDo => (6L, "CRM_TODO", "TODO"),
                _ => (6L, "CONFIGURABLE_REST_APP", "CONFIGURABLE"),
            };
            var row = new Row(activity.Number);
            var (createdAt, startsAt, endsAt) = (Server(activity.CreatedAt), Server(activity.StartsAt), Server(activity.EndsAt));
            var bindings = BindingsOf(activity);
            row[field["OWNER_ID"]] = bindings[0].OwnerId;
            row[field["OWNER_TYPE_ID"]] = bindings[0].OwnerTypeId;
            row[field["TYPE_ID"]] = type;
            row[field["PROVIDER_ID"]] = provider;
            row[field["PROVIDER_TYPE_ID"]] = kind;
            row[field["SUBJECT"]] = activity.Subject;
            row[field["CREATED"]] = createdAt;
            row[field["LAST_UPDATED"]] = activity.DoneAt is { } doneAt ? Server(doneAt) : createdAt;
            row[field["START_TIME"]] = startsAt;
            row[field["END_TIME"]] = endsAt;
            row[field["DEADLINE"]] = activity.DueAt is null ? null : type is 1 or 2 ? startsAt : endsAt;
            row[field["COMPLETED"]] = activity.DoneAt is not null;
            row[field["RESPONSIBLE_ID"]] = (long)activity.Responsible;
            row[field["PRIORITY"]] = 2L;
            row[field["DIRECTION"]] = activity.IsIncoming switch { null => 0L, true => 1L, false => 2L };
            row[field["AUTHOR_ID"]] = (long)activity.Responsible;
            row[field["EDITOR_ID"]] = (long)activity.Responsible;
            row[field["BINDINGS"]] = bindings;
            row[field["COMMUNICATIONS"]] = type switch { 2 => Reach(bindings[^1], Point.Phone), 4 => Reach(bindings[^1], Point.Email), _ => null };
            table.Put(row);
            if (activity is { Kind: ActivityKind.Call, DoneAt: not null })
                LayCall(activity, bindings[^1]);
        }
    }

    private void LayCall(Activity activity, Binding whom)
    {
        var table = Portal.Calls;
        var isAnswered = activity.EndsAt > activity.StartsAt;
        var row = new Row(table.NextId);
        row[table["PORTAL_USER_ID"]] = (long)activity.Responsible;
        row[table["CALL_DURATION"]] = (long)(activity.EndsAt - activity.StartsAt).TotalSeconds;
        row[table["CRM_ENTITY_ID"]] = whom.OwnerId;
        row[table["CRM_ENTITY_TYPE"]] = whom.OwnerTypeId switch { Schema.Leads => "LEAD", Schema.Contacts => "CONTACT", _ => "DEAL" };
        row[table["CRM_ACTIVITY_ID"]] = (long)activity.Number;
        row[table["CALL_TYPE"]] = activity.IsIncoming == true ? 2L : 1L;
        row[table["CALL_START_DATE"]] = Server(activity.StartsAt);
        row[table["PHONE_NUMBER"]] = Reach(whom, Point.Phone) is [var phone] ? phone.Value : null;
        row[table["CALL_FAILED_CODE"]] = isAnswered ? TelephonyMethods.Answered
            : activity.IsIncoming == true ? TelephonyMethods.Missed
            : TelephonyMethods.Failures[activity.Number % TelephonyMethods.Failures.Length];
        table.Put(row);
    }

    /// <summary>What a lead's activity is bound to besides, when the lead became a deal: the deal, and its customer.</summary>
    private Binding[] BindingsOf(Activity activity)
    {
        var bindings = new List<Binding>();
        if (activity.Lead is { } lead)
            bindings.Add(new Binding(Schema.Leads, lead));
        if (activity.Deal is { } deal)
        {
            bindings.Add(new Binding(Schema.Deals, deal));
            if (_contacts.TryGetValue(deal, out var contacts))
                bindings.Add(new Binding(Schema.Contacts, contacts[0]));
        }
        return [.. bindings];
    }

    private Communication[]? Reach(Binding whom, string kind)
    {
        var table = Portal.TableOf((int)whom.OwnerTypeId)!;
        var points = table.Find("FM") is { } fm && table.Row(whom.OwnerId)?[fm] is IReadOnlyList<object> all ? all.Cast<Point>() : [];
        return points.FirstOrDefault(point => point.TypeId == kind) is { } point ? [new Communication(kind, point.Value, whom.OwnerTypeId, whom.OwnerId)] : null;
    }

    private void LayLeads()
    {
        var table = Portal.Leads;
        var visits = new List<Visit>();
        foreach (var lead in Facts.Leads)
        {
            var last = lead.History[^1];
            var stage = Portal.StageOf(table, last.Stage)!;
            var row = new Row(lead.Number);
            row[table["TITLE"]] = lead.Title;
            row[table["NAME"]] = lead.Client.FirstName;
            row[table["LAST_NAME"]] = lead.Client.LastName;
            row[table["STAGE_ID"]] = stage.StatusId;
            row[table["STAGE_SEMANTIC_ID"]] = stage.Meaning;
            row[table["STATUS_DESCRIPTION"]] = lead.Comment;
            row[table["SOURCE_ID"]] = lead.Source is { } source ? _sources[source] : null;
            row[table["OPPORTUNITY"]] = lead.Budget ?? 0;
            row[table["IS_MANUAL_OPPORTUNITY"]] = true;
            row[table["CURRENCY_ID"]] = "RUB";
            row[table["OPENED"]] = false;
            row[table["HAS_IMOL"]] = false;
            row[table["IS_RETURN_CUSTOMER"]] = false;
            row[table["UTM_SOURCE"]] = lead.Campaign is null ? null : "yandex";
            row[table["UTM_MEDIUM"]] = lead.Campaign is null ? null : "cpc";
            row[table["UTM_CAMPAIGN"]] = lead.Campaign;
            Bitrix.Portal.LayPoints(table, row, PointsOf(lead.Client));
            LayParties(table, row, lead.Deal);
            var movedAt = Server(last.At);
            Stamp(table, row, "CREATED", Server(lead.CreatedAt), lead.Owner);
            Stamp(table, row, "UPDATED", movedAt, last.By);
            Stamp(table, row, "MOVED", movedAt, last.By);
            Stamp(table, row, "LAST_ACTIVITY", movedAt, last.By);
            row[table["DATE_CLOSED"]] = stage.Meaning == "P" ? null : movedAt;
            row[table["ASSIGNED_BY_ID"]] = (long)lead.Owner;
            row[table["ENTITY_TYPE_ID"]] = (long)Schema.Leads;
            table.Put(row);
            visits.AddRange(lead.History.Select((step, i) => new Visit(step.At, lead.Number, i, Portal.StageOf(table, step.Stage)!)));
            if (lead.Deal is { } deal)
                _leads[deal] = lead.Number;
        }
        LayHistory(table, visits);
    }

    private static IEnumerable<Point> PointsOf(Client client)
    {
        if (client.Phone is { } phone)
            yield return new Point(0, Point.Phone, "MOBILE", phone);
        if (client.Email is { } email)
            yield return new Point(0, Point.Email, "HOME", email);
    }

    private void LayDeals()
    {
        var table = Portal.Deals;
        var fillSale = AddSaleFields(table);
        var fillObject = AddObjectFields(table);
        var fillTown = AddTownField(table);
        var visits = new List<Visit>();

        foreach (var deal in Facts.Deals)
        {
            var last = deal.History[^1];
            var stage = Stage(deal.Pipeline, last.Stage);
            var row = new Row(deal.Number);
            row[table["TITLE"]] = deal.Title;
            row[table["TYPE_ID"]] = "SALE";
            row[table["CATEGORY_ID"]] = (long)deal.Pipeline;
            row[table["STAGE_ID"]] = stage.StatusId;
            row[table["STAGE_SEMANTIC_ID"]] = stage.Meaning;
            row[table["IS_NEW"]] = deal.History.Count == 1;
            foreach (var flag in (string[])["IS_RECURRING", "IS_RETURN_CUSTOMER", "IS_REPEATED_APPROACH"])
                row[table[flag]] = false;
            row[table["PROBABILITY"]] = (long?)deal.Probability;
            row[table["OPPORTUNITY"]] = deal.Amount ?? 0;
            row[table["IS_MANUAL_OPPORTUNITY"]] = true;
            row[table["TAX_VALUE"]] = 0m;
            row[table["CURRENCY_ID"]] = deal.Currency;
            row[table["BEGINDATE"]] = DateOnly.FromDateTime(deal.CreatedAt.ToOffset(Facts.Zone).DateTime);
            row[table["CLOSEDATE"]] = stage.Meaning == "P" ? deal.ExpectedClose : DateOnly.FromDateTime(last.At.ToOffset(Facts.Zone).DateTime);
            row[table["OPENED"]] = false;
            row[table["CLOSED"]] = stage.Meaning != "P";
            row[table["SOURCE_ID"]] = _sources[deal.Source];
            LayParties(table, row, deal.Number);
            row[table["LEAD_ID"]] = _leads.TryGetValue(deal.Number, out var lead) ? lead : null;
            row[table["OBSERVERS"]] = deal.Observers.Count == 0 ? null : deal.Observers.Select(one => (object)(long)one).ToArray();
            var modifiedAt = Server(deal.ModifiedAt);
            Stamp(table, row, "CREATED", Server(deal.CreatedAt), deal.CreatedBy);
            Stamp(table, row, "UPDATED", modifiedAt, last.By);
            Stamp(table, row, "MOVED", Server(last.At), last.By);
            Stamp(table, row, "LAST_ACTIVITY", modifiedAt, last.By);
            row[table["ASSIGNED_BY_ID"]] = (long)deal.Owner;
            row[table["ENTITY_TYPE_ID"]] = (long)Schema.Deals;
            fillSale(row, deal);
            fillObject(row, deal);
            fillTown(row, deal);
            table.Put(row);

            visits.AddRange(deal.History.Select((step, i) => new Visit(step.At, deal.Number, i, Stage(deal.Pipeline, step.Stage))));
            foreach (var comment in deal.Comments)
                Portal.LayComment(deal.Number, comment);
        }
        LayHistory(table, visits);
    }

    /// <summary>Ids follow time, as they were given when it happened. Sorted in place: nothing lies in memory twice.</summary>
    private void LayHistory(Table table, List<Visit> visits)
    {
        visits.Sort();
        foreach (var (at, owner, step, stage) in visits)
            Bitrix.Portal.LayHistory(table.History!, owner, TypeOf(step, stage), Server(at), stage);
    }

    /// <summary>The catalogue, and what of it deals sell.</summary>
    protected virtual void LayGoods()
    {
        foreach (var product in Facts.Products)
            LayProduct(product.Number, null, product.Name, product.Price);
        LayRows(Facts.Lines);
    }

    /// <param name="section">Where in the catalogue; null: at its top.</param>
    protected void LayProduct(int number, long? section, string name, decimal price)
    {
        var products = Portal.Products;
        var row = InCatalogue(products, number, section, name);
        row[products["TYPE"]] = 1L;
        row[products["TIMESTAMP_X"]] = Noon(Facts.Today.AddYears(-3));
        row[products["PRICE"]] = price;
        products.Put(row);
    }

    protected static Row InCatalogue(Table table, long id, long? section, string name)
    {
        var row = new Row(id);
        row[table["IBLOCK_ID"]] = CatalogueMethods.Catalogue;
        row[table["IBLOCK_SECTION_ID"]] = section;
        row[table["NAME"]] = name;
        row[table["ACTIVE"]] = true;
        return row;
    }

    protected void LayRows(IEnumerable<DealLine> lines)
    {
        var rows = Portal.ProductRows;
        foreach (var line in lines)
            rows.Put(ProductRowMethods.Row(rows, line));
    }

    /// <summary>1 made, 2 moved, 3 moved to a final stage (reference 5.5).</summary>
    private static long TypeOf(int step, Status stage) => step == 0 ? 1 : stage.Meaning == "P" ? 2 : 3;

    /// <summary>A row with what items of every table have; whoever asked fills the rest and puts it there.</summary>
    protected Row NewRow(Table table, long id, string title, decimal? amount, DateOnly on, string currency = "RUB", int? owner = null)
    {
        var row = new Row(id);
        var at = Noon(on);
        var by = owner ?? Portal.Administrator.Number;
        row[table["TITLE"]] = title;
        row[table["CATEGORY_ID"]] = Portal.DefaultCategory(table).Id;
        foreach (var what in (string[])["CREATED", "UPDATED", "MOVED", "LAST_ACTIVITY"])
            Stamp(table, row, what, at, by);
        row[table["ASSIGNED_BY_ID"]] = (long)by;
        row[table["OPENED"]] = true;
        row[table["ENTITY_TYPE_ID"]] = (long)table.EntityTypeId;
        if (amount is not null)
        {
            row[table["OPPORTUNITY"]] = amount;
            row[table["IS_MANUAL_OPPORTUNITY"]] = true;
            row[table["TAX_VALUE"]] = 0m;
            row[table["CURRENCY_ID"]] = currency;
        }
        return row;
    }

    /// <param name="target">As a CRM link's settings name a table: SMART_INVOICE …</param>
    protected Field AddLink(Table table, string name, string title, string target) => Add(table, name, "crm", title, [], new PhpMap { [target] = "Y" });

    protected Field Add(Table table, string name, string type, string title, params (string Code, string Name)[] choices) => Add(table, name, type, title, choices, null);

    private Field Add(Table table, string name, string type, string title, (string Code, string Name)[] choices, PhpMap? settings) =>
        Portal.LayUserField(table, new UserFieldDraft(name, type)
        {
            XmlId = name,
            ShowFilter = "I",
            Labels = new PhpMap
            {
                ["EDIT_FORM_LABEL"] = new PhpMap { ["ru"] = title },
                ["LIST_COLUMN_LABEL"] = new PhpMap { ["ru"] = title },
                ["LIST_FILTER_LABEL"] = new PhpMap { ["ru"] = title },
            },
            Settings = settings ?? [],
            Choices = [.. choices.Select((choice, i) => new Choice(0, choice.Name, 10 * (i + 1), false, choice.Code))],
        });

    /// <param name="at">Server's time.</param>
    protected static void Stamp(Table table, Row row, string what, DateTimeOffset at, int by)
    {
        row[table[what + "_TIME"]] = at;
        row[table[what + "_BY"]] = (long)by;
    }

    protected DateTimeOffset Noon(DateOnly on) => new(on, new TimeOnly(12, 0), Facts.Zone);

    protected DateTimeOffset Server(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerSecond)).ToOffset(Facts.Zone);

    /// <param name="Step">Place in the owner's history.</param>
    private readonly record struct Visit(DateTimeOffset At, int Owner, int Step, Status Stage) : IComparable<Visit>
    {
        public int CompareTo(Visit other) => (At, Owner, Step).CompareTo((other.At, other.Owner, other.Step));
    }

    private Status Stage(int pipeline, string code) => Portal.StageOf(Portal.Deals, StageId(pipeline, code))!;

    private static string StageId(int pipeline, string code) => pipeline == 0 ? code : $"C{pipeline}:{code}";

    /// <summary>The square metres of what a deal sells.</summary>
    protected Func<Deal, decimal?> AreaOf()
    {
        var areas = Facts.Units.ToDictionary(unit => unit.Number, unit => unit.Area);
        return deal => deal.Unit is { } unit ? areas[unit] : null;
    }

    /// <summary>By their names; where a building is known, its complex is the one that counts.</summary>
    protected Func<Deal, (string? Complex, string? Building, string? Unit)> ObjectOf()
    {
        var labels = Facts.Units.ToDictionary(unit => unit.Number, unit => unit.Label);
        return deal =>
        {
            var building = deal.Building is { } number ? Facts.Buildings[number - 1] : null;
            return ((building?.Complex ?? deal.Complex) is { } complex ? Facts.Complexes[complex - 1].Name : null, building?.Name, deal.Unit is { } unit ? labels[unit] : null);
        };
    }

    protected static long? ChoiceOf(Field field, (string Code, string Name)[] kinds, string code) =>
        code.Length == 0 ? null : field.User!.Choices[Array.FindIndex(kinds, kind => kind.Code == code)].Id;

    protected static string NameOf((string Code, string Name)[] kinds, string code) => Array.Find(kinds, kind => kind.Code == code).Name;

    protected static (string, string)[] Words(IEnumerable<string> words) => [.. words.Where(word => word.Length > 0).Distinct().Order(StringComparer.Ordinal).Select(word => (word, word))];
}
