namespace ReportApp.Core.Semantics;

/// <summary>What rows must satisfy. Values in it become parameters; columns come only from definitions.</summary>
internal abstract record Condition
{
    private Condition() { }

    public sealed record In(ColumnName Column, IReadOnlyCollection<string> Values) : Condition;

    public sealed record Is(ColumnName Column, bool Value) : Condition;

    public sealed record Empty(ColumnName Column) : Condition;

    public sealed record Filled(ColumnName Column) : Condition;

    public sealed record Positive(ColumnName Column) : Condition;

    /// <summary>Half-open; null is without bound.</summary>
    public sealed record Between(ColumnName Column, DateOnly? From, DateOnly? End) : Condition;

    /// <summary>No condition in it: nothing fits.</summary>
    public sealed record AnyOf(IReadOnlyList<Condition> Conditions) : Condition;

    /// <summary>No condition in it: everything fits.</summary>
    public sealed record AllOf(IReadOnlyList<Condition> Conditions) : Condition;
}
