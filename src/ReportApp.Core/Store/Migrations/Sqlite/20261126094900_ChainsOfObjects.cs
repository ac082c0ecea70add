using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ReportApp.Core.Store.Migrations.Sqlite
{
    /// <summary>One field of a deal that named its complex, or building, becomes a chain of one.</summary>
    public partial class ChainsOfObjects : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
            UPDATE tenants SET "Mapping" = json_remove(
                json_set("Mapping",
                    '$.Objects.DealComplexFields', json(iif("Mapping" ->> '$.Objects.DealComplexField' IS NULL, '[]', json_array("Mapping" ->> '$.Objects.DealComplexField'))),
                    '$.Objects.DealBuildingFields', json(iif("Mapping" ->> '$.Objects.DealBuildingField' IS NULL, '[]', json_array("Mapping" ->> '$.Objects.DealBuildingField')))),
                '$.Objects.DealComplexField', '$.Objects.DealBuildingField')
            WHERE json_type("Mapping", '$.Objects') = 'object'
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
            UPDATE tenants SET "Mapping" = json_remove(
                json_set("Mapping",
                    '$.Objects.DealComplexField', "Mapping" ->> '$.Objects.DealComplexFields[0]',
                    '$.Objects.DealBuildingField', "Mapping" ->> '$.Objects.DealBuildingFields[0]'),
                '$.Objects.DealComplexFields', '$.Objects.DealBuildingFields')
            WHERE json_type("Mapping", '$.Objects') = 'object'
            """);
    }
}
