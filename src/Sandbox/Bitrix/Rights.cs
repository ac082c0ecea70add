using Sandbox.Bitrix.Model;
using Sandbox.World;

namespace Sandbox.Bitrix;

/// <summary>
/// Who may see and change which row. Administrator: everything; others as far as their CRM role reaches for deals and for leads: nobody's, their
/// own, those of their departments (the ones they head too), with all below, all. Contacts and companies go by the reach for deals. An observer
/// sees. Estate and catalogue are open to all; schedule lines and payments follow their deal, histories the record that moved, activities the record that
/// owns them.
/// </summary>
internal sealed class Rights(Portal portal)
{
    private readonly Dictionary<(int Person, bool OfLeads), HashSet<long>?> _owners = [];

    /// <summary>People or departments have changed.</summary>
    public void Forget() => _owners.Clear();

    public static bool IsAdministrator(Person person) => person.Role == Role.Administrator;

    public bool CanRead(Person person, Table table, Row row)
    {
        if (IsAdministrator(person))
            return true;
        if (table.HistoryOf is { } moved)
            return row[table["OWNER_ID"]] is long owner && moved.Row(owner) is { } owned && CanRead(person, moved, owned);
        if (ReferenceEquals(table, portal.Activities))
            return portal.OwnerOf(row) is { } of && CanRead(person, of.Table, of.Row);
        if (Deal(table, row) is { } deal)
            return Owns(person, portal.Deals, deal) || Observes(person, portal.Deals, deal);
        return IsOpen(table) || Owns(person, table, row) || Observes(person, table, row);
    }

    public bool CanChange(Person person, Table table, Row row)
    {
        if (IsAdministrator(person))
            return true;
        if (ReferenceEquals(table, portal.Activities))
            return portal.OwnerOf(row) is { } of && CanChange(person, of.Table, of.Row);
        if (Deal(table, row) is { } deal)
            return Owns(person, portal.Deals, deal);
        return IsOpen(table) || Owns(person, table, row);
    }

    /// <summary>Test for lists, so that rights are worked out once a call.</summary>
    public Func<Row, bool> Reader(Person person, Table table) => IsAdministrator(person) ? _ => true : row => CanRead(person, table, row);

    private Row? Deal(Table table, Row row)
    {
        if (table.EntityTypeId == Schema.Deals)
            return row;
        if (ReferenceEquals(table, portal.ProductRows))
            return portal.Deals.Row((long)row[table["OWNER_ID"]]!);
        return table.Find("parentId2") is { } parent && row[parent] is long id ? portal.Deals.Row(id) : null;
    }

    private bool IsOpen(Table table) =>
        ReferenceEquals(table, portal.Products) || ReferenceEquals(table, portal.Sections) || (table.Process is { } process && process.Has("isSetOpenPermissions"));

    private bool Owns(Person person, Table table, Row row) =>
        Owners(person, table.EntityTypeId == Schema.Leads) is not { } owners || (row[table["ASSIGNED_BY_ID"]] is long owner && owners.Contains(owner));

    private static bool Observes(Person person, Table table, Row row) =>
        table.Find("OBSERVERS") is { } field && row[field] is IReadOnlyList<object> observers && observers.Contains((long)person.Number);

    /// <summary>Null: all.</summary>
    private HashSet<long>? Owners(Person person, bool ofLeads)
    {
        if (_owners.TryGetValue((person.Number, ofLeads), out var known))
            return known;
        var reach = ofLeads ? person.Leads : person.Deals;
        HashSet<long>? owners = reach switch
        {
            Reach.None => [],
            Reach.Own => [person.Number],
            Reach.All => null,
            _ => [.. portal.People.Where(one => one.Departments.Any(Departments(person, reach == Reach.Subtree).Contains)).Select(one => (long)one.Number)],
        };
        return _owners[(person.Number, ofLeads)] = owners;
    }

    private HashSet<int> Departments(Person person, bool withAllBelow)
    {
        HashSet<int> departments = [.. portal.Departments.Where(one => one.Head == person.Number).Select(one => one.Number), .. person.Departments];
        while (withAllBelow && portal.Departments.Any(one => one.Parent is { } parent && departments.Contains(parent) && departments.Add(one.Number)))
        {
        }
        return departments;
    }
}
