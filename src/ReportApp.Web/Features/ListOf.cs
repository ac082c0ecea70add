namespace ReportApp.Web.Features;

/// <summary>A list as our API answers it: in an object, so that it can gain members.</summary>
public sealed record ListOf<T>(IReadOnlyList<T> Items);
