using Sandbox.Bitrix.Model;
using Sandbox.Bitrix.Wire;
using Sandbox.World;

namespace Sandbox.Bitrix.Methods;

/// <summary>Users and departments (reference 5.11).</summary>
internal static class PeopleMethods
{
    private static readonly Dictionary<string, FieldKind> FilterFields = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ID"] = FieldKind.Integer,
        ["ACTIVE"] = FieldKind.Text,
        ["NAME"] = FieldKind.Text,
        ["LAST_NAME"] = FieldKind.Text,
        ["EMAIL"] = FieldKind.Text,
        ["WORK_POSITION"] = FieldKind.Text,
        ["UF_DEPARTMENT"] = FieldKind.Integer,
        ["USER_TYPE"] = FieldKind.Text,
        ["NAME_SEARCH"] = FieldKind.Text,
    };

    /// <summary>What the scope user_brief does not show.</summary>
    private static readonly string[] Private = ["EMAIL", "LAST_LOGIN", "PERSONAL_BIRTHDAY", "UF_EMPLOYMENT_DATE"];

    public static IEnumerable<Method> All =>
    [
        new("user.get", "user", Get),
        new("user.current", "user", call => new Answer(Scoped(call, Show(call.Portal, call.Person)))),
        new("user.admin", "user", call => new Answer(Rights.IsAdministrator(call.Person))),
        new("department.get", "department", Departments),
        new("profile", null, Profile),
    ];

    public static PhpMap Show(Portal portal, Person person) => new()
    {
        ["ID"] = Values.Text((long)person.Number),
        ["ACTIVE"] = person.IsActive,
        ["NAME"] = person.FirstName,
        ["LAST_NAME"] = person.LastName,
        ["SECOND_NAME"] = "",
        ["EMAIL"] = $"user{person.Number}@example.org",
        ["LAST_LOGIN"] = person.IsActive ? portal.Values.Print(new DateTimeOffset(portal.Today, new TimeOnly(9, 0), portal.Facts.Zone)) : "",
        ["DATE_REGISTER"] = portal.Values.Print(person.HiredOn),
        ["TIME_ZONE"] = "",
        ["IS_ONLINE"] = person.IsActive ? "Y" : "N",
        ["TIMESTAMP_X"] = PhpObject.Empty,
        ["LAST_ACTIVITY_DATE"] = PhpObject.Empty,
        ["PERSONAL_GENDER"] = person.IsFemale ? "F" : "M",
        ["PERSONAL_BIRTHDAY"] = "",
        ["WORK_POSITION"] = person.Position,
        ["UF_EMPLOYMENT_DATE"] = portal.Values.Print(person.HiredOn),
        ["UF_DEPARTMENT"] = person.Departments.Select(department => (object?)(long)department).ToList(),
        ["USER_TYPE"] = "employee",
    };

    public static PhpMap Show(Department department)
    {
        var map = new PhpMap { ["ID"] = Values.Text((long)department.Number), ["NAME"] = department.Name, ["SORT"] = 500L };
        if (department.Parent is { } parent)
            map["PARENT"] = Values.Text((long)parent);
        if (department.Head is { } head)
            map["UF_HEAD"] = Values.Text((long)head);
        return map;
    }

    private static Answer Get(Call call)
    {
        var people = call.Portal.People.ToList();
        // Filters may stand in FILTER or beside it.
        foreach (var (key, wanted) in call.Any("filter") as PhpMap ?? TopLevel(call))
        {
            var (op, name) = Filters.Split(key);
            if (!FilterFields.TryGetValue(name, out var kind))
                throw RestException.Unsupported($"the filter '{key}' of user.get");
            var accepted = (wanted is PhpMap many ? many.Values : (IEnumerable<object?>)[wanted]).ToList();
            people.RemoveAll(person => !accepted.Exists(one => Accepts(person, op, name.ToUpperInvariant(), kind, one)));
        }
        var isDescending = Values.Text(call.Any("order")).Equals("DESC", StringComparison.OrdinalIgnoreCase);
        var sort = Values.Text(call.Any("sort")).ToUpperInvariant();
        people = sort switch
        {
            "" or "ID" => people,
            "LAST_NAME" => [.. people.OrderBy(person => person.LastName, StringComparer.Ordinal)],
            "NAME" => [.. people.OrderBy(person => person.FirstName, StringComparer.Ordinal)],
            _ => throw RestException.Unsupported($"the sort '{sort}' of user.get"),
        };
        if (isDescending)
            people.Reverse();
        var (rows, total, next) = Paging.Cut(people, call.Start);
        var names = call.Names("select");
        return new Answer(rows.ConvertAll(person => (object?)Select(Scoped(call, Show(call.Portal, person)), names)), total, next);
    }

    private static PhpMap TopLevel(Call call)
    {
        var map = new PhpMap();
        foreach (var (key, value) in call.Parameters)
        {
            if (FilterFields.ContainsKey(Filters.Split(key).Name))
                map[key] = value;
        }
        return map;
    }

    private static bool Accepts(Person person, string op, string name, FieldKind kind, object? wanted)
    {
        if (kind == FieldKind.Integer)
        {
            if (!Values.TryWhole(wanted, out var number))
                return false;
            if (name != "ID")
            {
                return op is "" or "=" or "@"
                    ? person.Departments.Any(department => department == number)
                    : throw RestException.Unsupported($"the operator '{op}' of user.get on {name}");
            }
            var value = person.Number;
            return op switch
            {
                "" or "=" or "@" => value == number,
                ">" => value > number,
                ">=" => value >= number,
                "<" => value < number,
                "<=" => value <= number,
                "!" or "!=" => value != number,
                _ => throw RestException.Unsupported($"the operator '{op}' of user.get"),
            };
        }
        if (op is not ("" or "=" or "%"))
            throw RestException.Unsupported($"the operator '{op}' of user.get on {name}");
        var text = Values.Text(wanted);
        return name switch
        {
            "ACTIVE" => person.IsActive == wanted is true or "Y" or "1" or 1L or "true",
            "USER_TYPE" => text == "employee",
            "NAME_SEARCH" => $"{person.FirstName} {person.LastName} {person.Position}".Contains(text, StringComparison.OrdinalIgnoreCase),
            "NAME" => Matches(person.FirstName),
            "LAST_NAME" => Matches(person.LastName),
            "WORK_POSITION" => Matches(person.Position),
            _ => Matches($"user{person.Number}@example.org"),
        };

        bool Matches(string value) =>
            op == "%" ? value.Contains(text, StringComparison.OrdinalIgnoreCase) : value.Equals(text, StringComparison.OrdinalIgnoreCase);
    }

    private static PhpMap Scoped(Call call, PhpMap map)
    {
        if (call.Caller.Has("user") || call.Caller.Has("user_basic"))
            return map;
        foreach (var name in Private)
            map.Remove(name);
        return map;
    }

    private static PhpMap Select(PhpMap map, IReadOnlyList<string>? names)
    {
        if (names is null || names.Contains("*"))
            return map;
        foreach (var key in map.Keys.Where(key => key != "ID" && !names.Contains(key) && !(names.Contains("UF_*") && key.StartsWith("UF_", StringComparison.Ordinal))).ToList())
            map.Remove(key);
        return map;
    }

    /// <summary>Filters are top-level parameters without prefixes, so pages go by offset only.</summary>
    private static Answer Departments(Call call)
    {
        var rows = call.Portal.Departments.Select(Show).ToList();
        foreach (var name in (string[])["ID", "NAME", "PARENT", "UF_HEAD"])
        {
            if (call.Any(name) is not { } wanted)
                continue;
            var accepted = (wanted is PhpMap many ? many.Values : (IEnumerable<object?>)[wanted]).Select(Values.Text).ToHashSet();
            rows.RemoveAll(row => !accepted.Contains(Values.Text(row.GetValueOrDefault(name))));
        }
        // Names ignore letter case, so "sort" the order and "SORT" the filter are one parameter.
        rows = Values.Text(call.Any("sort")).ToUpperInvariant() switch
        {
            "" or "ID" or "SORT" => rows,
            "NAME" => [.. rows.OrderBy(row => Values.Text(row["NAME"]), StringComparer.Ordinal)],
            var other => throw RestException.Unsupported($"the sort '{other}' of department.get"),
        };
        if (Values.Text(call.Any("order")).Equals("DESC", StringComparison.OrdinalIgnoreCase))
            rows.Reverse();
        var (page, total, next) = Paging.Cut(rows, call.Start);
        return new Answer(page, total, next);
    }

    private static Answer Profile(Call call) => new(new PhpMap
    {
        ["ID"] = Values.Text((long)call.Person.Number),
        ["ADMIN"] = Rights.IsAdministrator(call.Person),
        ["NAME"] = call.Person.FirstName,
        ["LAST_NAME"] = call.Person.LastName,
        ["PERSONAL_GENDER"] = call.Person.IsFemale ? "F" : "M",
        ["TIME_ZONE"] = "",
        ["TIME_ZONE_OFFSET"] = 0L,
    });
}
