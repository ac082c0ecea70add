namespace Sandbox.Control;

internal enum ResetMoment { None, Before, After }

/// <summary>One line of the fault script.</summary>
/// <param name="Method">REST method, or <c>oauth/token</c>, <c>oauth/app.info</c>, or <c>event</c> for what is sent to applications; null: any request. In a batch a method also means its commands.</param>
/// <param name="Times">How often it still strikes; null: until the script is replaced.</param>
internal sealed record FaultRule(
    string? Method, int? Times, int DelayBeforeMs, int DelayAfterMs, int? Status, string? Error, string? ErrorDescription, ResetMoment Reset);

/// <summary>What goes wrong next.</summary>
internal sealed class Faults
{
    private readonly Lock _gate = new();
    private List<FaultRule> _rules = [];

    public IReadOnlyList<FaultRule> Rules
    {
        get
        {
            lock (_gate)
                return [.. _rules];
        }
    }

    public void Replace(IEnumerable<FaultRule> rules)
    {
        lock (_gate)
            _rules = [.. rules];
    }

    /// <summary>The first rule for one of these methods that also passes the test; it is used up by one.</summary>
    public FaultRule? Strike(IEnumerable<string> methods, Func<FaultRule, bool> applies)
    {
        lock (_gate)
        {
            var index = _rules.FindIndex(rule =>
                applies(rule) && (rule.Times is null or > 0) && (rule.Method is null || methods.Contains(rule.Method, StringComparer.OrdinalIgnoreCase)));
            if (index < 0)
                return null;
            var rule = _rules[index];
            if (rule.Times is { } times)
                _rules[index] = rule with { Times = times - 1 };
            return rule;
        }
    }
}
