using System.Text;
using Sandbox.Bitrix;
using Sandbox.Bitrix.Wire;

namespace Sandbox.Control;

/// <summary>Carries a fault out on a request.</summary>
internal static class FaultAnswer
{
    /// <summary>True when the request is over before anything was applied.</summary>
    public static async Task<bool> BeforeAsync(HttpContext http, FaultRule rule, SandboxClock clock)
    {
        if (rule.AdvanceSeconds != 0)
            clock.Advance(TimeSpan.FromSeconds(rule.AdvanceSeconds));
        if (rule.DelayBeforeMs > 0)
            await Task.Delay(rule.DelayBeforeMs, http.RequestAborted);
        if (rule.Reset == ResetMoment.Before)
        {
            http.Abort();
            return true;
        }
        if (rule.Redirect is { } elsewhere)
        {
            http.Response.Redirect(elsewhere);
            return true;
        }
        if (rule.Body is not null)
            return false;
        if (rule.Error is not null)
        {
            await RestEndpoint.WriteAsync(
                http, rule.Status ?? 400, new RestException(rule.Status ?? 400, rule.Error, rule.ErrorDescription ?? rule.Error).ToMap());
            return true;
        }
        if (rule.Status is { } status)
        {
            // A proxy answers HTML (reference 3.4).
            await WriteAsync(http, status, "text/html", $"<html><head><title>{status}</title></head><body><center><h1>{status}</h1></center></body></html>");
            return true;
        }
        return false;
    }

    /// <summary>True when the answer was spoilt, though the change stands.</summary>
    public static async Task<bool> AfterAsync(HttpContext http, FaultRule rule, int status, PhpMap envelope)
    {
        if (rule.DelayAfterMs > 0)
            await Task.Delay(rule.DelayAfterMs, http.RequestAborted);
        if (rule.Reset == ResetMoment.After)
        {
            http.Abort();
            return true;
        }
        if (rule.Body is { } instead)
        {
            await WriteAsync(http, rule.Status ?? status, "application/json; charset=utf-8", instead);
            return true;
        }
        if (rule is { PauseMs: 0, Cut: false })
            return false;

        var body = PhpJson.Write(envelope);
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
        await Task.Delay(rule.PauseMs, http.RequestAborted);
        if (rule.Cut)
            http.Abort();
        else
            await http.Response.Body.WriteAsync(body.AsMemory(body.Length / 2), http.RequestAborted);
        return true;
    }

    private static Task WriteAsync(HttpContext http, int status, string type, string body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        return http.Response.WriteAsync(body, Encoding.UTF8, http.RequestAborted);
    }
}
