using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ReportApp.Core.Store.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Removals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "DeleteAtRemoval",
                table: "tenants",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "IsPrepared",
                table: "tenants",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "PurgeAt",
                table: "tenants",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Release",
                table: "tenants",
                type: "TEXT",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "DeleteAtRemoval",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "IsPrepared",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "PurgeAt",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "Release",
                table: "tenants");
        }
    }
}
