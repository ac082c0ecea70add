using Microsoft.Extensions.DependencyInjection;

namespace ReportApp.Core.Imports;

public static class ImportServices
{
    public static IServiceCollection AddImports(this IServiceCollection services) => services.AddSingleton<ImportService>();
}
