using Sandbox.Bitrix;
using Sandbox.Bitrix.Wire;

namespace Sandbox.Control;

/// <summary>Carries a fault out on a request.</summary>
internal static class FaultAnswer
{
    /// <summary>True when the request is over before anything was applied.</summary>
    public static async Task<bool> BeforeAsync(HttpContext http, FaultRule rule)
    {
        if (rule.DelayBeforeMs > 0)
            await Task.Delay(rule.DelayBeforeMs, http.RequestAborted);
        if (rule.Reset == ResetMoment.Before)
        {
            http.Abort();
            return true;
        }
        if (rule.Error is not null)
        {
            await RestEndpoint.WriteAsync(
                http, rule.Status ?? 400, new RestException(rule.Status ?? 400, rule.Error, rule.ErrorDescription ?? rule.Error).ToMap());
            return true;
        }
        if (rule.Status is { } status)
        {
            // A proxy answers HTML (reference 3.4).
            http.Response.StatusCode = status;
            http.Response.ContentType = "text/html";
            await http.Response.WriteAsync($"<html><head><title>{status}</title></head><body><center><h1>{status}</h1></center></body></html>", http.RequestAborted);
            return true;
        }
        return false;
    }

    /// <summary>True when the answer is lost though the change stands.</summary>
    public static async Task<bool> AfterAsync(HttpContext http, FaultRule rule)
    {
        if (rule.DelayAfterMs > 0)
            await Task.Delay(rule.DelayAfterMs, http.RequestAborted);
        if (rule.Reset != ResetMoment.After)
            return false;
        http.Abort();
        return true;
    }
}
