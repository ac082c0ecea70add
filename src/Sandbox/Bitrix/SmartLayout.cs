using Sandbox.Bitrix.Model;
using Sandbox.Bitrix.Wire;
using Sandbox.World;

namespace Sandbox.Bitrix;

/// <summary>Lays the facts out the way <c>--layout smart</c> says: estate, schedule lines and payments are smart processes tied to the deal.</summary>
internal sealed class SmartLayout(Portal portal, Facts facts)
{
    public const int Complexes = 1040;
    public const int Buildings = 1044;
    public const int Units = 1048;
    public const int ScheduleLines = 1052;
    public const int Payments = 1056;

    private static readonly (string Code, string Name)[] LineKinds =
    [
        ("own", "Собственные средства"), ("credit", "Кредитные средства"), ("tranche", "Транш"), ("instalment", "Взнос по рассрочке"),
        ("final", "Последний платёж"), ("maternity", "Материнский капитал"), ("military", "Военная ипотека"), ("tradein", "Трейд-ин"),
        ("surcharge", "Доплата по обмерам"),
    ];

    private static readonly (string Code, string Name)[] PaymentKinds =
    [
        ("deposit", "Зачисление на эскроу"), ("direct", "Прямая оплата"), ("refund", "Возврат"), ("release", "Раскрытие эскроу"),
        ("letter", "Открытие аккредитива"), ("reservation", "Плата за бронь"),
    ];

    private static readonly (string Code, string Name)[] Phases =
        [("finished", "Сдан"), ("selling", "В продаже"), ("launched", "Старт продаж"), ("planned", "Планируется")];

        private readonly Dictionary<string, string> _sources = new(StringComparer.Ordinal);

    /// <summary>Deal to the lead it came from.</summary>
    private readonly Dictionary<int, long> _leads = [];

    public void Build()
    {
        LayDictionaries();
        var complexes = Process(1, Complexes, "Жилые комплексы", isOpen: true, isDated: false, isPriced: false);
        var buildings = Process(2, Buildings, "Корпуса", isOpen: true, isDated: false, isPriced: false, Complexes);
        var units = Process(3, Units, "Помещения", isOpen: true, isDated: false, isPriced: true, Buildings);
        var lines = Process(4, ScheduleLines, "График платежей", isOpen: false, isDated: true, isPriced: true, Schema.Deals);
        var payments = Process(5, Payments, "Платежи", isOpen: false, isDated: false, isPriced: true, Schema.Deals, ScheduleLines);
        LayComplexes(complexes);
        LayBuildings(buildings);
        LayUnits(units);
        LayLeads();
        LayDeals();
        LayLines(lines);
        LayPayments(payments);
    }

    private void LayDictionaries()
    {
        var first = true;
        foreach (var pipeline in facts.Pipelines.OrderBy(pipeline => pipeline.Number))
        {
            portal.AddCategory(new Category(pipeline.Number, pipeline.Name, first ? 100 : 200 + pipeline.Number, Schema.Deals, first));
            first = false;
            var sort = 10;
            foreach (var stage in pipeline.Stages)
            {
                // Pipeline 0 has bare stage ids, pipeline n prefixes Cn: (reference 6.1).
                var entity = pipeline.Number == 0 ? "DEAL_STAGE" : $"DEAL_STAGE_{pipeline.Number}";
                portal.AddStatus(
                    entity, StageId(pipeline.Number, stage.Code), stage.Name, sort, pipeline.Number, stage.Colour, stage.Meaning == "P" ? null : stage.Meaning,
                    isSystem: !stage.Code.StartsWith("UC_", StringComparison.Ordinal));
                sort += 10;
            }
        }
        portal.AddStatus("DEAL_TYPE", "SALE", "Продажа", 10, isSystem: true);
        portal.AddStatus("DEAL_TYPE", "SERVICES", "Услуги", 20, isSystem: true);
        var order = 10;
        foreach (var stage in facts.LeadStages)
        {
            portal.AddStatus(
                "STATUS", stage.Code, stage.Name, order, null, stage.Colour, stage.Meaning == "P" ? null : stage.Meaning,
                isSystem: !stage.Code.StartsWith("UC_", StringComparison.Ordinal));
            order += 10;
        }
        var sources = facts.Deals.Select(deal => deal.Source).Concat(facts.Leads.Select(lead => lead.Source).OfType<string>());
        foreach (var source in sources.Distinct().Order(StringComparer.Ordinal))
            _sources[source] = portal.AddStatus("SOURCE", $"UC_{Portal.Hex(source, 6).ToUpperInvariant()}", source, 10 * (_sources.Count + 1)).StatusId;
    }

