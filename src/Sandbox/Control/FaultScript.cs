using Sandbox.Bitrix.Wire;

namespace Sandbox.Control;

/// <summary>The fault script as JSON: a list of <c>{ method?, times?, delayBeforeMs?, delayAfterMs?, status?, error?, reset? }</c>, or that under <c>items</c>.</summary>
internal static class FaultScript
{
    private static readonly HashSet<string> Names = ["method", "times", "delayBeforeMs", "delayAfterMs", "status", "error", "errorDescription", "reset"];

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
            ["times"] = (long?)rule.Times,
            ["delayBeforeMs"] = (long)rule.DelayBeforeMs,
            ["delayAfterMs"] = (long)rule.DelayAfterMs,
            ["status"] = (long?)rule.Status,
            ["error"] = rule.Error,
            ["errorDescription"] = rule.ErrorDescription,
            ["reset"] = rule.Reset switch { ResetMoment.Before => "before", ResetMoment.After => "after", _ => null },
        }).ToList(),
    };

    private static FaultRule Rule(PhpMap item)
    {
        if (item.Keys.FirstOrDefault(name => !Names.Contains(name)) is { } unknown)
            throw new ControlException(400, $"A fault has no '{unknown}'.");
        return new FaultRule(
            item.GetValueOrDefault("method") as string, (int?)ControlJson.Number(item, "times"), (int?)ControlJson.Number(item, "delayBeforeMs") ?? 0,
            (int?)ControlJson.Number(item, "delayAfterMs") ?? 0, (int?)ControlJson.Number(item, "status"), item.GetValueOrDefault("error") as string,
            item.GetValueOrDefault("errorDescription") as string,
            item.GetValueOrDefault("reset") switch
            {
                null => ResetMoment.None,
                "before" => ResetMoment.Before,
                "after" => ResetMoment.After,
                var other => throw new ControlException(400, $"'reset' is before or after, not '{other}'."),
            });
    }
}
