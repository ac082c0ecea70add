using System.Text;
using Microsoft.Net.Http.Headers;
using ReportApp.Core.Hosts;

namespace ReportApp.Web.Features.Launch;

/// <summary>Reads what a host posts to open us: strictly, because everything in it is a stranger's until proven (reliability.md §6, rows 9–12).</summary>
internal abstract record EntryForm
{
    public const int MaxBytes = 64 * 1024;
    private const int MaxFields = 64;
    private const int MaxName = 128;
    private const int MaxValue = 16 * 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private EntryForm() { }

    internal sealed record Read(EntryRequest Request) : EntryForm;

    internal sealed record Bad(int Status, string Code) : EntryForm;

    public static async Task<EntryForm> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!IsForm(request)) return new Bad(StatusCodes.Status415UnsupportedMediaType, "wrong_content_type");
        if (await ReadBodyAsync(request, cancellationToken) is not { } body) return new Bad(StatusCodes.Status413PayloadTooLarge, "too_large");

        var query = new Dictionary<string, string>(StringComparer.Ordinal);
        var form = new Dictionary<string, string>(StringComparer.Ordinal);
        var fault = Parse(Encoding.ASCII.GetBytes(request.QueryString.Value is ['?', .. var text] ? text : ""), query) ?? Parse(body, form);
        return fault is null ? new Read(new EntryRequest(query, form)) : new Bad(StatusCodes.Status400BadRequest, fault);
    }

    private static bool IsForm(HttpRequest request) =>
        request.Headers.ContentType is [{ } header]
        && MediaTypeHeaderValue.TryParse(header, out var type)
        && type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private static async Task<byte[]?> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaxBytes) return null;
        var buffer = new byte[MaxBytes + 1];
        var read = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return read > MaxBytes ? null : buffer[..read];
    }

    /// <summary>The fault's code, or null.</summary>
    internal static string? Parse(ReadOnlySpan<byte> text, Dictionary<string, string> fields)
    {
        foreach (var range in text.Split((byte)'&'))
        {
            var pair = text[range];
            if (pair.IsEmpty) continue;
            var split = pair.IndexOf((byte)'=');
            if (Decode(split < 0 ? pair : pair[..split]) is not { } name || Decode(split < 0 ? default : pair[(split + 1)..]) is not { } value)
                return "bad_encoding";
            if (name.Length is 0 or > MaxName || value.Length > MaxValue || fields.Count == MaxFields) return "bad_request";
            if (!fields.TryAdd(name, value)) return "duplicate_field";
        }
        return null;
    }

    /// <summary>Null for what is no text: a broken escape, invalid UTF-8, a NUL or a byte order mark.</summary>
    private static string? Decode(ReadOnlySpan<byte> escaped)
    {
        var bytes = new byte[escaped.Length];
        var length = 0;
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != '%')
            {
                bytes[length++] = escaped[i] == '+' ? (byte)' ' : escaped[i];
                continue;
            }
            if (i + 2 >= escaped.Length || Convert.FromHexString(escaped.Slice(i + 1, 2), bytes.AsSpan(length), out _, out _) != System.Buffers.OperationStatus.Done)
                return null;
            length++;
            i += 2;
        }
        try
        {
            var text = StrictUtf8.GetString(bytes, 0, length);
            return text.AsSpan().ContainsAny('\0', '\uFEFF') ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
