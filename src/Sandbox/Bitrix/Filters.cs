using System.Globalization;
using Sandbox.Bitrix.Model;
using Sandbox.Bitrix.Wire;

namespace Sandbox.Bitrix;

/// <summary>A compiled filter, with what spares a walk through all rows.</summary>
/// <param name="AfterId">The id a keyset page starts after.</param>
/// <param name="Owners">Whose rows alone it accepts; null: anybody's.</param>
internal sealed record RowFilter(Func<Row, bool> Accepts, long AfterId = 0, IReadOnlyList<long>? Owners = null)
{
    public IEnumerable<Row> Of(Table table) => (Owners is null ? table.RowsAfter(AfterId) : table.RowsOf(Owners)).Where(Accepts);
}

/// <summary>Filters and orders of the list methods: strict in the universal dialect, blind to unknown keys in the old one.</summary>
internal sealed class Filters(Values values)
{
    /// <summary>The order whose beginning is found from behind.</summary>
    public static readonly Comparison<Row> NewestFirst = (a, b) => b.Id.CompareTo(a.Id);

    /// <summary>Longest first.</summary>
    private static readonly string[] Operators = ["!><", "!=%", "!%=", "><", "!=", "!@", "!%", ">=", "<=", "=%", "%=", "=", "@", "%", ">", "<", "!"];

    /// <summary>Documented for deals (reference 5.3): no negated LIKE, no between.</summary>
    private static readonly HashSet<string> OldOperators = ["", ">=", ">", "<=", "<", "@", "!@", "%", "=%", "%=", "=", "!=", "!"];

    private static readonly HashSet<string> ArrayOperators = ["", "=", "!=", "@", "!@"];

    /// <summary>crm.item.list and crm.stagehistory.list: an unknown field is refused (reference 5.2).</summary>
    public RowFilter Universal(Table table, object? filter, Func<Row, bool> isVisible)
    {
        if (filter is null or "")
            return new RowFilter(isVisible);
        if (filter is not PhpMap map)
            throw RestException.InvalidValue("Invalid filter: filter must be an array");
        var filtered = Group(table, map);
        return filtered with { Accepts = row => filtered.Accepts(row) && isVisible(row) };
    }

    /// <summary>crm.deal.list: an unknown key is ignored, the answer then holds all rows (reference 5.3).</summary>
    public RowFilter Old(Table table, object? filter, Func<Row, bool> isVisible)
    {
        if (filter is null or "")
            return new RowFilter(isVisible);
        if (filter is not PhpMap map)
            throw RestException.Old("Parameter 'filter' must be array.");
        var tests = new List<Func<Row, bool>> { isVisible };
        var after = 0L;
        foreach (var (key, wanted) in map)
        {
            var (op, name) = Split(key);
            if (table.FindOld(name) is not { } field)
                continue;
            if (!OldOperators.Contains(op))
                throw RestException.Unsupported($"the filter operator '{op}' of the old methods");
            if (op.Contains('%', StringComparison.Ordinal) && (field.Kind is FieldKind.Status or FieldKind.Link))
                throw RestException.Unsupported($"LIKE on {name}: it does not work on the host either");
            // An array behind a comparison is 1 to PHP: junk rows, as a chained command after a short page gets them (reference 4.4).
            var value = wanted is PhpMap && !ArrayOperators.Contains(op) ? 1L : wanted;
            if (op == ">" && field.Name == "ID" && Values.TryWhole(value, out var id))
                after = Math.Max(after, id);
            tests.Add(Test(field, op, value) ?? (_ => false));
        }
        return new RowFilter(row => tests.TrueForAll(test => test(row)), after);
    }

    /// <summary>Null: by id.</summary>
    public static Comparison<Row>? UniversalOrder(Table table, object? order)
    {
        if (order is not PhpMap map || map.Count == 0)
            return null;
        var keys = new List<(Field Field, int Sign)>();
        foreach (var (name, direction) in map)
        {
            var field = table.Find(name) ?? throw RestException.InvalidValue($"Invalid order: field '{name}' is not allowed in order");
            var text = Values.Text(direction).ToUpperInvariant();
            if (text is not ("ASC" or "DESC"))
            {
                throw RestException.InvalidValue(
                    $"Invalid order: allowed sort directions are ASC, DESC. But got '{Values.Text(direction)}' for field '{name}'");
            }
            keys.Add((field, text == "DESC" ? -1 : 1));
        }
        return Order(keys);
    }

