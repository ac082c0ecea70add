using Sandbox.Bitrix.Wire;

namespace Sandbox.Control;

/// <summary>The fault script as JSON: a list of objects with what <see cref="FaultRule"/> has, in camelCase, or that under <c>items</c>.</summary>
internal static class FaultScript
{
    private static readonly HashSet<string> Names =
    [
        "method", "after", "times", "delayBeforeMs", "delayAfterMs", "advanceSeconds", "status", "error", "errorDescription", "redirect", "body", "pauseMs",
        "cut", "reset",
    ];

    public static IReadOnlyList<FaultRule> Read(PhpMap body)
    {
        var list = body.GetValueOrDefault("items") as PhpMap ?? body;
        if (!list.IsList)
            throw new ControlException(400, "Faults are a list; an empty one ends them.");
        return [.. list.Values.Select(item => Rule(item as PhpMap ?? throw new ControlException(400, "A fault is an object.")))];
    }

    public static PhpMap Show(Faults faults) => new()
    {
        ["items"] = faults.Rules.Select(rule => new PhpMap
        {
            ["method"] = rule.Method,
            ["after"] = (long)rule.After,
            ["times"] = (long?)rule.Times,
            ["delayBeforeMs"] = (long)rule.DelayBeforeMs,
            ["delayAfterMs"] = (long)rule.DelayAfterMs,
            ["advanceSeconds"] = (long)rule.AdvanceSeconds,
            ["status"] = (long?)rule.Status,
            ["error"] = rule.Error,
            ["errorDescription"] = rule.ErrorDescription,
            ["redirect"] = rule.Redirect,
            ["body"] = rule.Body,
            ["pauseMs"] = (long)rule.PauseMs,
            ["cut"] = rule.Cut,
            ["reset"] = rule.Reset switch { ResetMoment.Before => "before", ResetMoment.After => "after", _ => null },
        }).ToList(),
    };

    private static FaultRule Rule(PhpMap item)
    {
        if (item.Keys.FirstOrDefault(name => !Names.Contains(name)) is { } unknown)
            throw new ControlException(400, $"A fault has no '{unknown}'.");
        return new FaultRule(
            Text("method"), Number("after") ?? 0, Number("times"), Number("delayBeforeMs") ?? 0, Number("delayAfterMs") ?? 0, Number("advanceSeconds") ?? 0,
            Number("status"), Text("error"), Text("errorDescription"), Text("redirect"), Text("body"), Number("pauseMs") ?? 0, item.GetValueOrDefault("cut") is true,
            item.GetValueOrDefault("reset") switch
            {
                null => ResetMoment.None,
                "before" => ResetMoment.Before,
                "after" => ResetMoment.After,
                var other => throw new ControlException(400, $"'reset' is before or after, not '{other}'."),
            });

        string? Text(string name) => item.GetValueOrDefault(name) as string;
        int? Number(string name) => (int?)ControlJson.Number(item, name);
    }
}
