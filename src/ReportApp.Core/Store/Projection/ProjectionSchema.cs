using System.Globalization;
using System.Text.Json;
using DuckDB.NET.Data;
using DuckDB.NET.Data.Mapping;

namespace ReportApp.Core.Store.Projection;

/// <summary>The tables of one tenant's projection. Whoever changes them raises <see cref="FormatVersion"/>: every file is then built anew.</summary>
internal static class ProjectionSchema
{
    public const int FormatVersion = 17;

    public static readonly ProjectionTable<DealRow, DealMap> Deal = new(
        "deal",
        [
            "id VARCHAR", "title VARCHAR", "pipeline_id VARCHAR", "stage_id VARCHAR", "mapped_step INTEGER", "owner_id VARCHAR", "seller_id VARCHAR",
            "complex_ref VARCHAR", "building_ref VARCHAR", "amount BIGINT", "currency VARCHAR", "in_currency BOOLEAN", "own_probability INTEGER",
            "expected_close DATE", "created_on DATE", "moved_on DATE", "plan VARCHAR", "lead_id VARCHAR", "source_id VARCHAR", "contract_key VARCHAR",
            "complex_name VARCHAR", "building_name VARCHAR", "seller_field VARCHAR", "contract_on DATE", "contract_on_field VARCHAR", "contract_end_on DATE",
            "contract_value BIGINT", "contract_value_in_currency BOOLEAN", "contract_value_field VARCHAR",
            "complex_field VARCHAR", "building_field VARCHAR", "unit_ref VARCHAR", "unit_field VARCHAR", "contract_area BIGINT", "client VARCHAR", "territory VARCHAR", "territory_name VARCHAR",
        ],
        [
            "section_complex VARCHAR", "section_building VARCHAR", "sections_differ BOOLEAN", "complex_source VARCHAR", "building_source VARCHAR",
            "seller_source VARCHAR", "contract_on_source VARCHAR", "contract_amount BIGINT", "contract_in_currency BOOLEAN", "contract_amount_source VARCHAR",
            "step INTEGER", "outcome VARCHAR", "closed_on DATE", "complex_id VARCHAR", "building_id VARCHAR", "manager_id VARCHAR", "department_id VARCHAR", "team_id VARCHAR", "successor_id VARCHAR",
            "successor_department_id VARCHAR", "probability_won BIGINT", "probability_of BIGINT", "probability_source VARCHAR", "weighted BIGINT",
        ],
        "id", "amount", row => row.Amount ?? 0);

    /// <summary>Those of sales.</summary>
    public static readonly ProjectionTable<PipelineRow, PipelineMap> Pipeline = new(
        "pipeline", ["id VARCHAR", "name VARCHAR", "position INTEGER"], [], null, "position", row => row.Position);

    public static readonly ProjectionTable<StageRow, StageMap> Stage = new(
        "stage", ["id VARCHAR", "pipeline_id VARCHAR", "name VARCHAR", "position INTEGER", "step INTEGER"], [], null, "step", row => row.Step);

    public static readonly ProjectionTable<StageVisitRow, StageVisitMap> StageVisit = new(
        "stage_visit", ["id VARCHAR", "deal_id VARCHAR", "stage_id VARCHAR", "mapped_step INTEGER", "entered_at BIGINT", "entered_on DATE"], [],
        "deal_id", "entered_at", row => row.EnteredAt);

    /// <summary>A row for each step that a deal reached, skipped ones too (C22). Wholly derived.</summary>
    public static readonly ProjectionTable DealStep = new(
        "deal_step", [], ["id VARCHAR", "deal_id VARCHAR", "step VARCHAR", "amount BIGINT", "is_lost_here BOOLEAN", "days BIGINT", "reached_on DATE", "left_on DATE"], "deal_id");

    /// <summary>A row for each contract on its day, and one that takes it back on the day it ended (C11). Wholly derived.</summary>
    public static readonly ProjectionTable Sale = new(
        "sale", [], ["id VARCHAR", "deal_id VARCHAR", "kind VARCHAR", "day DATE", "units BIGINT", "amount BIGINT", "area BIGINT"], "deal_id");

    public static readonly ProjectionTable<ScheduleLineRow, ScheduleLineMap> ScheduleLine = new(
        "schedule_line",
        [
            "id VARCHAR", "deal_id VARCHAR", "due DATE", "amount BIGINT", "in_currency BOOLEAN", "line_kind VARCHAR", "cancelled BOOLEAN",
            "file VARCHAR", "counts BOOLEAN", "contract_key VARCHAR", "named_deal VARCHAR",
        ],
        ["unpaid BIGINT"], "deal_id", "amount", row => row.Amount);

