using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ReportApp.Core.Store.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class WriteBudgetsAndStoppedTenants : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "BlockedUntil",
                table: "tenants",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "BudgetFrom",
                table: "outbox",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "TheirsAt",
                table: "outbox",
                type: "INTEGER",
                nullable: true);

            // What waits keeps the budget it had, and a tenant that was stopped is probed at the start.
            migrationBuilder.Sql("UPDATE outbox SET BudgetFrom = AcceptedAt");
            migrationBuilder.Sql("UPDATE tenants SET BlockedUntil = 0 WHERE Id IN (SELECT TenantId FROM outbox WHERE State = 'Blocked' AND Reason = 'tenant_blocked')");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "BlockedUntil",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "BudgetFrom",
                table: "outbox");

            migrationBuilder.DropColumn(
                name: "TheirsAt",
                table: "outbox");
        }
    }
}
