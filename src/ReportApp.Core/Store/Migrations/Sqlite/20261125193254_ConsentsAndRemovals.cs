using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ReportApp.Core.Store.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ConsentsAndRemovals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // Plain SQL: the tool would rebuild the table, outside of the migration's transaction.
            migrationBuilder.Sql("ALTER TABLE user_tokens DROP COLUMN Application");

            migrationBuilder.RenameColumn(
                name: "PreviousRefresh",
                table: "user_tokens",
                newName: "SpareRefresh");

            migrationBuilder.AddColumn<byte[]>(
                name: "ApplicationToken",
                table: "tenants",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "RemovalAnnouncedAt",
                table: "tenants",
                type: "INTEGER",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "ApplicationToken",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "RemovalAnnouncedAt",
                table: "tenants");

            migrationBuilder.RenameColumn(
                name: "SpareRefresh",
                table: "user_tokens",
                newName: "PreviousRefresh");

            migrationBuilder.AddColumn<byte[]>(
                name: "Application",
                table: "user_tokens",
                type: "BLOB",
                nullable: true);
        }
    }
}