    public static readonly ProjectionTable<PaymentRow, PaymentMap> Payment = new(
        "payment",
        [
            "id VARCHAR", "subject_id VARCHAR", "deal_id VARCHAR", "line_id VARCHAR", "paid_on DATE", "amount BIGINT", "in_currency BOOLEAN",
            "line_kind VARCHAR", "is_receipt BOOLEAN", "file VARCHAR", "counts BOOLEAN", "contract_key VARCHAR", "named_deal VARCHAR",
        ],
        [], "deal_id", "amount", row => row.Amount);

    /// <summary>What was of deals, for those that ask as of a former day.</summary>
    public static readonly ProjectionTable<FormerDealRow, FormerDealMap> FormerDeal = new(
        "former_deal",
        [
            "id VARCHAR", "deal_id VARCHAR", "position BIGINT", "until BIGINT", "amount BIGINT", "in_currency BOOLEAN", "contract_value BIGINT",
            "contract_value_in_currency BOOLEAN", "expected_close DATE",
        ],
        [], null, "amount", row => row.Amount ?? 0);

    /// <summary>The same of the lines of schedules.</summary>
    public static readonly ProjectionTable<FormerLineRow, FormerLineMap> FormerLine = new(
        "former_line",
        [
            "id VARCHAR", "line_id VARCHAR", "position BIGINT", "until BIGINT", "deal_id VARCHAR", "due DATE", "amount BIGINT", "in_currency BOOLEAN", "cancelled BOOLEAN",
            "file VARCHAR", "counts BOOLEAN", "contract_key VARCHAR", "named_deal VARCHAR",
        ],
        [], null, "amount", row => row.Amount ?? 0);

    /// <summary>Meetings that were held, of deals and of leads.</summary>
    public static readonly ProjectionTable<MeetingRow, MeetingMap> Meeting = new(
        "meeting", ["id VARCHAR", "subject VARCHAR", "owner_id VARCHAR", "deal_id VARCHAR", "lead_id VARCHAR", "held_on DATE", "held_at BIGINT"],
        ["is_first BOOLEAN", "department_id VARCHAR"], null, "held_at", row => row.HeldAt);

    public static readonly ProjectionTable<ComplexRow, ComplexMap> Complex = new(
        "complex", ["id VARCHAR", "name VARCHAR", "word VARCHAR"], ["is_derived BOOLEAN"]);

    public static readonly ProjectionTable<BuildingRow, BuildingMap> Building = new(
        "building", ["id VARCHAR", "name VARCHAR", "complex_id VARCHAR", "word VARCHAR"], ["is_derived BOOLEAN"]);

    public static readonly ProjectionTable<UnitRow, UnitMap> Unit = new("unit", ["id VARCHAR", "building_ref VARCHAR"], []);

    public static readonly ProjectionTable<SectionRow, SectionMap> Section = new(
        "section", ["id VARCHAR", "name VARCHAR", "parent_id VARCHAR", "word VARCHAR"],
        ["complex_section VARCHAR", "building_section VARCHAR", "complex_id VARCHAR", "building_id VARCHAR"]);

    public static readonly ProjectionTable<ProductRow, ProductMap> Product = new("product", ["id VARCHAR", "section_id VARCHAR"], []);

    /// <summary>A row for each deal that sells something of the catalogue.</summary>
    public static readonly ProjectionTable<DealProductsRow, DealProductsMap> DealProducts = new("deal_products", ["id VARCHAR", "products VARCHAR"], [], "id");

    public static readonly ProjectionTable<PersonRow, PersonMap> Person = new(
        "person", ["id VARCHAR", "name VARCHAR", "is_active BOOLEAN", "department_id VARCHAR", "department_ids VARCHAR"], []);

    public static readonly ProjectionTable<DepartmentRow, DepartmentMap> Department = new(
        "department", ["id VARCHAR", "name VARCHAR", "parent_id VARCHAR", "head_id VARCHAR", "position INTEGER"], [], null, "position", row => row.Position);

    public static readonly ProjectionTable<FaultRow, FaultMap> Fault = new("fault", ["id VARCHAR", "field VARCHAR", "reason VARCHAR"], []);

    public static readonly ProjectionTable<PlanTargetRow, PlanTargetMap> PlanTarget = new(
        "plan_target",
        [
            "id VARCHAR", "target_kind VARCHAR", "metric VARCHAR", "month DATE", "amount BIGINT", "complex_id VARCHAR", "building_id VARCHAR",
            "manager_id VARCHAR", "department_id VARCHAR",
        ],
        [], null, "amount", row => row.Amount);

