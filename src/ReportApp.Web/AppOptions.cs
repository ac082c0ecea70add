using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ReportApp.Web;

/// <summary>Where this installation stands. Section <c>App</c>.</summary>
public sealed record AppOptions
{
    public const string Section = "App";

    /// <summary>The address people's browsers and the hosts reach us at; default <c>http://localhost:5080</c>. Handlers are registered under it.</summary>
    [Required]
    public Uri Address { get; init; } = new("http://localhost:5080");

    /// <summary>Seconds between two looks for changes in a tenant's CRM; default 60, 10 to 3600. A person may ask for one at any time.</summary>
    [Range(10, 3600)]
    public int SyncSeconds { get; init; } = 60;

    /// <summary>Seconds from an event of the CRM to the look for changes it asks for; default 5, 1 to 300. Events in between are served by the same look.</summary>
    [Range(1, 300)]
    public int EventSeconds { get; init; } = 5;

    /// <summary>Seconds between two looks for writes that became due; default 2, 1 to 60. A new write is looked at without waiting.</summary>
    [Range(1, 60)]
    public int OutboxSeconds { get; init; } = 2;

    /// <summary>
    /// Seconds between two questions about an announced uninstall that the host's server leaves open; default 300, 1 to 3600. The first
    /// is asked at once.
    /// </summary>
    [Range(1, 3600)]
    public int UninstallSeconds { get; init; } = 300;
}

[OptionsValidator]
internal sealed partial class AppOptionsValidator : IValidateOptions<AppOptions>;
