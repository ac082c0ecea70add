using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ReportApp.Core.Store.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class EntryFates : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Fate",
                table: "plan_entries",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "FateAt",
                table: "plan_entries",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ReplacedBy",
                table: "plan_entries",
                type: "TEXT",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Fate",
                table: "plan_entries");

            migrationBuilder.DropColumn(
                name: "FateAt",
                table: "plan_entries");

            migrationBuilder.DropColumn(
                name: "ReplacedBy",
                table: "plan_entries");
        }
    }
}
