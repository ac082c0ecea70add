using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using ReportApp.Core.Model;

namespace ReportApp.Web.Problems;

/// <summary>
/// The one place that words a refusal for HTTP: <c>application/problem+json</c> with a stable <c>code</c>, which the client translates.
/// Never a stack, a query or a host's address.
/// </summary>
internal static class Problem
{
    public static ProblemHttpResult Of(int status, string code, params IEnumerable<FieldProblem> errors) =>
        TypedResults.Problem(Details(status, code, errors));

    /// <param name="calendar">As it stands now.</param>
    public static ProblemHttpResult Of(int status, string code, PersonCalendar calendar)
    {
        var details = Details(status, code);
        details.Extensions["calendar"] = calendar;
        return TypedResults.Problem(details);
    }

    public static ProblemDetails Details(int status, string code, params IEnumerable<FieldProblem> errors)
    {
        var details = new ProblemDetails { Status = status };
        details.Extensions["code"] = code;
        if (errors.ToArray() is { Length: > 0 } list) details.Extensions["errors"] = list;
        return details;
    }

    public static ProblemHttpResult NotFound() => Of(StatusCodes.Status404NotFound, "not_found");

    /// <summary>The code of a refusal that the platform itself made.</summary>
    public static string CodeOf(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "bad_request",
        StatusCodes.Status401Unauthorized => "session_ended",
        StatusCodes.Status403Forbidden => "not_allowed",
        StatusCodes.Status404NotFound => "not_found",
        StatusCodes.Status405MethodNotAllowed => "wrong_method",
        StatusCodes.Status413PayloadTooLarge => "too_large",
        StatusCodes.Status415UnsupportedMediaType => "wrong_content_type",
        < StatusCodes.Status500InternalServerError => "bad_request",
        _ => "internal",
    };
}

/// <param name="Field">The member's name in the request, or the place in the file.</param>
/// <param name="Reason">Stable code.</param>
public sealed record FieldProblem(string Field, string Reason);

/// <summary>Every error answer, for the description of the API.</summary>
/// <param name="Code">Stable; what a program and the client's texts go by.</param>
/// <param name="TraceId">What support finds our log by.</param>
/// <param name="Errors">At bad input: what is wrong where.</param>
/// <param name="RetryAfterSeconds">When the host asked us to wait.</param>
/// <param name="Calendar">At <c>calendar_changed_meanwhile</c>: as it stands now.</param>
public sealed record ProblemAnswer(
    string? Type, string? Title, int Status, string Code, string? TraceId = null, IReadOnlyList<FieldProblem>? Errors = null,
    int? RetryAfterSeconds = null, PersonCalendar? Calendar = null);
