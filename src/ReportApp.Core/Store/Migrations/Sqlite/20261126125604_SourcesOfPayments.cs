using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ReportApp.Core.Store.Migrations.Sqlite
{
    /// <summary>The one source of payments becomes the one that has counted since ever.</summary>
    public partial class SourcesOfPayments : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
            UPDATE tenants SET "Mapping" = json_remove(
                json_set("Mapping", '$.PaymentSources', json(iif("Mapping" ->> '$.PaymentFile' IS NULL, '[]',
                    json_array(json_object('File', "Mapping" ->> '$.PaymentFile', 'From', NULL))))),
                '$.PaymentFile')
            WHERE "Mapping" IS NOT NULL
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
            UPDATE tenants SET "Mapping" = json_remove(json_set("Mapping", '$.PaymentFile', "Mapping" ->> '$.PaymentSources[#-1].File'), '$.PaymentSources')
            WHERE "Mapping" IS NOT NULL
            """);
    }
}
