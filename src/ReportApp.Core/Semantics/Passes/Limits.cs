namespace ReportApp.Core.Semantics.Passes;

/// <summary>No answer is longer than what a screen can use.</summary>
internal static class Limits
{
    /// <summary>A drill list shows this many rows at most; its count and sum are of all.</summary>
    public const int Subjects = 1_000;

    /// <summary>One more than a grid may have: whoever gets that many refuses the question instead of showing a part as the whole.</summary>
    public const int Cells = 200_000;

    /// <summary>Lines are asked for the subjects of one list, or for plan targets.</summary>
    public const int Lines = 100_000;

    public static QueryPlan Apply(QueryPlan plan) => plan with
    {
        Limit = plan.Query.Shape switch
        {
            QueryShape.Cells => Cells + 1,
            QueryShape.Subjects => Subjects,
            _ => Lines + 1,
        },
    };
}
