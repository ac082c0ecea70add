namespace Demo;

/// <summary>Starts a portal and the app, and installs the one in the other, as the portal's own page would.</summary>
internal static class Program
{
    /// <summary>What the app calls the source of accounting's file.</summary>
    private const string Accounting = "1С";

    /// <summary>The same of the sales department's.</summary>
    private const string Sales = "Отдел продаж";
    private const string NoInstall = "--no-install";

    public static async Task Main(string[] args)
    {
        string[] options = [.. args.Where(arg => arg != NoInstall)];
        var settings = new ConfigurationBuilder().AddCommandLine(options).Build();
        if (settings["host"] is { } host and not "bitrix") throw new ArgumentException($"There is no host '{host}' here yet; there is 'bitrix'.");
        var address = new Uri(settings["App:Address"] ?? "http://localhost:5080");
        var temporary = settings["data"] is null ? Directory.CreateTempSubdirectory("unique-reports-demo-") : null;
        var folder = temporary?.FullName ?? settings["data"]!;

        await using var sandbox = await Sandbox.SandboxHost.StartAsync(options);
        using var portal = new PortalClient(sandbox.PortalAddress);
        var (clientId, clientSecret) = await portal.RegisterAsync(AppContext.BaseDirectory, address);
        var clock = settings["today"] is null ? TimeProvider.System : new ShiftedClock(await portal.NowAsync() - TimeProvider.System.GetUtcNow());

        await using var app = ReportApp.Web.Program.Build(
            [
                "--urls", address.GetLeftPart(UriPartial.Authority), "--Logging:LogLevel:Default", nameof(LogLevel.Warning),
                "--App:Address", address.AbsoluteUri, "--Store:DataDirectory", Path.Combine(folder, "app"),
                "--Bitrix:ClientId", clientId, "--Bitrix:ClientSecret", clientSecret,
                "--Bitrix:AuthorisationServer", sandbox.AuthorisationAddress.AbsoluteUri,
                "--Egress:LocalAddresses:0", sandbox.PortalAddress.GetLeftPart(UriPartial.Authority),
                "--Egress:LocalAddresses:1", sandbox.AuthorisationAddress.GetLeftPart(UriPartial.Authority),
                .. options,
            ],
            services => services.AddSingleton(clock));
        await app.StartAsync();
        var stopping = app.Lifetime.ApplicationStopping;

        if (!args.Contains(NoInstall))
        {
            await portal.InstallAsync();
            using var client = await AppClient.OpenAsync(await portal.LaunchAsync());
            var isPartial = settings["layout"] is "fields";
            var hasAllInFiles = settings["layout"] is "poor";
            await client.AcceptProposedMappingAsync(isPartial || hasAllInFiles ? Accounting : null, isPartial, hasAllInFiles ? Sales : null, stopping);
            if (isPartial || hasAllInFiles) await client.ImportAsync("payments", Accounting, await portal.PaymentsAsync());
            if (hasAllInFiles) await client.ImportAsync("schedule", Sales, await portal.ScheduleAsync());
            await client.ImportPlanTargetsAsync(await portal.PlanTargetsAsync());
            await portal.FinishInstallationAsync();
            await client.UntilAllIsReadAsync(stopping);
        }

        Console.WriteLine($"Portal                 {sandbox.PortalAddress}");
        Console.WriteLine($"Authorisation server   {sandbox.AuthorisationAddress}");
        Console.WriteLine($"App                    {address}");
        Console.WriteLine(args.Contains(NoInstall) ? "Ready: open the portal as its administrator and install the app from its marketplace" : "Ready: open the portal and sign in");
        await app.WaitForShutdownAsync();
        temporary?.Delete(recursive: true);
    }

    /// <summary>The portal's present: real ticking, shifted by a fixed amount.</summary>
    private sealed class ShiftedClock(TimeSpan shift) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + shift;
    }
}
