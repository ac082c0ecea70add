using System.Reflection;
using System.Runtime.CompilerServices;

namespace ReportApp.Tests.Conventions;

/// <summary>The repository and its assemblies as data.</summary>
internal static class House
{
    public static string Root { get; } = FindRoot();

    public static readonly Assembly Core = typeof(Core.Model.Money).Assembly;

    public static readonly Assembly Web = typeof(ReportApp.Web.Program).Assembly;

    public static readonly Assembly Bitrix = Assembly.Load("Connector.Bitrix");

    /// <summary>All files under a folder that people wrote.</summary>
    public static IEnumerable<string> Files(string folder, params string[] endings) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*", SearchOption.AllDirectories)
            .Where(file => endings.Length == 0 || endings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "node_modules" or "wwwroot"));

    private static string FindRoot([CallerFilePath] string here = "")
    {
        var folder = Path.GetDirectoryName(here);
        while (folder is not null && !File.Exists(Path.Combine(folder, "ReportApp.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("ReportApp.sln was not found above the tests.");
    }
}
