namespace Sandbox;

/// <summary>The emulated hosts on their own.</summary>
public static class SandboxHost
{
    public static async Task Main(string[] args)
    {
        await using var app = await StartAsync(args);
        await app.WaitForShutdownAsync();
    }

    /// <summary>Starts the servers and returns when they listen.</summary>
    public static async Task<WebApplication> StartAsync(string[] args)
    {
        var app = WebApplication.CreateSlimBuilder(args).Build();
        await app.StartAsync();
        return app;
    }
}