    private Table Process(long id, int entityTypeId, string title, bool isOpen, bool isDated, bool isPriced, params int[] parents)
    {
        var switches = new PhpMap
        {
            ["isSetOpenPermissions"] = isOpen ? "Y" : "N",
            ["isBeginCloseDatesEnabled"] = isDated ? "Y" : "N",
            ["isLinkWithProductsEnabled"] = isPriced ? "Y" : "N",
        };
        var createdAt = new DateTimeOffset(facts.Today.AddYears(-3), new TimeOnly(10, 0), facts.Zone);
        return portal.LayProcess(new SmartProcess(id, entityTypeId, title, portal.Administrator.Number, createdAt, switches, parents));
    }

    private void LayComplexes(Table table)
    {
        var city = Add(table, "UF_CRM_1_CITY", "string", "Город");
        foreach (var complex in facts.Complexes)
            Lay(table, complex.Number, complex.Name, null, facts.Today.AddYears(-3))[city] = complex.City;
    }

    private void LayBuildings(Table table)
    {
        var phase = Add(table, "UF_CRM_2_PHASE", "enumeration", "Этап", Phases);
        var entity = Add(table, "UF_CRM_2_LEGAL_ENTITY", "string", "Застройщик (юрлицо)");
        var bank = Add(table, "UF_CRM_2_ESCROW_BANK", "string", "Банк эскроу");
        var start = Add(table, "UF_CRM_2_SALES_START", "date", "Старт продаж");
        var end = Add(table, "UF_CRM_2_COMMISSIONED_ON", "date", "Ввод в эксплуатацию");
        var count = Add(table, "UF_CRM_2_UNITS", "integer", "Помещений всего");
        var parent = table[$"parentId{Complexes}"];
        foreach (var building in facts.Buildings)
        {
            var row = Lay(table, building.Number, building.Name, null, facts.Today.AddYears(-3));
            row[parent] = (long)building.Complex;
            row[phase] = ChoiceOf(phase, Phases, building.Phase);
            row[entity] = building.LegalEntity;
            row[bank] = building.EscrowBank;
            row[start] = building.SalesStart;
            row[end] = building.CommissionedOn;
            row[count] = (long)building.Units;
        }
    }

    private void LayUnits(Table table)
    {
        var classes = facts.Units.Select(unit => unit.Class).Distinct().Select(name => (name, char.ToUpperInvariant(name[0]) + name[1..])).ToArray();
        var kind = Add(table, "UF_CRM_3_CLASS", "enumeration", "Тип помещения", classes);
        var rooms = Add(table, "UF_CRM_3_ROOMS", "integer", "Комнат");
        var floor = Add(table, "UF_CRM_3_FLOOR", "integer", "Этаж");
        var area = Add(table, "UF_CRM_3_AREA", "double", "Площадь, м²");
        var parent = table[$"parentId{Buildings}"];
        foreach (var unit in facts.Units)
        {
            var row = Lay(table, unit.Number, unit.Label, unit.ListPrice, facts.Today.AddYears(-3));
            row[parent] = (long)unit.Building;
            row[kind] = ChoiceOf(kind, classes, unit.Class);
            row[rooms] = (long)unit.Rooms;
            row[floor] = (long)unit.Floor;
            row[area] = unit.Area;
        }
    }

