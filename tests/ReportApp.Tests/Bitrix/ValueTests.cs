using System.Globalization;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;
using ReportApp.Tests.Conventions;

namespace ReportApp.Tests.Bitrix;

/// <summary>What loosely typed values become, and which rows are set aside (reliability.md §4.9, §6, rows 57–58; bitrix24.md §3.5, §5.12).</summary>
public sealed class ValueTests(ValueTests.Host shared) : IClassFixture<ValueTests.Host>
{
    /// <summary>One host for all rows: each reads the deals anew.</summary>
    public sealed class Host : IAsyncLifetime
    {
        internal WireHost Wire { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Wire = await WireHost.StartAsync();
            Wire.On("crm.item.fields", PortalTables.Fields(
                [
                    .. PortalTables.PlanFields, PortalTables.Field("ufYes", "boolean", "UF_YES"), PortalTables.Field("ufMoney", "money", "UF_MONEY"),
                    PortalTables.Field("ufChoice", "enumeration", "UF_CHOICE", isMultiple: true), PortalTables.Field("ufText", "file", "UF_TEXT"),
                    PortalTables.Field("ufLink", "crm", "UF_LINK", settings: """{"DEAL":"N","DYNAMIC_1056":"Y"}"""),
                ]));
        }

        public async ValueTask DisposeAsync() => await Wire.DisposeAsync();
    }

    public static TheoryData<string, string, string, string> Readings { get; } = new()
    {
        // situation, members of the row, canonical name, canonical value (empty: null)
        { "an id as text", "\"id\":\"1\"", "Id", "1" },
        { "an amount as a number", "\"opportunity\":19999.99", "Amount", "19999.99" },
        { "an amount as text", "\"opportunity\":\"19999.99\"", "Amount", "19999.99" },
        { "an amount finer than a double", "\"opportunity\":900719925474099.3101", "Amount", "900719925474099.3101" },
        { "no amount, as text", "\"opportunity\":\"\"", "Amount", "" },
        { "no amount", "\"opportunity\":null", "Amount", "" },
        { "an amount of nothing is nothing, not unknown", "\"opportunity\":0", "Amount", "0" },
        { "midnight shifted by the portal's zone", "\"closedate\":\"2024-09-09T02:00:00+02:00\"", "ExpectedClose", "2024-09-09" },
        { "midnight shifted the other way", "\"closedate\":\"2024-09-09T21:00:00-03:00\"", "ExpectedClose", "2024-09-09" },
        { "the 29th of February", "\"closedate\":\"2028-02-29T03:00:00+03:00\"", "ExpectedClose", "2028-02-29" },
        { "a day alone", "\"closedate\":\"2024-09-09\"", "ExpectedClose", "2024-09-09" },
        { "no day", "\"closedate\":\"\"", "ExpectedClose", "" },
        { "a time of change with an offset", "\"updatedTime\":\"2026-11-02T00:30:00+03:00\"", "ModifiedAt", "2026-11-01T21:30:00Z" },
        { "an owner of nothing", "\"assignedById\":0", "OwnerId", "" },
        { "an owner as text", "\"assignedById\":\"4\"", "OwnerId", "4" },
        { "observers as false", "\"observers\":false", "Observers", "" },
        { "observers as a map with a gap", "\"observers\":{\"1\":5,\"3\":\"6\"}", "Observers", "5,6" },
        { "a title with everything", "\"title\":\"\\u003Cscript> 🏠 \\\"O'Нил\\\" \\/ $result[a]\"", "Title", "<script> 🏠 \"O'Нил\" / $result[a]" },
        { "yes", "\"ufYes\":\"Y\"", "ufYes", "true" },
        { "yes as a number", "\"ufYes\":1", "ufYes", "true" },
        { "no as a word", "\"ufYes\":false", "ufYes", "false" },
        { "money with its currency", "\"ufMoney\":\"1500000.50|RUB\"", "ufMoney", "1500000.5 RUB" },
        { "no money", "\"ufMoney\":\"\"", "ufMoney", "" },
        { "a choice of nothing", "\"ufChoice\":0", "ufChoice", "" },
        { "several choices", "\"ufChoice\":[17,\"18\"]", "ufChoice", "17,18" },
        { "no choices", "\"ufChoice\":[]", "ufChoice", "" },
        { "no choices as false", "\"ufChoice\":false", "ufChoice", "" },
        { "no money as false", "\"ufMoney\":false", "ufMoney", "" },
        { "a link by its short code", "\"ufLink\":\"T420_15\"", "ufLink", "item:1056/15" },
        { "a link as a bare id", "\"ufLink\":15", "ufLink", "item:1056/15" },
        { "a field the portal did not describe", "\"ufNew\":{\"a\":[1,{\"b\":2}]}", "ufNew", "" },
        { "a file", "\"ufText\":{\"id\":1,\"url\":\"https:\\/\\/x\\/\"}", "ufText", "" },
    };

