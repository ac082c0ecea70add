using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Connector.Bitrix;

/// <summary>What an address named by somebody else is worth.</summary>
internal enum AddressVerdict { Allowed, Malformed, Refused }

/// <summary>
/// Decides by the spelling alone, before any name is resolved, whether an address may be called (reliability.md §6, rows 3–7).
/// What a name resolves to is judged again when connecting (<see cref="Egress"/>).
/// </summary>
internal sealed class HostAddress(IOptions<EgressOptions> options)
{
    private const int LongestName = 253;

    private static readonly string[] PrivateSuffixes =
        ["localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "private", "home.arpa", "test", "invalid", "onion"];

    private readonly HashSet<string> _listed = [.. options.Value.LocalAddresses.Select(text => Origin(new Uri(text)))];

    /// <summary>The operator named exactly this scheme, host and port.</summary>
    public bool IsListed(Uri address) => _listed.Contains(Origin(address));

    /// <summary>Hosts of the listed addresses, for which listed certificates count.</summary>
    public bool IsListedHost(string host) => _listed.Any(origin => new Uri(origin).IdnHost == host);

    /// <summary>Judges <c>DOMAIN</c> as a launch posts it: a name, with a port only when the operator listed that address.</summary>
    /// <param name="domain">Host, perhaps with a port.</param>
    /// <param name="isPlain">The launch says http.</param>
    /// <param name="address">The origin meant, in ASCII form; null unless allowed.</param>
    public AddressVerdict Judge(string domain, bool isPlain, out Uri? address)
    {
        address = null;
        if (domain.Length is 0 or > LongestName + 6 || domain.Any(sign => char.IsWhiteSpace(sign) || char.IsControl(sign) || "@/\\?#%".Contains(sign)))
            return AddressVerdict.Malformed;

        var scheme = isPlain ? Uri.UriSchemeHttp : Uri.UriSchemeHttps;
        if (domain.Count(sign => sign == ':') > 1 && !domain.StartsWith('['))
            return AddressVerdict.Refused; // a bare IPv6 literal
        if (domain.StartsWith('['))
            return Uri.TryCreate($"{scheme}://{domain}", UriKind.Absolute, out var literal) && IsListed(literal)
                ? Allow(literal, out address)
                : AddressVerdict.Refused;

        var colon = domain.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? domain : domain[..colon];
        if (name.Length is 0 or > LongestName || name.EndsWith('.') || ToAscii(name) is not { } ascii)
            return AddressVerdict.Malformed;
        if (colon >= 0 && !ushort.TryParse(domain[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out _))
            return AddressVerdict.Malformed;

        if (Uri.TryCreate($"{scheme}://{ascii}{(colon < 0 ? "" : domain[colon..])}", UriKind.Absolute, out var candidate) && IsListed(candidate))
            return Allow(candidate, out address);
        if (IsPrivateName(ascii)) return AddressVerdict.Refused;
        if (colon >= 0) return AddressVerdict.Malformed;
        return isPlain || candidate is null ? AddressVerdict.Refused : Allow(candidate, out address);
    }

    /// <summary>Judges an API address as the authorisation server names it.</summary>
    public bool IsCallable(Uri address) =>
        address.IsAbsoluteUri && address.UserInfo.Length == 0 && address.Query.Length == 0 && address.Fragment.Length == 0
        && (IsListed(address)
            || (address.Scheme == Uri.UriSchemeHttps && address.IsDefaultPort && address.HostNameType == UriHostNameType.Dns
                && !address.IdnHost.EndsWith('.') && !IsPrivateName(address.IdnHost)));

    /// <summary>Whether a connection to this address leaves for the public internet.</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return bytes switch
            {
                [0 or 10 or 127, ..] => false,
                [100, >= 64 and <= 127, ..] => false,
                [169, 254, ..] => false,
                [172, >= 16 and <= 31, ..] => false,
                [192, 0, 0 or 2, _] => false,
                [192, 88, 99, _] => false,
                [192, 168, ..] => false,
                [198, 18 or 19, ..] => false,
                [198, 51, 100, _] => false,
                [203, 0, 113, _] => false,
                [>= 224, ..] => false,
                _ => true,
            };
        }

        return bytes switch
        {
            [0x20, 0x01, 0x00 or 0x01, ..] => false, // Teredo and other protocol assignments
            [0x20, 0x01, 0x0d, 0xb8, ..] => false, // documentation
            [0x20, 0x02, ..] => false, // 6to4 carries an IPv4 address
            [>= 0x20 and <= 0x3f, ..] => true,
            _ => false, // NAT64 64:ff9b::/96 among them
        };
    }

    /// <summary>Names without a dot, of private zones, and every spelling of an address: its last label is a number.</summary>
    private static bool IsPrivateName(string ascii)
    {
        var last = ascii[(ascii.LastIndexOf('.') + 1)..];
        var isNumber = last.All(char.IsAsciiDigit) || (last.StartsWith("0x", StringComparison.Ordinal) && last.Skip(2).All(char.IsAsciiHexDigit));
        return isNumber || !ascii.Contains('.')
            || PrivateSuffixes.Any(suffix => ascii.EndsWith("." + suffix, StringComparison.Ordinal) || ascii == suffix);
    }

    private static string? ToAscii(string name)
    {
        try
        {
            var ascii = new IdnMapping { UseStd3AsciiRules = true }.GetAscii(name);
            return ascii.ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static AddressVerdict Allow(Uri candidate, out Uri? address)
    {
        address = candidate;
        return AddressVerdict.Allowed;
    }

    private static string Origin(Uri address) => $"{address.Scheme}://{address.IdnHost}:{address.Port}";
}
