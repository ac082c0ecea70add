using Sandbox.Bitrix.Model;
using Sandbox.Bitrix.Wire;
using Sandbox.World;

namespace Sandbox.Bitrix;

/// <summary><c>--layout smart</c>: estate, schedule lines and payments are smart processes tied to the deal.</summary>
internal class SmartLayout(Portal portal, Facts facts) : Layout(portal, facts)
{
    public const int Complexes = 1040;
    public const int Buildings = 1044;
    public const int Units = 1048;
    public const int ScheduleLines = 1052;
    public const int Payments = 1056;

    private static readonly (string Code, string Name)[] Phases =
        [("finished", "Сдан"), ("selling", "В продаже"), ("launched", "Старт продаж"), ("planned", "Планируется")];

    private Table _lines = null!;
    private Table _payments = null!;

    protected override void LayTables()
    {
        var complexes = Process(1, Complexes, "Жилые комплексы", isOpen: true, isDated: false, isPriced: false);
        var buildings = Process(2, Buildings, "Корпуса", isOpen: true, isDated: false, isPriced: false, Complexes);
        var units = Process(3, Units, "Помещения", isOpen: true, isDated: false, isPriced: true, Buildings);
        LayComplexes(complexes);
        LayBuildings(buildings);
        LayUnits(units);
        AddMoneyTables();
    }

    protected void AddMoneyTables()
    {
        _lines = Process(4, ScheduleLines, "График платежей", isOpen: false, isDated: true, isPriced: true, Schema.Deals);
        _payments = Process(5, Payments, "Платежи", isOpen: false, isDated: false, isPriced: true, Schema.Deals, ScheduleLines);
    }

    protected override Action<Row, Deal> AddObjectFields(Table deals)
    {
        var complex = Schema.AddParent(deals, Complexes, "Жилой комплекс");
        var building = Schema.AddParent(deals, Buildings, "Корпус");
        var unit = Schema.AddParent(deals, Units, "Помещение");
        return (row, deal) =>
        {
            row[complex] = (long?)deal.Complex;
            row[building] = (long?)deal.Building;
            row[unit] = (long?)deal.Unit;
        };
    }

    protected override void LayMoney()
    {
        LayLines(_lines);
        LayPayments(_payments);
    }

    private Table Process(long id, int entityTypeId, string title, bool isOpen, bool isDated, bool isPriced, params int[] parents)
    {
        var switches = new PhpMap
        {
            ["isSetOpenPermissions"] = isOpen ? "Y" : "N",
            ["isBeginCloseDatesEnabled"] = isDated ? "Y" : "N",
            ["isLinkWithProductsEnabled"] = isPriced ? "Y" : "N",
        };
        var createdAt = new DateTimeOffset(Facts.Today.AddYears(-3), new TimeOnly(10, 0), Facts.Zone);
        return Portal.LayProcess(new SmartProcess(id, entityTypeId, title, Portal.Administrator.Number, createdAt, switches, parents));
    }

    private void LayComplexes(Table table)
    {
        var city = Add(table, "UF_CRM_1_CITY", "string", "Город");
        foreach (var complex in Facts.Complexes)
        {
            var row = NewRow(table, complex.Number, complex.Name, null, Facts.Today.AddYears(-3));
            row[city] = complex.City;
            table.Put(row);
        }
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
        foreach (var building in Facts.Buildings)
        {
            var row = NewRow(table, building.Number, building.Name, null, Facts.Today.AddYears(-3));
            row[parent] = (long)building.Complex;
            row[phase] = ChoiceOf(phase, Phases, building.Phase);
            row[entity] = building.LegalEntity;
            row[bank] = building.EscrowBank;
            row[start] = building.SalesStart;
            row[end] = building.CommissionedOn;
            row[count] = (long)building.Units;
            table.Put(row);
        }
    }

    private void LayUnits(Table table)
    {
        var classes = Facts.Units.Select(unit => unit.Class).Distinct().Select(name => (name, char.ToUpperInvariant(name[0]) + name[1..])).ToArray();
        var kind = Add(table, "UF_CRM_3_CLASS", "enumeration", "Тип помещения", classes);
        var rooms = Add(table, "UF_CRM_3_ROOMS", "integer", "Комнат");
        var floor = Add(table, "UF_CRM_3_FLOOR", "integer", "Этаж");
        var area = Add(table, "UF_CRM_3_AREA", "double", "Площадь, м²");
        var parent = table[$"parentId{Buildings}"];
        foreach (var unit in Facts.Units)
        {
            var row = NewRow(table, unit.Number, unit.Label, unit.ListPrice, Facts.Today.AddYears(-3));
            row[parent] = (long)unit.Building;
            row[kind] = ChoiceOf(kind, classes, unit.Class);
            row[rooms] = (long)unit.Rooms;
            row[floor] = (long)unit.Floor;
            row[area] = unit.Area;
            table.Put(row);
        }
    }

    private void LayLines(Table table)
    {
        var kind = Add(table, "UF_CRM_4_KIND", "enumeration", "Вид платежа", LineKinds.All);
        var cancelled = Add(table, "UF_CRM_4_CANCELLED_ON", "date", "Отменён");
        var parent = table["parentId2"];
        foreach (var deal in Facts.Deals)
        {
            foreach (var line in deal.Schedule)
            {
                var row = NewRow(table, line.Number, $"{LineKinds.NameOf(line.Kind)}, {line.Due:dd.MM.yyyy}", line.Amount, line.KnownOn, deal.Currency, deal.Owner);
                row[table["CLOSEDATE"]] = line.Due;
                row[table["BEGINDATE"]] = line.KnownOn;
                row[parent] = (long)deal.Number;
                row[kind] = ChoiceOf(kind, LineKinds.All, line.Kind);
                row[cancelled] = line.CancelledOn;
                if (line.CancelledOn is { } on)
                    Stamp(table, row, "UPDATED", Noon(on), deal.Owner);
                table.Put(row);
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
        foreach (var deal in Facts.Deals)
        {
            foreach (var payment in deal.Payments)
            {
                var title = $"{NameOf(PaymentKinds, payment.Kind)}, {payment.PaidOn:dd.MM.yyyy}";
                var row = NewRow(table, payment.Number, title, payment.Amount, payment.PaidOn, deal.Currency, deal.Owner);
                var enteredAt = Server(payment.EnteredAt);
                Stamp(table, row, "CREATED", enteredAt, Portal.Administrator.Number);
                Stamp(table, row, "UPDATED", enteredAt, Portal.Administrator.Number);
                row[parent] = (long)deal.Number;
                row[line] = (long?)payment.Line;
                row[kind] = ChoiceOf(kind, PaymentKinds, payment.Kind);
                row[paidOn] = payment.PaidOn;
                row[account] = payment.Account;
                table.Put(row);
            }
        }
    }
}