    public static Comparison<Row>? OldOrder(Table table, object? order)
    {
        if (order is null or "")
            return null;
        if (order is not PhpMap map)
            throw RestException.Old("Parameter 'order' must be array.");
        var keys = new List<(Field Field, int Sign)>();
        foreach (var (name, direction) in map)
        {
            if (table.FindOld(name) is { } field)
                keys.Add((field, Values.Text(direction).StartsWith("DESC", StringComparison.OrdinalIgnoreCase) ? -1 : 1));
        }
        return Order(keys);
    }

    public static (string Operator, string Name) Split(string key)
    {
        var op = Array.Find(Operators, prefix => key.StartsWith(prefix, StringComparison.Ordinal)) ?? "";
        return (op, key[op.Length..]);
    }

    private static Comparison<Row>? Order(List<(Field Field, int Sign)> keys)
    {
        if (keys.Count == 0 || (keys is [({ Name: "ID" }, 1)]))
            return null;
        if (keys is [({ Name: "ID" }, -1)])
            return NewestFirst;
        return (a, b) =>
        {
            foreach (var (field, sign) in keys)
            {
                var difference = Compare(a[field], b[field]);
                if (difference != 0)
                    return sign * difference;
            }
            return a.Id.CompareTo(b.Id);
        };
    }

    private RowFilter Group(Table table, PhpMap map)
    {
        var isAny = false;
        var after = 0L;
        IReadOnlyList<long>? owners = null;
        var tests = new List<Func<Row, bool>>();
        foreach (var (key, wanted) in map)
        {
            if (key is "logic" or "LOGIC")
            {
                isAny = Values.Text(wanted).ToUpperInvariant() switch
                {
                    "OR" => true,
                    "AND" => false,
                    _ => throw RestException.InvalidValue($"Invalid filter: field '{key}' has invalid value"),
                };
                continue;
            }
            if (int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                if (wanted is not PhpMap nested)
                    throw RestException.InvalidValue($"Invalid filter: field '{key}' has invalid value");
                tests.Add(Group(table, nested).Accepts);
                continue;
            }
            tests.Add(Condition(table, key, wanted));
            var (op, name) = Split(key);
            if (op == ">" && name is "id" or "ID" && Values.TryWhole(wanted, out var id))
                after = Math.Max(after, id);
            if (op is "=" && table.Owner is not null && ReferenceEquals(table.Find(name), table.Owner))
                owners = [.. (wanted is PhpMap many ? many.Values : (IEnumerable<object?>)[wanted]).Select(one => Values.TryWhole(one, out var owner) ? owner : 0)];
        }
        return isAny
            ? new RowFilter(tests.Count == 0 ? _ => true : row => tests.Exists(test => test(row)))
            : new RowFilter(row => tests.TrueForAll(test => test(row)), after, owners);
    }

    private Func<Row, bool> Condition(Table table, string key, object? wanted)
    {
        var (op, name) = Split(key);
        if (name == $"parentId{table.EntityTypeId}")
            throw RestException.InvalidValue("An entity type can't be a parent/child type to itself");
        if (table.Off.Contains(name))
            return _ => false;
        var field = table.Find(name) ?? throw RestException.InvalidValue($"Invalid filter: field '{name}' is not allowed in filter");
        if (field.Kind == FieldKind.Point)
            throw RestException.Unsupported($"a filter by {name}");
        if (wanted is PhpMap && !ArrayOperators.Contains(op))
        {
            if (op is "><" or "!><")
                throw RestException.Unsupported("the undocumented filter operator " + op);
            throw RestException.InvalidValue($"Invalid filter: field '{name}' has invalid value");
        }
        return Test(field, op, wanted) ?? throw RestException.InvalidValue($"Invalid filter: field '{name}' has invalid value");
    }

