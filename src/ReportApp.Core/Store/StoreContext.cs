using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ReportApp.Core.Store;

/// <summary>The tables, whatever the engine. Every one has the tenant's id first in its key or index.</summary>
internal abstract class StoreContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<TenantRow> Tenants => Set<TenantRow>();

    public DbSet<TokenRow> Tokens => Set<TokenRow>();

    public DbSet<LandedRow> Landed => Set<LandedRow>();

    public DbSet<FormerStateRow> FormerStates => Set<FormerStateRow>();

    public DbSet<FeedRow> Feeds => Set<FeedRow>();

    public DbSet<QuarantineRow> Quarantine => Set<QuarantineRow>();

    public DbSet<PlanTargetRow> PlanTargets => Set<PlanTargetRow>();

    public DbSet<PlanEntryRow> PlanEntries => Set<PlanEntryRow>();

    public DbSet<OutboxRow> Outbox => Set<OutboxRow>();

    public DbSet<IdempotencyRow> IdempotencyKeys => Set<IdempotencyRow>();

    public DbSet<ImportRow> Imports => Set<ImportRow>();

    public DbSet<ImportedFactRow> ImportedFacts => Set<ImportedFactRow>();

    public DbSet<ImportColumnsRow> ImportColumns => Set<ImportColumnsRow>();

    public DbSet<ImportTokenRow> ImportTokens => Set<ImportTokenRow>();

    public DbSet<KnownFigureRow> KnownFigures => Set<KnownFigureRow>();

    public DbSet<ReconciliationRow> Reconciliations => Set<ReconciliationRow>();

    public DbSet<FavouriteRow> Favourites => Set<FavouriteRow>();

    public DbSet<ScenarioRow> Scenarios => Set<ScenarioRow>();

    public DbSet<ForecastOverrideRow> ForecastOverrides => Set<ForecastOverrideRow>();

    public DbSet<LockedMonthRow> LockedMonths => Set<LockedMonthRow>();

    public DbSet<PersonCalendarRow> PersonCalendars => Set<PersonCalendarRow>();

    public DbSet<MessageSubscriptionRow> MessageSubscriptions => Set<MessageSubscriptionRow>();

    public DbSet<DayMessageRow> DayMessages => Set<DayMessageRow>();

    public DbSet<AuditRow> Audit => Set<AuditRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<TenantRow>(table =>
        {
            table.ToTable("tenants");
            table.HasIndex(row => new { row.Host, row.HostId }).IsUnique();
        });
        modelBuilder.Entity<TokenRow>(table =>
        {
            table.ToTable("user_tokens");
            table.HasKey(row => new { row.TenantId, row.UserId });
        });
        modelBuilder.Entity<LandedRow>(table =>
        {
            table.ToTable("landed_records");
            table.HasKey(row => new { row.TenantId, row.Kind, row.HostId });
            table.HasIndex(row => new { row.TenantId, row.Version });
        });
        modelBuilder.Entity<FormerStateRow>(table =>
        {
            table.ToTable("former_states");
            table.HasKey(row => new { row.TenantId, row.Version });
        });
        modelBuilder.Entity<FeedRow>(table =>
        {
            table.ToTable("feeds");
            table.HasKey(row => new { row.TenantId, row.Kind });
        });
        modelBuilder.Entity<QuarantineRow>(table =>
        {
            table.ToTable("quarantined_records");
            table.HasKey(row => new { row.TenantId, row.Kind, row.HostId });
        });
        modelBuilder.Entity<PlanTargetRow>(table =>
        {
            table.ToTable("plan_targets");
            table.HasIndex(row => new { row.TenantId, row.Kind, row.Scope, row.Month, row.Metric, row.Version }).IsUnique();
        });
        modelBuilder.Entity<PlanEntryRow>(table =>
        {
            table.ToTable("plan_entries");
            table.HasKey(row => new { row.TenantId, row.Id });
            table.HasIndex(row => new { row.TenantId, row.DealId });
        });
        modelBuilder.Entity<OutboxRow>(table =>
        {
            table.ToTable("outbox");
            table.HasKey(row => new { row.TenantId, row.Id });
            table.HasIndex(row => new { row.TenantId, row.EntryId });
            table.HasIndex(row => new { row.State, row.NextAt });
            table.HasIndex(row => new { row.TenantId, row.DealId, row.Sequence }).IsUnique();
        });
        modelBuilder.Entity<IdempotencyRow>(table =>
        {
            table.ToTable("idempotency_keys");
            table.HasKey(row => new { row.TenantId, row.UserId, row.Key });
        });
        modelBuilder.Entity<ImportRow>(table =>
        {
            table.ToTable("imports");
            table.HasIndex(row => new { row.TenantId, row.Kind, row.Source });
        });
        modelBuilder.Entity<ImportedFactRow>(table =>
        {
            table.ToTable("imported_facts");
            table.HasKey(row => new { row.TenantId, row.Kind, row.Source, row.Key, row.ImportId });
            table.HasIndex(row => new { row.TenantId, row.ImportId });
        });
        modelBuilder.Entity<ImportColumnsRow>(table =>
        {
            table.ToTable("import_columns");
            table.HasKey(row => new { row.TenantId, row.Kind, row.Source });
        });
        modelBuilder.Entity<ImportTokenRow>(table =>
        {
            table.ToTable("import_tokens");
            table.HasKey(row => new { row.TenantId, row.Kind, row.Source });
        });
        modelBuilder.Entity<KnownFigureRow>(table =>
        {
            table.ToTable("known_figures");
            table.HasKey(row => new { row.TenantId, row.Month, row.Row, row.Metric });
        });
        modelBuilder.Entity<ReconciliationRow>(table =>
        {
            table.ToTable("reconciliations");
            table.HasIndex(row => new { row.TenantId, row.At });
        });
        modelBuilder.Entity<FavouriteRow>(table =>
        {
            table.ToTable("favourites");
            table.HasKey(row => new { row.TenantId, row.UserId, row.ReportId });
        });
        modelBuilder.Entity<LockedMonthRow>(table =>
        {
            table.ToTable("locked_months");
            table.HasKey(row => new { row.TenantId, row.Month });
        });
        modelBuilder.Entity<ScenarioRow>(table =>
        {
            table.ToTable("scenarios");
            table.HasIndex(row => new { row.TenantId, row.Name }).IsUnique();
        });
        modelBuilder.Entity<ForecastOverrideRow>(table =>
        {
            table.ToTable("forecast_overrides");
            table.HasIndex(row => new { row.TenantId, row.DealId });
        });
        modelBuilder.Entity<PersonCalendarRow>(table =>
        {
            table.ToTable("person_calendars");
            table.HasKey(row => new { row.TenantId, row.UserId });
        });
        modelBuilder.Entity<MessageSubscriptionRow>(table =>
        {
            table.ToTable("message_subscriptions");
            table.HasKey(row => new { row.TenantId, row.UserId, row.Kind });
        });
        modelBuilder.Entity<DayMessageRow>(table =>
        {
            table.ToTable("day_messages");
            table.HasKey(row => new { row.TenantId, row.UserId, row.Kind, row.Day });
            table.HasIndex(row => new { row.TenantId, row.Day });
        });
        modelBuilder.Entity<AuditRow>(table =>
        {
            table.ToTable("audit");
            table.HasIndex(row => new { row.TenantId, row.At });
        });
    }
}

/// <summary>One file on one machine, nothing to install.</summary>
internal sealed class SqliteStoreContext(DbContextOptions<SqliteStoreContext> options) : StoreContext(options)
{
    /// <summary>Lets the migrations tool make a context without starting the app.</summary>
    internal sealed class ForMigrations : IDesignTimeDbContextFactory<SqliteStoreContext>
    {
        public SqliteStoreContext CreateDbContext(string[] args) =>
            new(new DbContextOptionsBuilder<SqliteStoreContext>().UseSqlite("Data Source=:memory:").Options);
    }
}
