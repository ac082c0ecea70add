using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Connector.Bitrix;

/// <summary>How we talk to Bitrix24. Without a client id the app starts, and every entry is refused.</summary>
public sealed record BitrixOptions
{
    public const string Section = "Bitrix";

    /// <summary>Our application's id at the vendor; empty until the app is registered.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>Goes to the authorisation server only.</summary>
    public string ClientSecret { get; set; } = "";

    /// <summary>The pinned server: the only one asked who somebody is. Default <c>https://oauth.bitrix.info</c>.</summary>
    [Required]
    public Uri AuthorisationServer { get; set; } = new("https://oauth.bitrix.info");

    /// <summary>Commands in one batch request; the host takes 50 at most, which is the default.</summary>
    [Range(1, 50)]
    public int BatchCommands { get; set; } = 50;

    /// <summary>Requests a second that one portal allows us for ever; default 2 (5 on its largest tariff).</summary>
    [Range(0.1, 1000)]
    public double RequestsPerSecond { get; set; } = 2;

    /// <summary>Requests a portal takes at once before it limits us; default 50 (250 on its largest tariff).</summary>
    [Range(1, 10000)]
    public int Burst { get; set; } = 50;

    /// <summary>Part of <see cref="Burst"/> that only writes may use; default a fifth.</summary>
    [Range(0.0, 0.9)]
    public double WriteReserve { get; set; } = 0.2;

    /// <summary>Seconds of execution per method in ten minutes before the host blocks it; default 480. From 80 % on we slow down.</summary>
    [Range(1, 100000)]
    public double OperatingLimit { get; set; } = 480;

    /// <summary>How long a request may take; default 65 s, longer than the host's own 60 s, so that its answer is not lost.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(65);

    /// <summary>How long the authorisation server may take; default 20 s, shorter than the lease of a refresh.</summary>
    public TimeSpan AuthorisationTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How often a read is tried in all; writes are sent once. Default 4.</summary>
    [Range(1, 20)]
    public int ReadAttempts { get; set; } = 4;

    /// <summary>Largest answer in bytes after decompression; default 32 MiB.</summary>
    [Range(1024, int.MaxValue)]
    public long AnswerLimit { get; set; } = 32 * 1024 * 1024;
}

/// <summary>Exceptions to the rule that only public addresses over https are called. Empty in production.</summary>
public sealed record EgressOptions
{
    public const string Section = "Egress";

    /// <summary>Exact <c>scheme://host:port</c> that may be private, loopback or plain http.</summary>
    public IList<string> LocalAddresses { get; set; } = [];

    /// <summary>SHA-1 or SHA-256 thumbprints of self-signed certificates accepted at those addresses.</summary>
    public IList<string> TrustedCertificates { get; set; } = [];
}

[OptionsValidator]
internal sealed partial class BitrixOptionsValidator : IValidateOptions<BitrixOptions>;
