namespace Sandbox.World;

/// <summary>Who works in the company, and in which part of a sale.</summary>
/// <param name="Sellers">Those who sell, with the share of shown customers each brings to a booking, relative to the others.</param>
internal sealed record Company(
    IReadOnlyList<Department> Departments, IReadOnlyList<Person> People, IReadOnlyList<Seller> Sellers, IReadOnlyList<int> CallCentre,
    IReadOnlyList<int> MortgageDesk, IReadOnlyList<int> ContractDesk, int RentManager)
{
    /// <summary>Small and fixed: only names come by chance.</summary>
    public static Company Generate(int seed, DateOnly today)
    {
        var chance = new Chance(seed, 1);
        var people = new List<Person>();
        var sellers = new List<Seller>();
        var taken = new HashSet<string>();

        int Add(string position, int department, Role role, int hiredMonthsAgo, DateOnly? left = null)
        {
            var isFemale = chance.Of(0.55);
            string first, last;
            do
            {
                first = chance.Pick(isFemale ? Names.Women : Names.Men);
                last = Names.Surname(chance, isFemale);
            }
            while (!taken.Add(last));
            people.Add(new Person(people.Count + 1, first, last, position, department, role, left is null, isFemale, today.AddMonths(-hiredMonthsAgo)));
            return people.Count;
        }

        void AddSeller(int department, double skill, int hiredMonthsAgo, DateOnly? left = null) =>
            sellers.Add(new Seller(Add("Менеджер по продажам", department, Role.Manager, hiredMonthsAgo, left), skill, today.AddMonths(-hiredMonthsAgo), left));

        Add("Администратор CRM", 8, Role.Administrator, 60);
        var director = Add("Генеральный директор", 1, Role.Head, 84);
        var headOfSales = Add("Руководитель отдела продаж", 2, Role.Head, 55);
        var headOfCentre = Add("Руководитель офиса", 3, Role.Head, 50);
        AddSeller(3, 1.25, 48);
        AddSeller(3, 1.0, 40);
        AddSeller(3, 0.85, 36);
        AddSeller(3, 1.1, 4);
        AddSeller(3, 0.7, 44, today.AddMonths(-7));
        var headOfNorth = Add("Руководитель офиса", 4, Role.Head, 46);
        AddSeller(4, 1.15, 45);
        AddSeller(4, 0.95, 33);
        AddSeller(4, 0.8, 14);
        AddSeller(4, 0.9, 39, today.AddMonths(-3));
        var headOfCalls = Add("Руководитель колл-центра", 5, Role.Head, 42);
        int[] callCentre = [Add("Оператор", 5, Role.Manager, 35), Add("Оператор", 5, Role.Manager, 20)];
        var headOfMortgage = Add("Руководитель ипотечного отдела", 6, Role.Head, 41);
        int[] mortgageDesk = [headOfMortgage, Add("Специалист по ипотеке", 6, Role.Manager, 34)];
        var headOfContracts = Add("Руководитель договорного отдела", 7, Role.Head, 47);
        int[] contractDesk = [headOfContracts, Add("Специалист по договорам", 7, Role.Manager, 32)];
        var rentManager = Add("Менеджер по аренде", 9, Role.Manager, 38);
        sellers.Add(new Seller(headOfCentre, 1.2, today.AddMonths(-50), null) { Share = 0.15 });

        Department[] departments =
        [
            new(1, "Компания", null, director),
            new(2, "Отдел продаж", 1, headOfSales),
            new(3, "Офис «Центр»", 2, headOfCentre),
            new(4, "Офис «Север»", 2, headOfNorth),
            new(5, "Колл-центр", 2, headOfCalls),
            new(6, "Ипотечный отдел", 2, headOfMortgage),
            new(7, "Договорной отдел", 2, headOfContracts),
            new(8, "Администрация", 1, null),
            new(9, "Отдел аренды", 1, null),
        ];
        return new Company(departments, people, sellers, callCentre, mortgageDesk, contractDesk, rentManager);
    }
}

/// <param name="Skill">1 is ordinary.</param>
/// <param name="Left">Day of dismissal.</param>
internal sealed record Seller(int Person, double Skill, DateOnly Since, DateOnly? Left)
{
    /// <summary>How many customers he gets, relative to the others.</summary>
    public double Share { get; init; } = 1;

    public bool WorksOn(DateOnly day) => day >= Since && (Left is null || day < Left);
}
