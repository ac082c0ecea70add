using System.Globalization;
using Connector.Bitrix.Wire;
using Newtonsoft.Json;
using ReportApp.Core.Hosts;
using RestSharp;

namespace Connector.Bitrix;

/// <summary>One exchange over the one shared handler, without any opinion about retries.</summary>
internal sealed class BitrixHttp(Egress egress, TimeProvider clock) : IDisposable
{
    private readonly RestClient _http = new(
        new HttpClient(egress.Build()) { Timeout = System.Threading.Timeout.InfiniteTimeSpan },
        new RestClientOptions
        {
            FollowRedirects = false,
            ThrowOnAnyError = false,
            SetErrorExceptionOnUnsuccessfulStatusCode = false,
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
            Expect100Continue = false,
        },
        disposeHttpClient: true);

    public void Dispose() => _http.Dispose();

    /// <exception cref="HostException">No answer: not connected, broken off, or too slow.</exception>
    public async Task<RestResponse> ExecuteAsync(RestRequest request, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        RestResponse answer;
        try
        {
            answer = await _http.ExecuteAsync(request, either.Token);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw BitrixErrors.FromTimeout(limit);
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (answer.ErrorException is OperationCanceledException) throw BitrixErrors.FromTimeout(limit);
        return answer.ErrorException is { } cause ? throw BitrixErrors.FromTransport(cause) : answer;
    }

    /// <exception cref="HostException">The host's own error, or nothing that can be read.</exception>
    public Envelope Open(RestResponse answer, Func<JsonReader, object?> readResult)
    {
        var status = (int)answer.StatusCode;
        var asked = RetryAfter(answer);
        if (status is >= 300 and < 400) throw BitrixErrors.FromPage(status, asked);
        Envelope envelope;
        try
        {
            envelope = Envelope.Read(answer.RawBytes ?? [], readResult);
        }
        catch (JsonException unreadable)
        {
            throw BitrixErrors.FromPage(status, asked, unreadable);
        }

        if (envelope.Error is { } code) throw BitrixErrors.From(status, code, envelope.ErrorText, asked);
        return status < 400 ? envelope : throw BitrixErrors.FromPage(status, asked);
    }

    /// <summary>Seconds or a date, clamped to what is sensible; null when absent or unreadable.</summary>
    public TimeSpan? RetryAfter(RestResponse answer)
    {
        var text = answer.Headers?.FirstOrDefault(header => header.Name.Equals("Retry-After", StringComparison.OrdinalIgnoreCase))?.Value;
        if (text is null) return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && !double.IsNaN(seconds))
            return BitrixClient.Clamp(TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 86400)));
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? BitrixClient.Clamp(date - clock.GetUtcNow())
            : null;
    }
}
