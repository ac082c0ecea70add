using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ReportApp.Core.Store.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class FatesTold : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "FateTold",
                table: "plan_entries",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "TellFateAfter",
                table: "plan_entries",
                type: "INTEGER",
                nullable: true);

            // What was found before of months that are over is old news to the host.
            migrationBuilder.Sql("""
                UPDATE plan_entries SET TellFateAfter = 9223372036854775807
                WHERE Fate IS NOT NULL AND json_extract("Values", '$.Month') < strftime('%Y-%m', 'now')
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("ALTER TABLE plan_entries DROP COLUMN FateTold");
            migrationBuilder.Sql("ALTER TABLE plan_entries DROP COLUMN TellFateAfter");
        }
    }
}
