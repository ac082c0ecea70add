using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using ReportApp.Core.Plans;
using ReportApp.Core.Reports;
using ReportApp.Core.Store.Projection;
using ReportApp.Web.Problems;
using ReportApp.Web.Sessions;

namespace ReportApp.Web.Features.Plans;

/// <summary>Plans from the table that a person keeps: he says what its columns are, sees what would change, and agrees.</summary>
internal static class TargetFileEndpoints
{
    private const string AnyFile = "application/octet-stream";
    private const string NoColumn = "none";
    private const int FirstYear = 2001;
    private const int LastYear = 2100;

    public static void MapTargetFiles(this IEndpointRouteBuilder targets)
    {
        targets.MapPost("/file/preview", PreviewAsync).WithName("previewTargetFile").Accepts<string>(AnyFile).WithMetadata(new RequestSizeLimitAttribute(PlanTargetEndpoints.MaxFile));
        targets.MapPost("/file", TakeAsync).WithName("takeTargetFile").Accepts<string>(AnyFile).WithMetadata(new RequestSizeLimitAttribute(PlanTargetEndpoints.MaxFile));
        targets.MapGet("/template", TemplateAsync).WithName("targetTemplate").Produces<string>(contentType: PlanTargetEndpoints.Workbook);
    }

    /// <param name="header">Line of the titles.</param>
    /// <param name="columns">What columns are, counted from 0: <c>0=scope</c>; <c>none</c> alone: none is. Absent: proposed.</param>
    private static async Task<Results<Ok<TargetFilePreview>, ProblemHttpResult>> PreviewAsync(
        string? fileName, string? sheet, int? header, [FromQuery] string[]? columns, string? kind, string? metric, int? year, HttpRequest request, Session session, PlanTargetImport import,
        CancellationToken cancellationToken)
    {
        if (!TryRead(fileName, sheet, header, columns, kind, metric, year, out var asked, out var problem)) return problem;
        return await import.PreviewAsync(session.Viewer, asked, request.Body, cancellationToken) switch
        {
            TargetFileRead.Seen seen => TypedResults.Ok(seen.Preview),
            TargetFileRead.Refused refused => Refuse(refused.Fault),
            _ => Problem.Of(StatusCodes.Status403Forbidden, "not_allowed"),
        };
    }

    /// <param name="fingerprint">Of the preview.</param>
    /// <inheritdoc cref="PreviewAsync"/>
    private static async Task<Results<Ok<TargetFileView>, ProblemHttpResult>> TakeAsync(
        string? fileName, string? sheet, int? header, [FromQuery] string[]? columns, string? kind, string? metric, int? year, string fingerprint, HttpRequest request, Session session,
        PlanTargetImport import, ProjectionService projections, ILogger<ProjectionService> logger, CancellationToken cancellationToken)
    {
        if (!TryRead(fileName, sheet, header, columns, kind, metric, year, out var asked, out var problem)) return problem;
        switch (await import.TakeAsync(session.Viewer, asked, fingerprint, request.Body, cancellationToken))
        {
            case TargetFileTaken.Done done:
                if (done.Changed > 0) await PlanTargetEndpoints.RefreshAsync(projections, session.Viewer.Tenant, logger, cancellationToken);
                return TypedResults.Ok(new TargetFileView(done.Changed, done.RejectedRows));
            case TargetFileTaken.Refused refused:
                return Refuse(refused.Fault);
            case TargetFileTaken.Outdated:
                return Problem.Of(StatusCodes.Status409Conflict, "preview_outdated");
            default:
                return Problem.Of(StatusCodes.Status403Forbidden, "not_allowed");
        }
    }

    /// <param name="language"><c>ru</c> or <c>en</c>.</param>
    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> TemplateAsync(
        string kind, string metric, int year, string language, Session session, TargetTemplates templates, TargetFacts facts, CancellationToken cancellationToken)
    {
        if (PlanTargetEndpoints.Refuse(kind, metric) is { } refused) return refused;
        if (year is < FirstYear or > LastYear) return PlanTargetEndpoints.Refused("year", "out_of_range");
        if ((language == "ru" ? TemplateWords.Russian : language == "en" ? TemplateWords.English : null) is not { } words) return PlanTargetEndpoints.Refused("language", "unknown");
        if (!await templates.IsForAsync(session.Viewer, cancellationToken)) return Problem.Of(StatusCodes.Status403Forbidden, "not_allowed");
        var known = await facts.OfYearAsync(session.Viewer, metric, year - 1, cancellationToken);
        return await templates.MakeAsync(session.Viewer, kind, metric, year, known, words, cancellationToken) is { } file
            ? TypedResults.File(file, PlanTargetEndpoints.Workbook, string.Create(CultureInfo.InvariantCulture, $"plans-{metric}-{year}.xlsx"))
            : Problem.Of(StatusCodes.Status403Forbidden, "not_allowed");
    }

    private static bool TryRead(
        string? fileName, string? sheet, int? header, string[]? columns, string? kind, string? metric, int? year, out TargetFileRequest asked, out ProblemHttpResult problem)
    {
        var roles = new Dictionary<int, string>();
        asked = new TargetFileRequest(fileName, sheet, header, columns is null or [] ? null : roles, kind, metric, year);
        var (field, reason) =
            kind is not null && !TargetRules.Kinds.Contains(kind) ? ("kind", "unknown_kind")
            : metric is not null && !TargetRules.Metrics.Contains(metric) ? ("metric", "unknown_metric")
            : year is < FirstYear or > LastYear ? ("year", "out_of_range")
            : header is < 1 or > PlanTargetImport.LastHeaderLine ? ("header", "out_of_range")
            : ("columns", FaultOf(columns ?? [], roles));
        problem = PlanTargetEndpoints.Refused(field, reason ?? string.Empty);
        return reason is null;
    }

    /// <summary>Reads <c>0=scope</c> and the like; <c>none</c> says that no column is ours.</summary>
    /// <returns>A stable code of what is wrong with them.</returns>
    private static string? FaultOf(string[] columns, Dictionary<int, string> roles)
    {
        if (columns is [NoColumn]) return null;
        foreach (var column in columns)
        {
            if (column.Split('=', 2) is not [var index, var role] || !int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var at)) return "out_of_range";
            if (!PlanTargetImport.Roles.Contains(role)) return "unknown_field";
            if (!roles.TryAdd(at, role)) return "repeated";
        }
        if (roles.Values.Where(role => role != "plan").GroupBy(role => role).Any(same => same.Count() > 1)) return "repeated";
        return roles.ContainsValue("plan") && (roles.ContainsValue("period") || roles.ContainsValue("value")) ? "mixed" : null;
    }

    private static ProblemHttpResult Refuse(TargetFileFault fault) => Problem.Of(
        StatusCodes.Status422UnprocessableEntity, "targets_refused", new FieldProblem(string.Create(CultureInfo.InvariantCulture, $"{fault.Line}:{fault.Field}"), fault.Reason));
}

/// <param name="Changed">How many targets got a new version.</param>
/// <param name="RejectedRows">How many rows of the file were left out.</param>
public sealed record TargetFileView(int Changed, int RejectedRows);
