namespace ReportApp.Web;

/// <summary>The app: composition only.</summary>
public static class Program
{
    public static async Task Main(string[] args) => await Build(args).RunAsync();

    /// <summary>Composes the app; <paramref name="adjust"/> lets another program replace services such as the clock.</summary>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? adjust = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        adjust?.Invoke(builder.Services);
        return builder.Build();
    }
}
