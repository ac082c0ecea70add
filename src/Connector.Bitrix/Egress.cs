using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace Connector.Bitrix;

/// <summary>
/// The handler under every request of this connector: no redirects, no cookies, no proxy; a connection is made only to public
/// addresses, judged after the name was resolved, or to those the operator listed (reliability.md I11, §6 row 8).
/// </summary>
internal sealed class Egress(HostAddress addresses, IOptions<EgressOptions> egress, IOptions<BitrixOptions> options)
{
    public HttpMessageHandler Build() => new AnswerLimit(options.Value.AnswerLimit)
    {
        InnerHandler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectCallback = ConnectAsync,
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = Trust },
        },
    };

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var target = context.InitialRequestMessage.RequestUri!;
        var isListed = addresses.IsListed(target);
        if (!isListed && target.Scheme != Uri.UriSchemeHttps)
            throw Refusal($"{target.GetLeftPart(UriPartial.Authority)} is not https.");

        var resolved = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        var allowed = isListed ? resolved : [.. resolved.Where(HostAddress.IsPublic)];
        if (allowed.Length == 0) throw Refusal($"{target.IdnHost} has no public address.");

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static HttpRequestException Refusal(string reason) =>
        new(HttpRequestError.ConnectionError, reason + " Egress:LocalAddresses names the exceptions.");

    private bool Trust(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        errors == SslPolicyErrors.None
        || (certificate is X509Certificate2 shown && sender is SslStream stream && addresses.IsListedHost(stream.TargetHostName)
            && egress.Value.TrustedCertificates.Any(thumbprint => Names(thumbprint, shown)));

    private static bool Names(string thumbprint, X509Certificate2 certificate) =>
        thumbprint.Equals(certificate.GetCertHashString(HashAlgorithmName.SHA256), StringComparison.OrdinalIgnoreCase)
        || thumbprint.Equals(certificate.Thumbprint, StringComparison.OrdinalIgnoreCase);

    /// <summary>Ends an answer that grows beyond the limit, counted after decompression.</summary>
    private sealed class AnswerLimit(long limit) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            var body = new LimitedBody(await answer.Content.ReadAsStreamAsync(cancellationToken), limit);
            var content = new StreamContent(body);
            foreach (var header in answer.Content.Headers) content.Headers.TryAddWithoutValidation(header.Key, header.Value);
            answer.Content = content;
            return answer;
        }
    }
}