    public static readonly IReadOnlyList<ProjectionTable> All =
    [
        Deal, FormerDeal, Pipeline, Stage, StageVisit, DealStep, Sale, ScheduleLine, FormerLine, Payment, Complex, Building, Unit, Section, Product, DealProducts, Person, Department,
        Fault, PlanTarget, Meeting, .. LeadSchema.All,
    ];

    /// <summary>The table of one row that tells what a file was built from and how far it goes.</summary>
    public static string CreateStateIn(string catalog) =>
        $"CREATE TABLE {catalog}.main.projection_state (basis VARCHAR, version BIGINT, targets_version BIGINT, imports_version BIGINT, complete VARCHAR, kept_since BIGINT, built_at BIGINT)";

    /// <summary>False for a file of another format, and for one whose first build was never finished.</summary>
    public static bool IsOfThisFormat(DuckDBConnection connection, string catalog)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM duckdb_tables() WHERE database_name = $catalog AND table_name = 'projection_state'";
        command.Parameters.Add(new DuckDBParameter("catalog", catalog));
        if (command.ExecuteScalar() is not 1L)
            return false;
        command.Parameters.Clear();
#pragma warning disable CA2100 // The catalog's name is made of two numbers.
        command.CommandText = $"SELECT basis FROM {catalog}.main.projection_state";
#pragma warning restore CA2100
        return command.ExecuteScalar() is string basis && basis.StartsWith(FormatPrefix, StringComparison.Ordinal);
    }

    /// <summary>Beginning of the basis of every file of this format.</summary>
    public static string FormatPrefix { get; } = string.Create(CultureInfo.InvariantCulture, $"{FormatVersion}/");

    /// <summary>Table name to its columns: what definitions may name.</summary>
    public static IReadOnlyDictionary<string, IReadOnlySet<string>> Columns { get; } =
        All.ToDictionary(table => table.Name, IReadOnlySet<string> (table) => table.Columns.ToHashSet());
}

internal sealed class DealMap : DuckDBAppenderMap<DealRow>
{
    public DealMap()
    {
        Map(row => row.Id);
        Map(row => row.Title);
        Map(row => row.PipelineId);
        Map(row => row.StageId);
        Map(row => row.MappedStep);
        Map(row => row.OwnerId);
        Map(row => row.SellerId);
        Map(row => row.ComplexRef);
        Map(row => row.BuildingRef);
        Map(row => row.Amount);
        Map(row => row.Currency);
        Map(row => row.InCurrency);
        Map(row => row.OwnProbability);
        Map(row => row.ExpectedClose);
        Map(row => row.CreatedOn);
        Map(row => row.MovedOn);
        Map(row => row.Plan);
        Map(row => row.LeadId);
        Map(row => row.SourceId);
        Map(row => row.ContractKey);
        Map(row => row.ComplexName);
        Map(row => row.BuildingName);
        Map(row => row.SellerField);
        Map(row => row.ContractOn);
        Map(row => row.ContractOnField);
        Map(row => row.ContractEndOn);
        Map(row => row.ContractValue);
        Map(row => row.ContractValueInCurrency);
        Map(row => row.ContractValueField);
        Map(row => row.ComplexField);
        Map(row => row.BuildingField);
        Map(row => row.UnitRef);
        Map(row => row.UnitField);
        Map(row => row.ContractArea);
        Map(row => row.Client);
        Map(row => row.Territory);
        Map(row => row.TerritoryName);
    }
}

internal sealed class PipelineMap : DuckDBAppenderMap<PipelineRow>
{
    public PipelineMap()
    {
        Map(row => row.Id);
        Map(row => row.Name);
        Map(row => row.Position);
    }
}

internal sealed class StageMap : DuckDBAppenderMap<StageRow>
{
    public StageMap()
    {
        Map(row => row.Id);
        Map(row => row.PipelineId);
        Map(row => row.Name);
        Map(row => row.Position);
        Map(row => row.Step);
    }
}

internal sealed class StageVisitMap : DuckDBAppenderMap<StageVisitRow>
{
    public StageVisitMap()
    {
        Map(row => row.Id);
        Map(row => row.DealId);
        Map(row => row.StageId);
        Map(row => row.MappedStep);
        Map(row => row.EnteredAt);
        Map(row => row.EnteredOn);
    }
}

internal sealed class ScheduleLineMap : DuckDBAppenderMap<ScheduleLineRow>
{
    public ScheduleLineMap()
    {
        Map(row => row.Id);
        Map(row => row.DealId);
        Map(row => row.Due);
        Map(row => row.Amount);
        Map(row => row.InCurrency);
        Map(row => row.LineKind);
        Map(row => row.Cancelled);
        Map(row => row.File);
        Map(row => row.Counts);
        Map(row => row.ContractKey);
        Map(row => row.NamedDeal);
    }
}

