using Microsoft.Extensions.DependencyInjection;

namespace ReportApp.Core.Messages;

public static class MessageServices
{
    public static IServiceCollection AddMessages(this IServiceCollection services) => services.AddSingleton<DayMessages>();
}
