using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ReportApp.Core.Store.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class DealOfLandedRecords : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
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

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_landed_records_TenantId_Kind_DealId",
                table: "landed_records");

            migrationBuilder.DropColumn(
                name: "DealId",
                table: "landed_records");
        }
    }
}
