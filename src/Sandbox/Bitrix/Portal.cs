using System.Security.Cryptography;
using System.Text;
using Sandbox.Bitrix.Model;
using Sandbox.World;

namespace Sandbox.Bitrix;

/// <summary>
/// One emulated portal: its records, dictionaries, people and installed applications. Everything that reads or changes them does so inside
/// <see cref="Gate"/>: requests are applied one after another, as the ledger says.
/// </summary>
internal sealed partial class Portal : IDisposable
{
    private readonly SortedDictionary<int, Table> _tables = [];
    private readonly List<Category> _categories = [];
    private readonly List<Status> _statuses = [];
    private readonly List<TimelineComment> _comments = [];
    private readonly List<Person> _people;
    private readonly List<Department> _departments;
    private long _nextUserField = 101;
    private long _nextChoice = 31;
    private long _nextStatus = 1;
    private readonly Func<Facts> _world;

    /// <param name="world">Tells the facts; asked again where all of them are needed once more.</param>
    /// <param name="layout">How they are laid out.</param>
    /// <param name="tariff">At the start.</param>
    /// <param name="dataFolder">Where the ledger is kept; null: nowhere.</param>
    public Portal(Func<Facts> world, string layout, Tariff tariff, SandboxClock clock, string? dataFolder)
    {
        _world = world;
        LayoutName = layout;
        Tariff = tariff;
        var facts = world();
        Facts = facts;
        _people = [.. facts.People];
        _departments = [.. facts.Departments];
        Clock = clock;
        MemberId = Hex($"member:{facts.Seed}", 32);
        ApplicationSeed = Hex($"application:{facts.Seed}", 32);
        Values = new Values(facts.Zone);
        Filters = new Filters(Values);
        Rights = new Rights(this);
        Deals = Schema.DealTable();
        Leads = Schema.LeadTable();
        Contacts = Schema.ContactTable();
        Companies = Schema.CompanyTable();
        foreach (var table in (Table[])[Leads, Deals, Contacts, Companies])
            _tables[table.EntityTypeId] = table;
        Invoices = Schema.InvoiceTable();
        _tables[Schema.Invoices] = Invoices;
        LayInvoicePipeline();
        Layout.Of(layout, this, facts).Build();
        // The rows are the facts from now on; a large world is not held twice.
        Facts = facts with { Units = [], Deals = [], Leads = [], Firms = [], Contacts = [], Activities = [], Products = [], Lines = [] };
        Ledger = Ledger.Open(dataFolder is null ? null : Path.Combine(dataFolder, "ledger.jsonl"));
        foreach (var change in Ledger.Changes)
            Replay(change);
    }

    public Lock Gate { get; } = new();

    /// <summary>The world as it was laid out, told anew: a large one is not held beside the rows.</summary>
    public Facts TellWorld() => _world();

    /// <summary>What does not lie in tables.</summary>
    public Facts Facts { get; }

    public SandboxClock Clock { get; }

    /// <summary>Known when the server listens.</summary>
    public Uri Address { get; set; } = new("http://127.0.0.1/");

    /// <summary>Stable id of the portal: follows from the seed.</summary>
    public string MemberId { get; }

    public string ApplicationSeed { get; }

    public Values Values { get; }

    public Filters Filters { get; }

    public Rights Rights { get; }

    public Ledger Ledger { get; }

    public Table Deals { get; }

    public Table Leads { get; }

    public Table Contacts { get; }

    public Table Companies { get; }

    /// <summary>Not among <see cref="Tables"/>: crm.item.* does not know them.</summary>
    public Table Activities { get; } = Schema.ActivityTable();

    /// <summary>What telephony counted; the activities beside it may go, it stays. Not among <see cref="Tables"/> either.</summary>
    public Table Calls { get; } = Schema.CallTable();

    public Table Invoices { get; }

    /// <summary>What deals sell. Like <see cref="Products"/> and <see cref="Sections"/> not among <see cref="Tables"/>.</summary>
    public Table ProductRows { get; } = Schema.ProductRowTable();

