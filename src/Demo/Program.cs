namespace Demo;

internal static class Program
{
    public static async Task Main(string[] args)
    {
        await using var sandbox = await Sandbox.SandboxHost.StartAsync(args);
        await ReportApp.Web.Program.Build(args).RunAsync();
    }
}
