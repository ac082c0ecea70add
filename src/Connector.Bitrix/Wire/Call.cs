using System.Collections;
using System.Globalization;
using System.Text;

namespace Connector.Bitrix.Wire;

/// <summary>Parameters of a call, nested as the host wants them.</summary>
internal sealed class Args : Dictionary<string, object?>
{
    public Args() : base(StringComparer.Ordinal) { }

    public Args(Args other) : base(other, StringComparer.Ordinal) { }
}

/// <summary>One method call; alone it is posted as JSON, in a batch it is a PHP query.</summary>
internal sealed record Call(string Method, Args Args)
{
    /// <summary>As a command of <c>batch</c>: <c>method?filter%5B%3Eid%5D=5</c>.</summary>
    public string ToCommand()
    {
        var text = new StringBuilder(Method);
        var separator = '?';
        foreach (var (name, value) in Args) Append(text, Uri.EscapeDataString(name), value, ref separator);
        return text.ToString();
    }

    private static void Append(StringBuilder text, string key, object? value, ref char separator)
    {
        switch (value)
        {
            case Args nested:
                foreach (var (name, inner) in nested) Append(text, $"{key}%5B{Uri.EscapeDataString(name)}%5D", inner, ref separator);
                break;
            case IEnumerable list and not string:
                var index = 0;
                foreach (var inner in list) Append(text, string.Create(CultureInfo.InvariantCulture, $"{key}%5B{index++}%5D"), inner, ref separator);
                break;
            default:
                text.Append(separator).Append(key).Append('=')
                    .Append(Uri.EscapeDataString(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
                separator = '&';
                break;
        }
    }
}