    /// <summary>Null when the value does not fit the field.</summary>
    private Func<Row, bool>? Test(Field field, string op, object? wanted)
    {
        if (op.Contains('%', StringComparison.Ordinal))
        {
            var text = Values.Text(wanted);
            var pattern = op is "%" or "!%" ? "%" + text + "%" : text;
            return Negate(op.StartsWith('!'), Any(field, value => value is not null && Like(PrintForLike(value), pattern)));
        }
        if (op is "><" or "!><")
            throw RestException.Unsupported("the undocumented filter operator " + op);
        if (wanted is PhpMap list)
        {
            var accepted = new List<object?>();
            foreach (var item in list.Values)
            {
                if (!values.TryReadForFilter(field, item, out var one))
                    return null;
                accepted.Add(one);
            }
            if (accepted.TrueForAll(item => item is long))
            {
                var numbers = accepted.Cast<long>().ToHashSet();
                return Negate(op.StartsWith('!'), Any(field, value => value is long number && numbers.Contains(number)));
            }
            return Negate(op.StartsWith('!'), Any(field, value => accepted.Exists(one => AreEqual(value, one))));
        }
        if (!values.TryReadForFilter(field, wanted, out var read))
            return null;
        return op switch
        {
            "" or "=" or "@" => Any(field, value => AreEqual(value, read)),
            "!" or "!=" or "!@" => Negate(true, Any(field, value => AreEqual(value, read))),
            ">" => Any(field, value => value is not null && Compare(value, read) > 0),
            ">=" => Any(field, value => value is not null && Compare(value, read) >= 0),
            "<" => Any(field, value => value is not null && Compare(value, read) < 0),
            "<=" => Any(field, value => value is not null && Compare(value, read) <= 0),
            _ => null,
        };
    }

    private static Func<Row, bool> Negate(bool isNegated, Func<Row, bool> test) => isNegated ? row => !test(row) : test;

    private static Func<Row, bool> Any(Field field, Func<object?, bool> test)
    {
        return row => row[field] is var value && value is IReadOnlyList<object> many ? many.Any(test) : test(value);
    }

    /// <summary>Exact text filters ignore letter case, and a % inside the value is a wildcard (reference 5.2).</summary>
    private static bool AreEqual(object? value, object? wanted) => (value, wanted) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (string text, string pattern) => pattern.Contains('%', StringComparison.Ordinal)
            ? Like(text, pattern)
            : text.Equals(pattern, StringComparison.OrdinalIgnoreCase),
        _ => Compare(value, wanted) == 0,
    };

    private static int Compare(object? a, object? b) => (a, b) switch
    {
        (null, null) => 0,
        (null, _) => -1,
        (_, null) => 1,
        (long x, long y) => x.CompareTo(y),
        (decimal x, decimal y) => x.CompareTo(y),
        (DateTimeOffset x, DateTimeOffset y) => x.CompareTo(y),
        (DateOnly x, DateOnly y) => x.CompareTo(y),
        (bool x, bool y) => x.CompareTo(y),
        _ => string.Compare(Values.Text(a), Values.Text(b), StringComparison.OrdinalIgnoreCase),
    };

    private string PrintForLike(object value) => value switch
    {
        DateOnly day => values.Print(day),
        DateTimeOffset at => values.Print(at),
        _ => Values.Text(value),
    };

    /// <summary>SQL's LIKE with % only, letter case ignored.</summary>
    private static bool Like(string text, string pattern)
    {
        var parts = pattern.Split('%');
        var at = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            var part = parts[i];
            if (i == 0)
            {
                if (!text.StartsWith(part, StringComparison.OrdinalIgnoreCase))
                    return false;
                at = part.Length;
                if (parts.Length == 1)
                    return text.Length == part.Length;
            }
            else if (i == parts.Length - 1)
            {
                return text.Length - at >= part.Length && text.EndsWith(part, StringComparison.OrdinalIgnoreCase);
            }
            else
            {
                var found = text.IndexOf(part, at, StringComparison.OrdinalIgnoreCase);
                if (found < 0)
                    return false;
                at = found + part.Length;
            }
        }
        return true;
    }
}
