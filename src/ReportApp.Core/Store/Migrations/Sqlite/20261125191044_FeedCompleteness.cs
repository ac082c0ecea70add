using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ReportApp.Core.Store.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class FeedCompleteness : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // Plain SQL: the tool would rebuild the table, outside of the migration's transaction.
            migrationBuilder.Sql("ALTER TABLE tenants DROP COLUMN CompleteUpTo");

            migrationBuilder.AddColumn<long>(
                name: "CompleteUpTo",
                table: "feeds",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Held",
                table: "feeds",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "Quarantined",
                table: "feeds",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "Records",
                table: "feeds",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            // Counted once; from here on the counters are kept. Up to when a feed is complete nobody can tell afterwards: the next pass says it.
            migrationBuilder.Sql("""
                UPDATE feeds SET
                    "Records" = (SELECT COUNT(*) FROM landed_records AS r WHERE r."TenantId" = feeds."TenantId" AND r."Kind" = feeds."Kind" AND NOT r."Deleted"),
                    "Quarantined" = (SELECT COUNT(*) FROM quarantined_records AS q WHERE q."TenantId" = feeds."TenantId" AND q."Kind" = feeds."Kind")
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "CompleteUpTo",
                table: "feeds");

            migrationBuilder.DropColumn(
                name: "Held",
                table: "feeds");

            migrationBuilder.DropColumn(
                name: "Quarantined",
                table: "feeds");

            migrationBuilder.DropColumn(
                name: "Records",
                table: "feeds");

            migrationBuilder.AddColumn<long>(
                name: "CompleteUpTo",
                table: "tenants",
                type: "INTEGER",
                nullable: true);
        }
    }
}
