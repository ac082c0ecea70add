using System.Text.RegularExpressions;
using Sandbox.Bitrix.Model;
using Sandbox.Bitrix.Wire;

namespace Sandbox.Bitrix;

/// <summary>Up to 50 commands in order, each able to use what earlier ones answered (reference 4.4).</summary>
internal static partial class Batch
{
    public const int Longest = 50;

    /// <param name="run">Runs one command; gives its answer and its <c>time</c>.</param>
    public static PhpMap Run(PhpMap parameters, Func<string, PhpMap, (Answer Answer, PhpMap Time)> run)
    {
        var isHalting = parameters.GetValueOrDefault("halt") is true or 1L or "1" or "true" or "Y";
        var groups = new PhpMap();
        foreach (var name in (string[])["result", "result_error", "result_total", "result_next", "result_time"])
            groups[name] = new PhpMap();

        var count = 0;
        foreach (var (key, command) in parameters.GetValueOrDefault("cmd") as PhpMap ?? [])
        {
            // Non-string commands are skipped silently.
            if (command is not string text)
                continue;
            try
            {
                if (++count > Longest)
                    throw new RestException(400, "ERROR_BATCH_LENGTH_EXCEEDED", "Max batch length exceeded");
                var question = text.IndexOf('?', StringComparison.Ordinal);
                var method = (question < 0 ? text : text[..question]).Trim();
                if (method.Equals("batch", StringComparison.OrdinalIgnoreCase))
                    throw new RestException(405, "ERROR_BATCH_METHOD_NOT_ALLOWED", "Method is not allowed for batch usage");
                var given = question < 0 ? [] : PhpForm.Parse(text[(question + 1)..]);
                var (answer, time) = run(method, (PhpMap)Resolve(given, groups)!);
                Put("result", answer.Result);
                Put("result_time", time);
                if (answer.Total is { } total)
                    Put("result_total", total);
                if (answer.Next is { } next)
                    Put("result_next", next);
            }
            catch (RestException refusal)
            {
                Put("result_error", refusal.ToMap());
                if (isHalting)
                    break;
            }

            void Put(string group, object? value) => ((PhpMap)groups[group]!)[key] = value;
        }
        return groups;
    }

    /// <summary>References work in values, not in names.</summary>
    private static object? Resolve(object? value, PhpMap groups)
    {
        if (value is PhpMap map)
        {
            var resolved = new PhpMap();
            foreach (var (key, inner) in map)
                resolved[key] = Resolve(inner, groups);
            return resolved;
        }
        if (value is not string text || !text.Contains('$', StringComparison.Ordinal))
            return value;
        // A value that is wholly a reference keeps its type; inside text it becomes text.
        var whole = Reference().Match(text);
        if (whole.Success && whole.Length == text.Length)
            return Follow(whole, groups);
        return Reference().Replace(text, match => Values.Text(Follow(match, groups)));
    }

    /// <summary>A missing or null step ends at the deepest node found: on a short page that is the whole list.</summary>
    private static object? Follow(Match match, PhpMap groups)
    {
        var name = match.Groups[1].Value;
        object? node = groups[name == "result" ? "result" : "result_" + name];
        foreach (Match step in Step().Matches(match.Groups[2].Value))
        {
            if (Child(node, step.Groups[1].Value) is not { } next)
                return AsMap(node);
            node = next;
        }
        return AsMap(node);
    }

    private static object? Child(object? node, string key) => node switch
    {
        PhpMap map => map.GetValueOrDefault(key),
        IReadOnlyList<object?> list => int.TryParse(key, out var index) && index >= 0 && index < list.Count ? list[index] : null,
        _ => null,
    };

    private static object? AsMap(object? node)
    {
        if (node is PhpMap or string or not IEnumerable<object?>)
            return node;
        var map = new PhpMap();
        foreach (var item in (IEnumerable<object?>)node)
            map[PhpMap.Number(map.Count)] = item;
        return map;
    }

    /// <summary>The expression runs to the next white space.</summary>
    [GeneratedRegex("\\$(result|next|total|error|time)(\\[\\S*)")]
    private static partial Regex Reference();

    [GeneratedRegex("\\[([^\\]]+)\\]")]
    private static partial Regex Step();
}
