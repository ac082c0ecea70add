using Sandbox.Bitrix.Model;
using Sandbox.World;

namespace Sandbox.Bitrix;

/// <summary>
/// <c>--layout fields</c>: the deal names its object in a list and in text, lines of the schedule and payments are smart invoices, and one
/// legal entity's payments are in accounting's file alone. An invoice of the schedule has a due day; one that was only the form of a payment has
/// none and the day it was paid.
/// </summary>
internal sealed class FieldsLayout(Portal portal, Facts facts) : Layout(portal, facts)
{
    /// <summary>Whether accounting's file, and nothing else, tells of this payment; it has no other money than the company's own.</summary>
    public static bool IsInFileOnly(Facts facts, Deal deal) =>
        deal.Currency == "RUB" && deal.Building is { } building && facts.Buildings[building - 1].LegalEntity == facts.Buildings[0].LegalEntity;

    /// <summary>A portal has its invoices from the start.</summary>
    protected override void LayTables()
    {
    }

    protected override Action<Row, Deal> AddObjectFields(Table deals)
    {
        var names = Words(Facts.Complexes.Select(complex => complex.Name));
        var complex = Add(deals, "UF_CRM_COMPLEX", "enumeration", "Жилой комплекс", names);
        var building = Add(deals, "UF_CRM_BUILDING", "string", "Корпус");
        var unit = Add(deals, "UF_CRM_UNIT_NO", "string", "Номер помещения");
        var objectOf = ObjectOf();
        return (row, deal) =>
        {
            (var named, row[building], row[unit]) = objectOf(deal);
            row[complex] = ChoiceOf(complex, names, named ?? string.Empty);
        };
    }

    protected override void LayMoney()
    {
        var table = Portal.Invoices;
        var kinds = LineKinds.All.Concat(PaymentKinds).ToArray();
        var kind = Add(table, "UF_CRM_SMART_INVOICE_KIND", "enumeration", "Вид платежа", kinds);
        var cancelled = Add(table, "UF_CRM_SMART_INVOICE_CANCELLED_ON", "date", "Отменён");
        var paidOn = Add(table, "UF_CRM_SMART_INVOICE_PAID_ON", "date", "Дата оплаты");
        var pays = AddLink(table, "UF_CRM_SMART_INVOICE_PAYS", "Оплачивает счёт", "SMART_INVOICE");
        foreach (var deal in Facts.Deals)
        {
            var paid = deal.Payments.Where(payment => payment.Line is not null).GroupBy(payment => payment.Line).ToDictionary(line => line.Key!.Value, line => line.Sum(payment => payment.Amount));
            foreach (var line in deal.Schedule)
            {
                var title = $"{NameOf(kinds, line.Kind)}, {line.Due:dd.MM.yyyy}";
                var stage = line.CancelledOn is not null ? "D" : paid.GetValueOrDefault(line.Number) >= line.Amount ? "P" : "S";
                var row = NewInvoice(table, line.Number, title, line.Amount, line.KnownOn, deal, stage);
                row[table["BEGINDATE"]] = line.KnownOn;
                row[table["CLOSEDATE"]] = line.Due;
                row[kind] = ChoiceOf(kind, kinds, line.Kind);
                row[cancelled] = line.CancelledOn;
                if (line.CancelledOn is { } on)
                    Stamp(table, row, "UPDATED", Noon(on), deal.Owner);
                table.Put(row);
            }
        }
        var first = table.NextId - 1;
        foreach (var deal in Facts.Deals.Where(deal => !IsInFileOnly(Facts, deal)))
        {
            foreach (var payment in deal.Payments)
            {
                var title = $"{NameOf(kinds, payment.Kind)}, {payment.PaidOn:dd.MM.yyyy}";
                var row = NewInvoice(table, first + payment.Number, title, payment.Amount, payment.PaidOn, deal, "P");
                var enteredAt = Server(payment.EnteredAt);
                Stamp(table, row, "CREATED", enteredAt, Portal.Administrator.Number);
                Stamp(table, row, "UPDATED", enteredAt, Portal.Administrator.Number);
                row[kind] = ChoiceOf(kind, kinds, payment.Kind);
                row[paidOn] = payment.PaidOn;
                row[pays] = payment.Line is { } line ? Values.Text((long)line) : null;
                table.Put(row);
            }
        }
    }

    private Row NewInvoice(Table table, long id, string title, decimal amount, DateOnly on, Deal deal, string stage)
    {
        var row = NewRow(table, id, title, amount, on, deal.Currency, deal.Owner);
        row[table["PARENT_ID_2"]] = (long)deal.Number;
        row[table["STAGE_ID"]] = $"DT{Schema.Invoices}_{Portal.DefaultCategory(table).Id}:{stage}";
        return row;
    }
}