    /// <summary>The catalogue of goods.</summary>
    public Table Products { get; } = Schema.ProductTable();

    /// <summary>The folders it has.</summary>
    public Table Sections { get; } = Schema.SectionTable();

    public string LayoutName { get; }

    /// <summary>What the portal pays for; may change while it runs.</summary>
    public Tariff Tariff { get; set; }

    public IEnumerable<Table> Tables => _tables.Values;

    public IReadOnlyList<Category> Categories => _categories;

    public IReadOnlyList<Status> Statuses => _statuses;

    public IReadOnlyList<TimelineComment> Comments => _comments;

    public IReadOnlyList<Department> Departments => _departments;

    public IReadOnlyList<Person> People => _people;

    /// <summary>The one who owns the incoming webhook.</summary>
    public Person Administrator => People.First(person => person.Role == Role.Administrator && person.IsActive);

    /// <summary>Server's time: whole seconds in its zone.</summary>
    public DateTimeOffset Now
    {
        get
        {
            var now = Clock.GetUtcNow().ToOffset(Facts.Zone);
            return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        }
    }

    public DateOnly Today => DateOnly.FromDateTime(Now.DateTime);

    public Person? PersonOf(long id) => People.FirstOrDefault(person => person.Number == id);

    public Table? TableOf(int entityTypeId) => _tables.GetValueOrDefault(entityTypeId);

    public Table? TableOf(string code) =>
        _tables.Values.Concat([Activities, ProductRows, Products, Sections]).Concat(_tables.Values.Select(table => table.History).OfType<Table>())
            .FirstOrDefault(table => table.Code.Equals(code, StringComparison.OrdinalIgnoreCase));

    /// <summary>The record that an activity belongs to first of all.</summary>
    public (Table Table, Row Row)? OwnerOf(Row activity) =>
        activity[Activities["OWNER_TYPE_ID"]] is long type && activity[Activities["OWNER_ID"]] is long id
        && TableOf((int)type) is { } table && table.Row(id) is { } row ? (table, row) : null;

    public IEnumerable<Row> RowsOf(long deal) => ProductRows.RowsOf([deal]);

    public decimal SumOf(Row productRow) => (decimal)productRow[ProductRows["PRICE"]]! * (decimal)productRow[ProductRows["QUANTITY"]]!;

    public Status? StageOf(Table table, string stageId) => _statuses.Find(status => status.StatusId == stageId && IsStage(table, status));

    public Status FirstStage(Table table, long? categoryId) => StagesOf(table, categoryId).First();

    /// <param name="categoryId">Null for leads, which have no pipelines.</param>
    public IEnumerable<Status> StagesOf(Table table, long? categoryId) =>
        _statuses.Where(status => status.CategoryId == categoryId && IsStage(table, status)).OrderBy(status => status.Sort);

    public Category? CategoryOf(long id, Table table) => _categories.Find(category => category.Id == id && category.EntityTypeId == table.EntityTypeId);

    public Category DefaultCategory(Table table) => _categories.First(category => category.EntityTypeId == table.EntityTypeId && category.IsDefault);

    public void Dispose() => Ledger.Dispose();

    public static string Hex(string seed, int length) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(seed)))[..length];

    private static bool IsStage(Table table, Status status) => table.EntityTypeId switch
    {
        Schema.Leads => status.EntityId == "STATUS",
        Schema.Invoices => status.EntityId.StartsWith("SMART_INVOICE_STAGE_", StringComparison.Ordinal),
        Schema.Deals => status.EntityId.StartsWith("DEAL_STAGE", StringComparison.Ordinal),
        _ => status.EntityId.StartsWith($"DYNAMIC_{table.EntityTypeId}_STAGE_", StringComparison.Ordinal),
    };
}

/// <param name="EntityType"><c>deal</c>, <c>dynamic_{entityTypeId}</c>.</param>
internal sealed record TimelineComment(long Id, string EntityType, long EntityId, DateTimeOffset Created, string Text, long AuthorId);
