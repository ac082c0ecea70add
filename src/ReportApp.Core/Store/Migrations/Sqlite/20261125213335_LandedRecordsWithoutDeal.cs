using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ReportApp.Core.Store.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class LandedRecordsWithoutDeal : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_landed_records_TenantId_Kind_DealId",
                table: "landed_records");

            // Plain SQL: the tool would rebuild the table, outside of the migration's transaction.
            migrationBuilder.Sql("ALTER TABLE landed_records DROP COLUMN DealId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "DealId",
                table: "landed_records",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_landed_records_TenantId_Kind_DealId",
                table: "landed_records",
                columns: new[] { "TenantId", "Kind", "DealId" });
        }
    }
}
