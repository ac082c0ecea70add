namespace Sandbox.Control;

internal enum ResetMoment { None, Before, After }

/// <summary>One line of the fault script.</summary>
/// <param name="Method">
/// REST method, or <c>oauth/token</c>, <c>oauth/app.info</c>, or <c>event</c> for what is sent to applications; null: any request. In a batch a
/// method also means its commands.
/// </param>
/// <param name="After">How many such requests still pass before it strikes.</param>
/// <param name="Times">How often it still strikes; null: until the script is replaced.</param>
/// <param name="AdvanceSeconds">Moves the clock of the hosts first.</param>
/// <param name="Redirect">Answers 302 with this address; nothing is applied.</param>
/// <param name="Body">What is answered instead, after the change was applied.</param>
/// <param name="PauseMs">How long the answer stops in the middle of its body.</param>
/// <param name="Cut">The answer ends in the middle of its body.</param>
internal sealed record FaultRule(
    string? Method, int After, int? Times, int DelayBeforeMs, int DelayAfterMs, int AdvanceSeconds, int? Status, string? Error, string? ErrorDescription,
    string? Redirect, string? Body, int PauseMs, bool Cut, ResetMoment Reset);

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

    /// <summary>The first rule for one of these methods that also passes the test; it is used up by one. One that still waits lets this request pass.</summary>
    public FaultRule? Strike(IEnumerable<string> methods, Func<FaultRule, bool> applies)
    {
        lock (_gate)
        {
            for (var index = 0; index < _rules.Count; index++)
            {
                var rule = _rules[index];
                if (!applies(rule) || rule.Times is <= 0 || (rule.Method is not null && !methods.Contains(rule.Method, StringComparer.OrdinalIgnoreCase)))
                    continue;
                if (rule.After > 0)
                {
                    _rules[index] = rule with { After = rule.After - 1 };
                    continue;
                }
                if (rule.Times is { } times)
                    _rules[index] = rule with { Times = times - 1 };
                return rule;
            }
            return null;
        }
    }
}
