using Sandbox.World;

namespace Sandbox;

/// <summary>The emulated hosts on their own.</summary>
public static class SandboxHost
{
    public static async Task Main(string[] args)
    {
        await using var servers = await StartAsync(args);
        foreach (var portal in servers.Portals)
            Console.WriteLine($"Portal                 {portal}");
        Console.WriteLine($"Authorisation server   {servers.AuthorisationAddress}");
        Console.WriteLine("Ready");
        await servers.WaitForShutdownAsync();
    }

    /// <summary>Starts the servers and returns when they listen.</summary>
    public static Task<SandboxServers> StartAsync(string[] args) =>
        StartAsync(SandboxOptions.Parse(args), WorldGenerator.Generate, TimeProvider.System);

    /// <param name="generate">Makes the world of a seed, a number of deals and a day.</param>
    internal static async Task<SandboxServers> StartAsync(SandboxOptions options, Func<int, int, DateOnly, Facts> generate, TimeProvider time)
    {
        var servers = new SandboxServers(options, generate, time);
        try
        {
            await servers.StartAsync();
            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }
}
