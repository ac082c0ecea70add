namespace Sandbox.Bitrix.Wire;

/// <summary>
/// A PHP array: keys in order. Trees of the wire are made of these, of lists, texts, <see cref="long"/>, <see cref="decimal"/>, <see cref="bool"/> and null.
/// </summary>
internal sealed class PhpMap : OrderedDictionary<string, object?>
{
    public PhpMap() : base(StringComparer.Ordinal)
    {
    }

    /// <summary>True when the keys run 0, 1, 2 … without a gap: PHP then writes a JSON array, also for an empty map.</summary>
    public bool IsList
    {
        get
        {
            for (var i = 0; i < Count; i++)
            {
                if (GetAt(i).Key != Number(i))
                    return false;
            }
            return true;
        }
    }

    public static string Number(int i) => i.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Adds under the next free number, as PHP's <c>[]</c>.</summary>
    public void Append(object? value)
    {
        var next = 0;
        foreach (var key in Keys)
        {
            if (int.TryParse(key, out var number) && number >= next)
                next = number + 1;
        }
        this[Number(next)] = value;
    }
}

/// <summary>What PHP writes as <c>{}</c>: an object without properties, as in <c>TIMESTAMP_X</c> of user.get (reference 5.11).</summary>
internal sealed class PhpObject
{
    public static readonly PhpObject Empty = new();
}
