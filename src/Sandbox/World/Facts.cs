namespace Sandbox.World;

/// <summary>What is true in the demo world, in no host's dialect. A host lays it out in its own tables.</summary>
/// <param name="Today">The world's present; nothing happens after it, but things are agreed for later.</param>
/// <param name="Zone">Civil time of the company.</param>
internal sealed record Facts(
    int Seed, DateOnly Today, TimeSpan Zone, string CompanyName, IReadOnlyList<Department> Departments, IReadOnlyList<Person> People,
    IReadOnlyList<Complex> Complexes, IReadOnlyList<Building> Buildings, IReadOnlyList<Unit> Units, IReadOnlyList<Pipeline> Pipelines,
    IReadOnlyList<Deal> Deals, IReadOnlyList<Target> Targets)
{
    public IReadOnlyList<PipelineStage> LeadStages { get; init; } = [];

    /// <summary>In the order they came.</summary>
    public IEnumerable<Lead> Leads { get; init; } = [];

    /// <summary>Agencies, banks and tenants, in the order they became known.</summary>
    public IReadOnlyList<Firm> Firms { get; init; } = [];

    /// <summary>Of a deal the main customer comes before the second one, and both before their agent.</summary>
    public IEnumerable<Contact> Contacts { get; init; } = [];

    /// <summary>In the order they were noted.</summary>
    public IEnumerable<Activity> Activities { get; init; } = [];

    /// <summary>What the catalogue of goods offers.</summary>
    public IEnumerable<Product> Products { get; init; } = [];

    /// <summary>In the order of deals.</summary>
    public IEnumerable<DealLine> Lines { get; init; } = [];
}

/// <param name="Head">Number of the person who leads it.</param>
internal sealed record Department(int Number, string Name, int? Parent, int? Head);

internal enum Role { Administrator, Head, Manager }

/// <summary>How far a CRM role reaches: whose records a person may see and change.</summary>
internal enum Reach { None, Own, Department, Subtree, All }

/// <param name="Department">The first of his departments.</param>
/// <param name="Role">What CRM rights he begins with: all; his department's subtree; his own and observed.</param>
internal sealed record Person(
    int Number, string FirstName, string LastName, string Position, int Department, Role Role, bool IsActive, bool IsFemale, DateOnly HiredOn)
{
    /// <summary>Further departments, in the order of the company's structure.</summary>
    public IReadOnlyList<int> AlsoIn { get; init; } = [];

    /// <summary>How far his CRM role reaches for deals, and for what is kept with them; an administrator's reaches everywhere.</summary>
    public Reach Deals { get; init; } = ReachOf(Role);

    public Reach Leads { get; init; } = ReachOf(Role);

    public IEnumerable<int> Departments => AlsoIn.Prepend(Department);

    private static Reach ReachOf(Role role) => role == Role.Head ? Reach.Subtree : Reach.Own;
}

internal sealed record Complex(int Number, string Name, string City);

/// <param name="Phase">finished, selling, launched, planned.</param>
internal sealed record Building(
    int Number, int Complex, string Name, string Phase, string LegalEntity, string? EscrowBank, DateOnly SalesStart, DateOnly CommissionedOn, int Units);

internal sealed record Unit(int Number, int Building, string Label, string Class, int Rooms, int Floor, decimal Area, decimal ListPrice);

/// <param name="Number">0 is the default pipeline.</param>
internal sealed record Pipeline(int Number, string Name, bool IsSales, IReadOnlyList<PipelineStage> Stages);

/// <param name="Code">Without the pipeline's prefix.</param>
/// <param name="Meaning">P, S or F.</param>
internal sealed record PipelineStage(string Code, string Name, string Meaning, string Colour);

/// <param name="Observers">Who else sees it, such as the seller after a handover.</param>
/// <param name="ExpectedClose">Planned closing day as it stands now; null: nobody typed one.</param>
/// <param name="Probability">0–100 when somebody typed it.</param>
/// <param name="History">In time order; the last one is where it stands.</param>
internal sealed record Deal(
    int Number, string Title, int Pipeline, int Owner, int? Seller, IReadOnlyList<int> Observers, int CreatedBy, DateTimeOffset CreatedAt,
    DateTimeOffset ModifiedAt, int? Complex, int? Building, int? Unit, decimal? Amount, string Currency, DateOnly? ExpectedClose, int? Probability,
    string Source, string Channel, string PaymentForm, string? ContractNumber, DateOnly? SignedOn, DateOnly? RegisteredOn, DateOnly? EndedOn,
    string ClientName, IReadOnlyList<Step> History, IReadOnlyList<ScheduleLine> Schedule, IReadOnlyList<Payment> Payments, IReadOnlyList<Comment> Comments);