internal sealed class FormerDealMap : DuckDBAppenderMap<FormerDealRow>
{
    public FormerDealMap()
    {
        Map(row => row.Id);
        Map(row => row.DealId);
        Map(row => row.Position);
        Map(row => row.Until);
        Map(row => row.Amount);
        Map(row => row.InCurrency);
        Map(row => row.ContractValue);
        Map(row => row.ContractValueInCurrency);
        Map(row => row.ExpectedClose);
    }
}

internal sealed class FormerLineMap : DuckDBAppenderMap<FormerLineRow>
{
    public FormerLineMap()
    {
        Map(row => row.Id);
        Map(row => row.LineId);
        Map(row => row.Position);
        Map(row => row.Until);
        Map(row => row.DealId);
        Map(row => row.Due);
        Map(row => row.Amount);
        Map(row => row.InCurrency);
        Map(row => row.Cancelled);
        Map(row => row.File);
        Map(row => row.Counts);
        Map(row => row.ContractKey);
        Map(row => row.NamedDeal);
    }
}

internal sealed class PaymentMap : DuckDBAppenderMap<PaymentRow>
{
    public PaymentMap()
    {
        Map(row => row.Id);
        Map(row => row.SubjectId);
        Map(row => row.DealId);
        Map(row => row.LineId);
        Map(row => row.PaidOn);
        Map(row => row.Amount);
        Map(row => row.InCurrency);
        Map(row => row.LineKind);
        Map(row => row.IsReceipt);
        Map(row => row.File);
        Map(row => row.Counts);
        Map(row => row.ContractKey);
        Map(row => row.NamedDeal);
    }
}

internal sealed class MeetingMap : DuckDBAppenderMap<MeetingRow>
{
    public MeetingMap()
    {
        Map(row => row.Id);
        Map(row => row.Subject);
        Map(row => row.OwnerId);
        Map(row => row.DealId);
        Map(row => row.LeadId);
        Map(row => row.HeldOn);
        Map(row => row.HeldAt);
    }
}

internal sealed class ComplexMap : DuckDBAppenderMap<ComplexRow>
{
    public ComplexMap()
    {
        Map(row => row.Id);
        Map(row => row.Name);
        Map(row => ObjectDerivation.KeyOf(row.Name));
    }
}

internal sealed class BuildingMap : DuckDBAppenderMap<BuildingRow>
{
    public BuildingMap()
    {
        Map(row => row.Id);
        Map(row => row.Name);
        Map(row => row.ComplexId);
        Map(row => ObjectDerivation.KeyOf(row.Name));
    }
}

internal sealed class UnitMap : DuckDBAppenderMap<UnitRow>
{
    public UnitMap()
    {
        Map(row => row.Id);
        Map(row => row.BuildingRef);
    }
}

internal sealed class SectionMap : DuckDBAppenderMap<SectionRow>
{
    public SectionMap()
    {
        Map(row => row.Id);
        Map(row => row.Name);
        Map(row => row.ParentId);
        Map(row => ObjectDerivation.KeyOf(row.Name));
    }
}

internal sealed class ProductMap : DuckDBAppenderMap<ProductRow>
{
    public ProductMap()
    {
        Map(row => row.Id);
        Map(row => row.SectionId);
    }
}

internal sealed class DealProductsMap : DuckDBAppenderMap<DealProductsRow>
{
    public DealProductsMap()
    {
        Map(row => row.Id);
        Map(row => row.Products);
    }
}

internal sealed class PersonMap : DuckDBAppenderMap<PersonRow>
{
    public PersonMap()
    {
        Map(row => row.Id);
        Map(row => row.Name);
        Map(row => row.IsActive);
        Map(row => row.DepartmentId);
        Map(row => JsonSerializer.Serialize(row.DepartmentIds));
    }
}

internal sealed class DepartmentMap : DuckDBAppenderMap<DepartmentRow>
{
    public DepartmentMap()
    {
        Map(row => row.Id);
        Map(row => row.Name);
        Map(row => row.ParentId);
        Map(row => row.HeadId);
        Map(row => row.Position);
    }
}

internal sealed class FaultMap : DuckDBAppenderMap<FaultRow>
{
    public FaultMap()
    {
        Map(row => row.Id);
        Map(row => row.Field);
        Map(row => row.Reason);
    }
}

internal sealed class PlanTargetMap : DuckDBAppenderMap<PlanTargetRow>
{
    public PlanTargetMap()
    {
        Map(row => row.Id);
        Map(row => row.TargetKind);
        Map(row => row.Metric);
        Map(row => row.Month);
        Map(row => row.Amount);
        Map(row => row.ComplexId);
        Map(row => row.BuildingId);
        Map(row => row.ManagerId);
        Map(row => row.DepartmentId);
    }
}
