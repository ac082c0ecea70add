using Sandbox.Bitrix;
using Sandbox.Bitrix.Methods;
using Sandbox.Bitrix.Model;
using Sandbox.Bitrix.Wire;
using Sandbox.World;

namespace Sandbox.Control;

/// <summary>People, departments and CRM roles, changed as the portal's administrator does it. What is not named stays.</summary>
internal sealed class StaffControl(Portal portal)
{
    private static readonly string[] OfPerson = ["id", "isActive", "isAdministrator", "departments", "deals", "leads"];
    private static readonly string[] OfNotices = ["id", "isOn"];
    private static readonly string[] OfDepartment = ["id", "name", "parent", "head", "delete"];

    /// <summary>
    /// <c>{ id, isActive?, isAdministrator?, departments?: [first, …], deals?, leads? }</c>; how far his CRM role reaches is <c>none</c>,
    /// <c>own</c>, <c>department</c>, <c>subtree</c> or <c>all</c>.
    /// </summary>
    public PhpMap ChangePerson(PhpMap body)
    {
        RefuseUnknown(body, OfPerson);
        lock (portal.Gate)
        {
            var person = PersonOf(Number(body, "id") ?? throw new ControlException(400, "'id' is missing."));
            var departments = body.GetValueOrDefault("departments") switch
            {
                null => [.. person.Departments],
                PhpMap { IsList: true, Count: > 0 } list => list.Values.Select(one => DepartmentOf(one).Number).Distinct().ToList(),
                _ => throw new ControlException(400, "'departments' is a list with one at least."),
            };
            var after = person with
            {
                IsActive = Flag(body, "isActive") ?? person.IsActive,
                Role = Flag(body, "isAdministrator") switch
                {
                    true => Role.Administrator,
                    false when person.Role == Role.Administrator => Role.Manager,
                    _ => person.Role,
                },
                Department = departments[0],
                AlsoIn = departments[1..],
                Deals = ReachOf(body, "deals") ?? person.Deals,
                Leads = ReachOf(body, "leads") ?? person.Leads,
            };
            var who = portal.Administrator;
            if (!portal.People.Any(one => (one.Number == after.Number ? after : one) is { IsActive: true, Role: Role.Administrator }))
                throw new ControlException(409, "The last administrator stays.");
            portal.ChangePerson(after, who);
            return new PhpMap { ["item"] = PeopleMethods.Show(portal, after) };
        }
    }

    /// <summary>Whether a person takes notices of applications, as he sets it himself: <c>{ id, isOn }</c>.</summary>
    public PhpMap SetNotices(PhpMap body)
    {
        RefuseUnknown(body, OfNotices);
        lock (portal.Gate)
        {
            long id = PersonOf(Number(body, "id") ?? throw new ControlException(400, "'id' is missing.")).Number;
            var isOn = Flag(body, "isOn") ?? throw new ControlException(400, "'isOn' is missing.");
            if (isOn)
                portal.WithoutNotices.Remove(id);
            else
                portal.WithoutNotices.Add(id);
            return new PhpMap { ["id"] = id, ["isOn"] = isOn };
        }
    }

    /// <summary><c>{ id?, name?, parent?, head?, delete? }</c>; without an id a new one, below the top where no parent is named. Nobody heads one whose head is 0.</summary>
    public PhpMap ChangeDepartment(PhpMap body)
    {
        RefuseUnknown(body, OfDepartment);
        lock (portal.Gate)
        {
            var known = body.TryGetValue("id", out var id) ? DepartmentOf(id) : null;
            if (Flag(body, "delete") == true)
            {
                if (known?.Parent is null)
                    throw new ControlException(409, "Only a department below the top can go.");
                if (portal.People.Any(one => one.Departments.Contains(known.Number)) || portal.Departments.Any(one => one.Parent == known.Number))
                    throw new ControlException(409, "Somebody or something is still in it.");
                portal.ChangeDepartment(known.Number, null, portal.Administrator);
                return new PhpMap { ["item"] = null };
            }
            known ??= new Department(
                portal.Departments.Max(one => one.Number) + 1, Name(body) ?? throw new ControlException(400, "'name' is missing."),
                portal.Departments.First(one => one.Parent is null).Number, null);
            var after = known with
            {
                Name = Name(body) ?? known.Name,
                Parent = body.TryGetValue("parent", out var parent) ? DepartmentOf(parent).Number : known.Parent,
                Head = Number(body, "head") switch { null => known.Head, 0 => null, var head => PersonOf(head.Value).Number },
            };
            if (known.Parent is null && after.Parent is not null)
                throw new ControlException(409, "The top stays where it is.");
            for (var above = after.Parent; above is { } number; above = portal.Departments.First(one => one.Number == number).Parent)
            {
                if (number == after.Number)
                    throw new ControlException(409, "A department cannot stand below itself.");
            }
            portal.ChangeDepartment(after.Number, after, portal.Administrator);
            return new PhpMap { ["item"] = PeopleMethods.Show(after) };
        }
    }

    private Person PersonOf(long id) => portal.PersonOf(id) ?? throw new ControlException(404, $"There is no user {id}.");

    private Department DepartmentOf(object? id) =>
        Values.TryWhole(id, out var number) && portal.Departments.FirstOrDefault(one => one.Number == number) is { } found
            ? found
            : throw new ControlException(404, "There is no such department.");

    private static void RefuseUnknown(PhpMap body, string[] names)
    {
        if (body.Keys.FirstOrDefault(name => !names.Contains(name)) is { } unknown)
            throw new ControlException(400, $"'{unknown}' is nothing that can be changed here.");
    }

    private static long? Number(PhpMap body, string name) => body.GetValueOrDefault(name) switch
    {
        null => null,
        var value when Values.TryWhole(value, out var number) => number,
        _ => throw new ControlException(400, $"'{name}' is a number."),
    };

    private static bool? Flag(PhpMap body, string name) => body.GetValueOrDefault(name) switch
    {
        null => null,
        bool flag => flag,
        _ => throw new ControlException(400, $"'{name}' is true or false."),
    };

    private static string? Name(PhpMap body) => body.GetValueOrDefault("name") switch
    {
        null => null,
        string { Length: > 0 } name => name,
        _ => throw new ControlException(400, "'name' is a text."),
    };

    private static Reach? ReachOf(PhpMap body, string name) => body.GetValueOrDefault(name) switch
    {
        null => null,
        "none" => Reach.None,
        "own" => Reach.Own,
        "department" => Reach.Department,
        "subtree" => Reach.Subtree,
        "all" => Reach.All,
        _ => throw new ControlException(400, $"'{name}' is none, own, department, subtree or all."),
    };
}