/// <summary>Somebody who asked or bought.</summary>
/// <param name="Phone">As he or the operator wrote it.</param>
internal sealed record Client(int Number, string FirstName, string LastName, string? Phone, string? Email);

/// <summary>An inquiry.</summary>
/// <param name="Source">Null: nobody noted one.</param>
/// <param name="Comment">Why it went nowhere, where somebody wrote it down.</param>
/// <param name="History">In time order; the last one is where it stands.</param>
/// <param name="Deal">What became of it.</param>
internal sealed record Lead(
    int Number, string Title, Client Client, string? Source, string? Campaign, int Owner, decimal? Budget, DateTimeOffset CreatedAt, string? Comment,
    IReadOnlyList<Step> History, int? Deal);

/// <param name="Stage">Code of the stage, in the deal's pipeline or among those of leads.</param>
internal sealed record Step(string Stage, DateTimeOffset At, int By);

/// <param name="Kind">own, credit, tranche, instalment, final, maternity, military, tradein, surcharge.</param>
/// <param name="CancelledOn">Replaced by an addendum or ended with the contract.</param>
internal sealed record ScheduleLine(int Number, DateOnly Due, decimal Amount, string Kind, DateOnly KnownOn, DateOnly? CancelledOn);

/// <param name="Line">The schedule line it pays, when the accountant said so.</param>
/// <param name="Kind">deposit, direct, refund (negative), release, letter (of credit), reservation.</param>
internal sealed record Payment(int Number, DateOnly PaidOn, decimal Amount, string Kind, string Account, int? Line, DateTimeOffset EnteredAt);

internal sealed record Comment(DateTimeOffset At, int By, string Text);

/// <summary>A line of the head of sales' own table.</summary>
/// <param name="Kind">sales or business.</param>
/// <param name="Scope">all, complex:…, building:Complex / Name, manager:First Last, department:…, by name; joined with " + ".</param>
/// <param name="Month">First day.</param>
/// <param name="Metric">receipts, value, units, m2.</param>
internal sealed record Target(string Kind, string Scope, DateOnly Month, string Metric, decimal Value);

/// <summary>Another company.</summary>
/// <param name="Kind">PARTNER, CUSTOMER or OTHER.</param>
/// <param name="Industry">FINANCE, OTHER; null: nobody noted one.</param>
/// <param name="Deal">What it rents.</param>
internal sealed record Firm(int Number, string Name, string Kind, string? Industry, string? Phone, int Owner, DateTimeOffset CreatedAt, int? Deal);

/// <summary>A person on the card of a deal.</summary>
/// <param name="Client">Names and what one reaches him by; its number is of another row of numbers.</param>
/// <param name="Kind">CLIENT or PARTNER.</param>
/// <param name="Firm">Whom he works for.</param>
/// <param name="Deals">On whose cards he stands.</param>
internal sealed record Contact(
    int Number, Client Client, string Kind, string? Post, int? Firm, string? Source, int Owner, DateTimeOffset CreatedAt, IReadOnlyList<int> Deals);

internal enum ActivityKind { Meeting, Call, Task, Email, Chat, ToDo, BankNews }

/// <summary>Something a person did or is to do for a customer.</summary>
/// <param name="StartsAt">Of a call that nobody answered the same as <paramref name="EndsAt"/>.</param>
/// <param name="DueAt">Null: whenever.</param>
/// <param name="DoneAt">Null: still to be done.</param>
/// <param name="IsIncoming">Of calls, e-mails and chats: the customer began.</param>
/// <param name="Lead">Whose it was first, when it is also the deal's that the lead became.</param>
internal sealed record Activity(
    int Number, ActivityKind Kind, string Subject, DateTimeOffset CreatedAt, DateTimeOffset StartsAt, DateTimeOffset EndsAt, DateTimeOffset? DueAt,
    DateTimeOffset? DoneAt, bool? IsIncoming, int Responsible, int? Lead, int? Deal);

/// <param name="Building">Where it is.</param>
/// <param name="Price">In roubles, before any discount.</param>
internal sealed record Product(int Number, int Building, string Name, string Class, decimal Price);

/// <summary>What a deal sells.</summary>
/// <param name="Product">Null: typed by hand.</param>
/// <param name="Price">Of one, with the discount.</param>
/// <param name="ListPrice">Of one, before it.</param>
/// <param name="DiscountRate">Percent.</param>
internal sealed record DealLine(int Number, int Deal, int? Product, string Name, decimal Price, decimal ListPrice, decimal DiscountRate, decimal Quantity);