    private void LayLeads()
    {
        var (table, history) = (portal.Leads, portal.Leads.History!);
        var visits = new List<(DateTimeOffset At, long Lead, long TypeId, Status Stage)>();
        foreach (var lead in facts.Leads)
        {
            var last = lead.History[^1];
            var stage = portal.StageOf(table, last.Stage)!;
            var row = table.NewRow(lead.Number);
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
            Portal.LayPoints(table, row, PointsOf(lead.Client));
            object movedAt = Server(last.At);
            Stamp(table, row, "CREATED", Server(lead.CreatedAt), lead.Owner);
            Stamp(table, row, "UPDATED", movedAt, last.By);
            Stamp(table, row, "MOVED", movedAt, last.By);
            Stamp(table, row, "LAST_ACTIVITY", movedAt, last.By);
            row[table["DATE_CLOSED"]] = stage.Meaning == "P" ? null : movedAt;
            row[table["ASSIGNED_BY_ID"]] = (long)lead.Owner;
            row[table["ENTITY_TYPE_ID"]] = (long)Schema.Leads;
            table.Put(row);
            for (var i = 0; i < lead.History.Count; i++)
            {
                var at = portal.StageOf(table, lead.History[i].Stage)!;
                visits.Add((lead.History[i].At, lead.Number, TypeOf(i, at), at));
            }
            if (lead.Deal is { } deal)
                _leads[deal] = lead.Number;
        }
        foreach (var (at, lead, typeId, stage) in visits.OrderBy(visit => visit.At).ThenBy(visit => visit.Lead))
            Portal.LayHistory(history, lead, typeId, Server(at), stage);
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
        var table = portal.Deals;
        var seller = Add(table, "UF_CRM_SELLER", "employee", "Продавец");
        var forms = Words(facts.Deals.Select(deal => deal.PaymentForm));
        var form = Add(table, "UF_CRM_PAYMENT_FORM", "enumeration", "Форма оплаты", forms);
        var channels = Words(facts.Deals.Select(deal => deal.Channel));
        var channel = Add(table, "UF_CRM_CHANNEL", "enumeration", "Канал привлечения", channels);
        var contract = Add(table, "UF_CRM_CONTRACT_NO", "string", "Номер договора");
        var signed = Add(table, "UF_CRM_CONTRACT_DATE", "date", "Дата договора");
        var registered = Add(table, "UF_CRM_REGISTERED_ON", "date", "Дата регистрации");
        var ended = Add(table, "UF_CRM_ENDED_ON", "date", "Дата расторжения");
        var area = Add(table, "UF_CRM_AREA", "double", "Площадь, м²");
        var client = Add(table, "UF_CRM_CLIENT", "string", "Покупатель");
        var complex = Schema.AddParent(table, Complexes, "Жилой комплекс");
        var building = Schema.AddParent(table, Buildings, "Корпус");
        var unit = Schema.AddParent(table, Units, "Помещение");
        var units = facts.Units.ToDictionary(one => one.Number);
        var visits = new List<(DateTimeOffset At, long Deal, long TypeId, Status Stage)>();

        foreach (var deal in facts.Deals)
        {
            var last = deal.History[^1];
            var stage = Stage(deal.Pipeline, last.Stage);
            var row = table.NewRow(deal.Number);
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
            row[table["BEGINDATE"]] = DateOnly.FromDateTime(deal.CreatedAt.ToOffset(facts.Zone).DateTime);
            row[table["CLOSEDATE"]] = stage.Meaning == "P" ? deal.ExpectedClose : DateOnly.FromDateTime(last.At.ToOffset(facts.Zone).DateTime);
            row[table["OPENED"]] = false;
            row[table["CLOSED"]] = stage.Meaning != "P";
            row[table["SOURCE_ID"]] = _sources[deal.Source];
            row[table["LEAD_ID"]] = _leads.TryGetValue(deal.Number, out var lead) ? lead : null;
            row[table["OBSERVERS"]] = deal.Observers.Count == 0 ? null : deal.Observers.Select(one => (object)(long)one).ToArray();
            object modifiedAt = Server(deal.ModifiedAt);
            Stamp(table, row, "CREATED", Server(deal.CreatedAt), deal.CreatedBy);
            Stamp(table, row, "UPDATED", modifiedAt, last.By);
            Stamp(table, row, "MOVED", Server(last.At), last.By);
            Stamp(table, row, "LAST_ACTIVITY", modifiedAt, last.By);
            row[table["ASSIGNED_BY_ID"]] = (long)deal.Owner;
            row[table["ENTITY_TYPE_ID"]] = (long)Schema.Deals;
            row[seller] = (long?)deal.Seller;
            row[form] = ChoiceOf(form, forms, deal.PaymentForm);
            row[channel] = ChoiceOf(channel, channels, deal.Channel);
            row[contract] = deal.ContractNumber;
            row[signed] = deal.SignedOn;
            row[registered] = deal.RegisteredOn;
            row[ended] = deal.EndedOn;
            row[area] = deal.Unit is { } number ? units[number].Area : null;
            row[client] = deal.ClientName;
            row[complex] = (long?)deal.Complex;
            row[building] = (long?)deal.Building;
            row[unit] = (long?)deal.Unit;
            table.Put(row);

            for (var i = 0; i < deal.History.Count; i++)
            {
                var step = deal.History[i];
                var at = Stage(deal.Pipeline, step.Stage);
                visits.Add((step.At, deal.Number, TypeOf(i, at), at));
            }
            foreach (var comment in deal.Comments)
                portal.LayComment(deal.Number, comment);
        }
        // Ids follow time, as they were given when it happened.
        foreach (var (at, deal, typeId, stage) in visits.OrderBy(visit => visit.At).ThenBy(visit => visit.Deal))
            Portal.LayHistory(table.History!, deal, typeId, Server(at), stage);
    }

    /// <summary>1 made, 2 moved, 3 moved to a final stage (reference 5.5).</summary>
    private static long TypeOf(int step, Status stage) => step == 0 ? 1 : stage.Meaning == "P" ? 2 : 3;

