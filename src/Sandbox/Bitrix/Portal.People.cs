using Sandbox.Bitrix.Wire;
using Sandbox.World;

namespace Sandbox.Bitrix;

/// <summary>What an administrator changes of the company's structure and people. Rights follow with the next call; nobody is told (reference 8.1).</summary>
internal sealed partial class Portal
{
    public void ChangePerson(Person after, Person who)
    {
        var before = PersonOf(after.Number)!;
        Put(after);
        Ledger.Add(Now, who.Number, "user", Text(after.Number), ToMap(before), ToMap(after));
    }

    /// <summary>Adds, changes or, with null, takes away a department.</summary>
    public void ChangeDepartment(int number, Department? after, Person who)
    {
        var before = _departments.Find(one => one.Number == number);
        Put(after, number);
        Ledger.Add(Now, who.Number, "department", Text(number), before is null ? null : ToMap(before), after is null ? null : ToMap(after));
    }

    private void Put(Person person)
    {
        _people[_people.FindIndex(one => one.Number == person.Number)] = person;
        Rights.Forget();
    }

    private void Put(Department? department, int number)
    {
        var index = _departments.FindIndex(one => one.Number == number);
        if (department is null)
            _departments.RemoveAt(index);
        else if (index < 0)
            _departments.Add(department);
        else
            _departments[index] = department;
        Rights.Forget();
    }

    private static PhpMap ToMap(Person person) => new()
    {
        ["id"] = (long)person.Number,
        ["isActive"] = person.IsActive,
        ["isAdministrator"] = person.Role == Role.Administrator,
        ["departments"] = person.Departments.Select(department => (object?)(long)department).ToList(),
        ["deals"] = person.Deals.ToString(),
        ["leads"] = person.Leads.ToString(),
    };

    private Person PersonOf(PhpMap map)
    {
        var person = PersonOf((long)map["id"]!)!;
        var departments = ((PhpMap)map["departments"]!).Values.Select(department => (int)(long)department!).ToList();
        return person with
        {
            IsActive = (bool)map["isActive"]!,
            Role = (bool)map["isAdministrator"]! ? Role.Administrator : person.Role == Role.Administrator ? Role.Manager : person.Role,
            Department = departments[0],
            AlsoIn = departments[1..],
            Deals = Enum.Parse<Reach>((string)map["deals"]!),
            Leads = Enum.Parse<Reach>((string)map["leads"]!),
        };
    }

    private static PhpMap ToMap(Department department) => new()
    {
        ["id"] = (long)department.Number,
        ["name"] = department.Name,
        ["parent"] = (long?)department.Parent,
        ["head"] = (long?)department.Head,
    };

    private static Department DepartmentOf(PhpMap map) =>
        new((int)(long)map["id"]!, (string)map["name"]!, (int?)(long?)map["parent"], (int?)(long?)map["head"]);
}
