using System.Net;

namespace Sandbox.Bitrix.Wire;

/// <summary>Form keys nested the PHP way: <c>filter[&gt;ID]=5</c>, <c>select[]=ID</c> (reference 3.2).</summary>
internal static class PhpForm
{
    /// <summary>Reads an encoded query, without the question mark.</summary>
    public static PhpMap Parse(string query)
    {
        var map = new PhpMap();
        foreach (var part in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var key = WebUtility.UrlDecode(equals < 0 ? part : part[..equals]);
            Set(map, key, equals < 0 ? "" : WebUtility.UrlDecode(part[(equals + 1)..]));
        }
        return map;
    }

    public static void Set(PhpMap map, string key, string value)
    {
        var bracket = key.IndexOf('[', StringComparison.Ordinal);
        if (bracket <= 0)
        {
            map[key] = value;
            return;
        }

        var node = map;
        var name = key[..bracket];
        var rest = key[bracket..];
        while (true)
        {
            var end = rest.StartsWith('[') ? rest.IndexOf(']', StringComparison.Ordinal) : -1;
            if (end < 0)
            {
                Put(node, name, value);
                return;
            }
            node = Child(node, name);
            name = rest[1..end];
            rest = rest[(end + 1)..];
        }
    }

    private static PhpMap Child(PhpMap node, string name)
    {
        if (name.Length > 0 && node.TryGetValue(name, out var existing) && existing is PhpMap map)
            return map;
        var child = new PhpMap();
        Put(node, name, child);
        return child;
    }

    private static void Put(PhpMap node, string name, object? value)
    {
        if (name.Length == 0) node.Append(value);
        else node[name] = value;
    }
}
