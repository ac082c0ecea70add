namespace ReportApp.Core.Model;

/// <summary>The one place that makes random identifiers.</summary>
public static class Ids
{
    /// <summary>A new key in time order (UUID version 7), 32 lower-case hexadecimal digits.</summary>
#pragma warning disable RS0030 // the one file for chance
    public static string New(DateTimeOffset now) => Guid.CreateVersion7(now).ToString("N");
#pragma warning restore RS0030
}
