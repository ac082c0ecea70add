using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ReportApp.Core.Imports;
using ReportApp.Core.Mapping;
using ReportApp.Core.Messages;
using ReportApp.Core.Outbox;
using ReportApp.Core.Plans;
using ReportApp.Core.Reconciliation;
using ReportApp.Core.Reports;
using ReportApp.Core.Store;
using ReportApp.Core.Sync;
using ReportApp.Web.Commands;
using ReportApp.Web.Features.Day;
using ReportApp.Web.Features.Imports;
using ReportApp.Web.Features.Launch;
using ReportApp.Web.Features.Operations;
using ReportApp.Web.Features.Plans;
using ReportApp.Web.Features.Reconciliation;
using ReportApp.Web.Features.Reports;
using ReportApp.Web.Features.Setup;
using ReportApp.Web.Features.Sync;
using ReportApp.Web.Jobs;
using ReportApp.Web.Pages;
using ReportApp.Web.Problems;
using ReportApp.Web.Sessions;

namespace ReportApp.Web;

/// <summary>The app: composition only.</summary>
public static class Program
{
    private const long MaxBody = 1024 * 1024;

    public static async Task<int> Main(string[] args)
    {
        if (args is [ForecastCommand.Name, .. var rest]) return ForecastCommand.Run(rest, Console.Error);
        await Build(args).RunAsync();
        return 0;
    }

    /// <summary>Composes the app; <paramref name="adjust"/> lets another program replace services such as the clock.</summary>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? adjust = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        ((IConfigurationBuilder)builder.Configuration).Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = [new("Urls", "http://localhost:5080")],
        });
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBody;
        });

        var services = builder.Services;
        services.AddSingleton<IValidateOptions<AppOptions>, AppOptionsValidator>();
        services.AddOptions<AppOptions>().BindConfiguration(AppOptions.Section).ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.ConfigureHttpJsonOptions(json => MakeStrict(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = written =>
            written.ProblemDetails.Extensions.TryAdd("code", Problem.CodeOf(written.ProblemDetails.Status ?? written.HttpContext.Response.StatusCode)));
        services.AddExceptionHandler<FaultHandler>();
        services.AddHealthChecks();
        services.AddOwnNames();
        services.AddHosts(builder.Configuration);
        services.AddStore(builder.Configuration);
        services.AddSync();
        services.AddReports();
        services.AddPlans();
        services.AddMessages();
        services.AddImports();
        services.AddOutbox(builder.Configuration);
        services.AddReconciliation();
        services.AddSingleton<MappingDesk>();
        services.AddSingleton<SetupProgress>();
        services.AddJobs(builder.Configuration.GetSection(AppOptions.Section).Get<AppOptions>() ?? new());
        services.AddSingleton<EntryPage>();
        services.AddSingleton<LaunchReplays>();
        // Files only: an answer that holds secrets beside a stranger's words must not be compressed.
        services.AddResponseCompression(compression =>
        {
            compression.EnableForHttps = true;
            compression.MimeTypes = ["text/javascript", "text/css", "image/svg+xml"];
        });
        ApiDescription.Add(services);
        SessionAuthentication.Add(services);
        services.AddRequestLimits();
        adjust?.Invoke(services);

        var app = builder.Build();
        app.UseSecurityHeaders();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseOneLength();
        app.UseResponseCompression();
        app.UseClientFiles();
        app.UseRouting();
        app.UseOriginCheck(app.Services.GetRequiredService<IOptions<AppOptions>>().Value.Address);
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.MapLaunch();
        app.MapEvents();
        app.MapSession();
        app.MapSetup();
        app.MapSync();
        app.MapReports();
        app.MapPlans();
        app.MapPlanBoard();
        app.MapDay();
        app.MapDayMessages();
        app.MapSalesSummary();
        app.MapReceiptsForecast();
        app.MapScenarios();
        app.MapOverrides();
        app.MapPlanTargets();
        app.MapImports();
        app.MapReconciliation();
        app.MapOperations();
        return app;
    }

    /// <summary>Nothing is guessed: a wrong name, a second value or a number in quotes is the caller's mistake.</summary>
    internal static void MakeStrict(JsonSerializerOptions json)
    {
        json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        json.NumberHandling = JsonNumberHandling.Strict;
        json.AllowDuplicateProperties = false;
        json.RespectNullableAnnotations = true;
        json.RespectRequiredConstructorParameters = true;
        json.MaxDepth = 32;
    }
}
