using ReportApp.Tests.Conventions;

namespace ReportApp.Tests.Web;

/// <summary>The client's types are made from the committed document, so it must be the one that is served.</summary>
public sealed class ApiDocumentTests
{
    private const string AcceptVariable = "ACCEPT_API";

    [Fact]
    public async Task The_committed_document_is_the_served_one()
    {
        await using var app = await TestApp.StartAsync();
        var served = (await app.Client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken)).ReplaceLineEndings("\n") + "\n";
        var file = Path.Combine(House.Root, "src/ReportApp.Web/ClientApp/openapi/v1.json");
        if (Environment.GetEnvironmentVariable(AcceptVariable) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, served, TestContext.Current.CancellationToken);
        }
        var committed = File.Exists(file) ? await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken) : "";

        Assert.True(served == committed, $"The API changed: run this test with {AcceptVariable}=1, read the diff, and commit it with the change.");
    }
}