    private void LayLines(Table table)
    {
        var kind = Add(table, "UF_CRM_4_KIND", "enumeration", "Вид платежа", LineKinds);
        var cancelled = Add(table, "UF_CRM_4_CANCELLED_ON", "date", "Отменён");
        var parent = table["parentId2"];
        foreach (var deal in facts.Deals)
        {
            foreach (var line in deal.Schedule)
            {
                var row = Lay(table, line.Number, $"{NameOf(LineKinds, line.Kind)}, {line.Due:dd.MM.yyyy}", line.Amount, line.KnownOn, deal.Currency, deal.Owner);
                row[table["CLOSEDATE"]] = line.Due;
                row[table["BEGINDATE"]] = line.KnownOn;
                row[parent] = (long)deal.Number;
                row[kind] = ChoiceOf(kind, LineKinds, line.Kind);
                row[cancelled] = line.CancelledOn;
                if (line.CancelledOn is { } on)
                    Stamp(table, row, "UPDATED", Noon(on), deal.Owner);
            }
        }
    }

    private void LayPayments(Table table)
    {
        var kind = Add(table, "UF_CRM_5_KIND", "enumeration", "Вид операции", PaymentKinds);
        var paidOn = Add(table, "UF_CRM_5_PAID_ON", "date", "Дата оплаты");
        var account = Add(table, "UF_CRM_5_ACCOUNT", "string", "Счёт");
        var parent = table["parentId2"];
        var line = table[$"parentId{ScheduleLines}"];
        foreach (var deal in facts.Deals)
        {
            foreach (var payment in deal.Payments)
            {
                var title = $"{NameOf(PaymentKinds, payment.Kind)}, {payment.PaidOn:dd.MM.yyyy}";
                var row = Lay(table, payment.Number, title, payment.Amount, payment.PaidOn, deal.Currency, deal.Owner);
                object enteredAt = Server(payment.EnteredAt);
                Stamp(table, row, "CREATED", enteredAt, portal.Administrator.Number);
                Stamp(table, row, "UPDATED", enteredAt, portal.Administrator.Number);
                row[parent] = (long)deal.Number;
                row[line] = (long?)payment.Line;
                row[kind] = ChoiceOf(kind, PaymentKinds, payment.Kind);
                row[paidOn] = payment.PaidOn;
                row[account] = payment.Account;
            }
        }
    }

    private Row Lay(Table table, long id, string title, decimal? amount, DateOnly on, string currency = "RUB", int? owner = null)
    {
        var row = table.NewRow(id);
        object at = Noon(on);
        var by = owner ?? portal.Administrator.Number;
        row[table["TITLE"]] = title;
        row[table["CATEGORY_ID"]] = portal.DefaultCategory(table).Id;
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
        table.Put(row);
        return row;
    }

    private Field Add(Table table, string name, string type, string title, params (string Code, string Name)[] choices) =>
        portal.LayUserField(table, new UserFieldDraft(name, type)
        {
            XmlId = name,
            ShowFilter = "I",
            Labels = new PhpMap
            {
                ["EDIT_FORM_LABEL"] = new PhpMap { ["ru"] = title },
                ["LIST_COLUMN_LABEL"] = new PhpMap { ["ru"] = title },
                ["LIST_FILTER_LABEL"] = new PhpMap { ["ru"] = title },
            },
            Choices = [.. choices.Select((choice, i) => new Choice(0, choice.Name, 10 * (i + 1), false, choice.Code))],
        });

    /// <param name="at">Server's time; the object itself, so that equal stamps of a row are one.</param>
    private static void Stamp(Table table, Row row, string what, object at, int by)
    {
        row[table[what + "_TIME"]] = at;
        row[table[what + "_BY"]] = (long)by;
    }

    private DateTimeOffset Noon(DateOnly on) => new(on, new TimeOnly(12, 0), facts.Zone);

    private DateTimeOffset Server(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerSecond)).ToOffset(facts.Zone);

    private Status Stage(int pipeline, string code) => portal.StageOf(portal.Deals, StageId(pipeline, code))!;

    private static string StageId(int pipeline, string code) => pipeline == 0 ? code : $"C{pipeline}:{code}";

    private static long? ChoiceOf(Field field, (string Code, string Name)[] kinds, string code) =>
        code.Length == 0 ? null : field.User!.Choices[Array.FindIndex(kinds, kind => kind.Code == code)].Id;

    private static string NameOf((string Code, string Name)[] kinds, string code) => Array.Find(kinds, kind => kind.Code == code).Name;

    private static (string, string)[] Words(IEnumerable<string> words) => [.. words.Where(word => word.Length > 0).Distinct().Order(StringComparer.Ordinal).Select(word => (word, word))];
}