    public static TheoryData<string, string, string> Unreadable { get; } = new()
    {
        // situation, members of the row, what the reason names
        { "a day that is none", "\"closedate\":\"2025-02-30T03:00:00+03:00\"", "closedate" },
        { "a day in words", "\"closedate\":\"someday\"", "closedate" },
        { "a time without an offset", "\"updatedTime\":\"2026-11-02T10:00:00\"", "updatedTime" },
        { "a time as Russians write it", "\"updatedTime\":\"02.11.2026 10:00:00\"", "updatedTime" },
        { "an amount with a comma", "\"opportunity\":\"1 234,50\"", "opportunity" },
        { "an amount with a currency", "\"opportunity\":\"12.5|RUB\"", "opportunity" },
        { "an amount too large, as text", "\"opportunity\":\"1000000000000000000000000000000\"", "opportunity" },
        { "an amount too large, as a whole number", "\"opportunity\":1000000000000000000000000000000", "opportunity" },
        { "an amount too large, as PHP prints it", "\"opportunity\":1.0e+30", "opportunity" },
        { "an amount no number type holds", "\"opportunity\":1.0e+400", "opportunity" },
        { "an amount finer than money is kept", "\"opportunity\":0.00001", "opportunity" },
        { "an amount that is none", "\"opportunity\":\"NaN\"", "opportunity" },
        { "an amount without a currency", "\"currencyId\":\"\"", "currencyId" },
        { "a currency that is none", "\"currencyId\":\"roubles\"", "currencyId" },
        { "no pipeline", "\"categoryId\":null", "categoryId" },
        { "neither yes nor no", "\"ufYes\":\"maybe\"", "ufYes" },
        { "money without its currency", "\"ufMoney\":\"1500000.50\"", "ufMoney" },
        { "a link to nowhere", "\"ufLink\":\"ZZ_15\"", "ufLink" },
        { "a plan nobody can read", "\"ufCrmUrPlanAmount\":\"many|RUB\",\"ufCrmUrPlanMonth\":\"2026-12-01\"", "plan" },
    };

    [Theory]
    [Trait(BadInputMatrix.Row, "57")]
    [MemberData(nameof(Readings))]
    [Trait("MUST", "6.57")]
    [Trait("MUST", "6.58")]
    public async Task Loose_values_become_canonical(string situation, string members, string name, string expected)
    {
        shared.Wire.On("crm.item.list", PortalTables.Items(PortalTables.Deal(1, members)));

        var page = await PageAsync();

        var deal = Assert.IsType<Deal>(Assert.Single(page.Records));
        var actual = name switch
        {
            "Id" => deal.Id,
            "Title" => deal.Title,
            "Amount" => deal.Amount?.ToString(CultureInfo.InvariantCulture) ?? "",
            "ExpectedClose" => deal.ExpectedClose?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
            "ModifiedAt" => deal.ModifiedAt?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "",
            "OwnerId" => deal.OwnerId ?? "",
            "Observers" => string.Join(',', deal.ObserverIds),
            _ => deal.Fields.TryGetValue(name, out var value) ? string.Join(',', value.Items) : "",
        };
        Assert.True(expected == actual, $"{situation}: {actual}");
    }

    [Theory]
    [Trait(BadInputMatrix.Row, "58")]
    [MemberData(nameof(Unreadable))]
    [Trait("MUST", "4.9")]
    [Trait("MUST", "6.58")]
    public async Task A_row_that_cannot_be_read_is_set_aside_with_its_reason_and_the_page_goes_on(string situation, string members, string named)
    {
        shared.Wire.On("crm.item.list", PortalTables.Items(PortalTables.Deal(1), PortalTables.Deal(2, members), PortalTables.Deal(3)));

        var page = await PageAsync();

        Assert.Equal(["1", "3"], page.Records.Select(record => record.Id));
        Assert.Equal(["1", "2", "3"], page.Ids);
        var problem = Assert.Single(page.Quarantined);
        Assert.True(problem.Id == "2" && problem.Reason.Contains(named, StringComparison.Ordinal), $"{situation}: {problem.Reason}");
    }

    private async Task<FeedPage> PageAsync() => Assert.Single((await shared.Wire.Connector.ReadPagesAsync(
        shared.Wire.Connection, [new(RecordKind.Deal, null)], TestContext.Current.CancellationToken)).Pages);
}
