using Sandbox.Bitrix.Model;
using Sandbox.Bitrix.Wire;
using Sandbox.World;

namespace Sandbox.Bitrix;

/// <summary>Who calls, for which application.</summary>
/// <param name="Application">Null: the incoming webhook.</param>
internal sealed record Caller(Person Person, Application? Application, Installation? Installation)
{
    /// <summary>Whom execution seconds are charged to.</summary>
    public string Account => Application?.ClientId ?? "webhook";

    public bool Has(string scope) => Application is null || Application.Scopes.Contains(scope, StringComparer.Ordinal);
}

/// <summary>One command: a method with its parameters.</summary>
internal sealed record Call(Portal Portal, AuthorisationServer Authorisation, Caller Caller, PhpMap Parameters)
{
    public Person Person => Caller.Person;

    /// <summary>Offset of a page; −1: no count (reference 4.3).</summary>
    public long Start => Values.TryWhole(Any("start"), out var start) ? start : 0;

    /// <summary>Top-level names of old methods ignore letter case (reference 3.2).</summary>
    public object? Any(string name)
    {
        if (Parameters.TryGetValue(name, out var exact))
            return exact;
        foreach (var (key, value) in Parameters)
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
                return value;
        }
        return null;
    }

    public object? Exact(string name) => Parameters.GetValueOrDefault(name);

    public IReadOnlyList<string>? Names(string name) => Any(name) switch
    {
        PhpMap map => [.. map.Values.Select(Values.Text)],
        string text when text.Length > 0 => [text],
        _ => null,
    };

    public void NeedAdministrator()
    {
        if (!Rights.IsAdministrator(Person))
            throw RestException.AccessDenied();
    }

    public (Application Application, Installation Installation) NeedApplication() =>
        Caller is { Application: { } application, Installation: { } installation }
            ? (application, installation)
            : throw new RestException(403, "WRONG_AUTH_TYPE", "Current authorization type is denied for this method");
}

/// <param name="Total">Null: no list method. 0 with <c>start=-1</c>.</param>
/// <param name="Next">Start of the next page; null on the last one.</param>
internal sealed record Answer(object? Result, long? Total = null, long? Next = null);

/// <param name="Scope">Null: needs none.</param>
internal sealed record Method(string Name, string? Scope, Func<Call, Answer> Run);
