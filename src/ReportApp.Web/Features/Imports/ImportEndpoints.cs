using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using ReportApp.Core.Imports;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Core.Tables;
using ReportApp.Web.Problems;
using ReportApp.Web.Sessions;

namespace ReportApp.Web.Features.Imports;

/// <summary>An administrator brings payments and schedules in files: looks first, then takes them, and may take them back.</summary>
internal static class ImportEndpoints
{
    /// <summary>A bank statement of a hundred thousand payments.</summary>
    public const long MaxFile = 64L * 1024 * 1024;

    private const string AnyFile = "application/octet-stream";
    private const int LongestName = 40;

    public static void MapImports(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/imports").WithTags("Imports").RequireAuthorization(SessionAuthentication.AdministratorPolicy);
        group.MapGet("", ReadAsync).WithName("readImports");
        group.MapPost("/{id:long}/undo", UndoAsync).WithName("undoImport");
        var kind = group.MapGroup("/{kind:regex(^(payments|schedule)$)}");
        kind.MapPost("/preview", PreviewAsync).WithName("previewImport").Accepts<string>(AnyFile).WithMetadata(new RequestSizeLimitAttribute(MaxFile));
        kind.MapPost("", ImportAsync).WithName("importFile").Accepts<string>(AnyFile).WithMetadata(new RequestSizeLimitAttribute(MaxFile));
        kind.MapPut("/counted", CountAsync).WithName("countImports");
        kind.MapGet("/template", Template).WithName("importTemplate").Produces<string>(contentType: "text/csv");
        kind.MapPost("/address", MakeAddressAsync).WithName("makeImportAddress");
        kind.MapPost("/address/revoke", RevokeAddressAsync).WithName("revokeImportAddress");
        app.MapImportAddress();
    }

    /// <summary>What came of an import, for a person and for a program that pushed it.</summary>
    public static Results<Ok<ImportResult>, ProblemHttpResult> Answer(ImportOutcome outcome) => outcome switch
    {
        ImportOutcome.Done done => TypedResults.Ok(done.Result),
        ImportOutcome.Refused refused => Refuse(refused.Errors),
        _ => Problem.Of(StatusCodes.Status409Conflict, "preview_outdated"),
    };

    private static async Task<Ok<ImportsView>> ReadAsync(
        Session session, ImportedFacts imports, ImportTokens tokens, TenantDirectory tenants, LandedRecords landed, CancellationToken cancellationToken)
    {
        var tenant = session.Viewer.Tenant;
        var mapping = (await tenants.FindAsync(tenant, cancellationToken))?.Mapping;
        var names = (await landed.ListAsync<User>(tenant, RecordKind.User, cancellationToken)).ToDictionary(user => user.Id, user => user.Name);
        return TypedResults.Ok(new ImportsView(
            [.. (await imports.HistoryAsync(tenant, cancellationToken)).Select(view => new ImportRecord(view, NameOf(view.AuthorId), NameOf(view.UndoneBy)))],
            new CountedView(mapping?.PaymentSources ?? [], mapping?.Payments is not null, mapping?.PaymentFileIsPartial ?? false),
            new CountedView(mapping?.ScheduleFile is { } file ? [new PaymentSource(file, null)] : [], mapping?.Schedule is not null, IsPartial: false),
            await tokens.ListAsync(tenant, cancellationToken)));

        string? NameOf(string? id) => id is null ? null : names.GetValueOrDefault(id, $"#{id}");
    }

    private static async Task<Results<Ok<ImportPreview>, ProblemHttpResult>> PreviewAsync(
        string kind, string source, string? fileName, [FromQuery] string[]? columns, HttpRequest request, Session session, ImportService imports,
        CancellationToken cancellationToken)
    {
        if (!TryRead(KindOf(kind), source, fileName, columns, out var asked, out var problem)) return problem;
        var (preview, refusal) = await imports.PreviewAsync(session.Viewer.Tenant, asked, request.Body, cancellationToken);
        return refusal is null ? TypedResults.Ok(preview!) : Refuse([refusal]);
    }

    /// <param name="confirmed">Proposed deals that a person agreed to: <c>line:deal</c>, with commas between.</param>
    private static async Task<Results<Ok<ImportResult>, ProblemHttpResult>> ImportAsync(
        string kind, string source, string? fileName, [FromQuery] string[]? columns, string fingerprint, bool? withdraw, string? confirmed, HttpRequest request,
        Session session, ImportService imports, CancellationToken cancellationToken)
    {
        if (!TryRead(KindOf(kind), source, fileName, columns, out var asked, out var problem)) return problem;
        if (ConfirmedOf(confirmed) is not { } deals)
            return Problem.Of(StatusCodes.Status422UnprocessableEntity, "import_refused", new FieldProblem("confirmed", "bad_row"));
        return Answer(await imports.ImportAsync(
            session.Viewer.Tenant, session.Viewer.UserId, asked, request.Body, withdraw ?? false, deals, fingerprint, cancellationToken));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> UndoAsync(
        long id, Session session, ImportService imports, CancellationToken cancellationToken) =>
        await imports.UndoAsync(session.Viewer, id, cancellationToken) switch
        {
            true => TypedResults.NoContent(),
            false => Problem.Of(StatusCodes.Status409Conflict, "wrong_state"),
            null => Problem.NotFound(),
        };

    private static async Task<Results<NoContent, ProblemHttpResult>> CountAsync(
        string kind, PaymentSource counted, Session session, ImportService imports, ImportedFacts facts, CancellationToken cancellationToken)
    {
        if (counted.From is { } from && (KindOf(kind) != ImportKind.Payments || from.Year is < 2000 or > 2100))
            return Problem.Of(StatusCodes.Status422UnprocessableEntity, "import_refused", new FieldProblem("from", "out_of_range"));
        var history = await facts.HistoryAsync(session.Viewer.Tenant, cancellationToken);
        if (counted.File is { } source && !history.Any(view => view.Kind == KindOf(kind) && view.Source == source))
            return Problem.Of(StatusCodes.Status422UnprocessableEntity, "import_refused", new FieldProblem("source", "unknown_name"));
        return await (KindOf(kind) == ImportKind.Payments
            ? imports.CountPaymentsAsync(session.Viewer, counted, cancellationToken)
            : imports.CountScheduleAsync(session.Viewer, counted.File, cancellationToken))
            ? TypedResults.NoContent()
            : Problem.Of(StatusCodes.Status409Conflict, "wrong_state");
    }

    private static FileContentHttpResult Template(string kind) =>
        TypedResults.File(Encoding.UTF8.GetBytes(ImportService.Template(KindOf(kind))), "text/csv; charset=utf-8", $"{kind}.csv");

    private static async Task<Results<Ok<MadeAddress>, ProblemHttpResult>> MakeAddressAsync(
        string kind, ImportSource pushed, Session session, ImportTokens tokens, IOptions<AppOptions> options, CancellationToken cancellationToken)
    {
        if (pushed.Source is not { } source || !IsName(source)) return BadSource();
        var token = await tokens.MakeAsync(session.Viewer, KindOf(kind), source, cancellationToken);
        return TypedResults.Ok(new MadeAddress(new Uri(options.Value.Address, ImportAddressEndpoint.PathOf(session.Viewer.Tenant, token))));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAddressAsync(
        string kind, ImportSource pushed, Session session, ImportTokens tokens, CancellationToken cancellationToken) =>
        pushed.Source is { } source && await tokens.RevokeAsync(session.Viewer, KindOf(kind), source, cancellationToken) ? TypedResults.NoContent() : Problem.NotFound();

    /// <summary>The route lets only the two names in.</summary>
    private static ImportKind KindOf(string kind) => kind == "payments" ? ImportKind.Payments : ImportKind.Schedule;

    private static bool TryRead(ImportKind kind, string source, string? fileName, string[]? columns, out ImportRequest asked, out ProblemHttpResult problem)
    {
        (asked, problem) = (new ImportRequest(kind, source, fileName, null), BadSource());
        if (!IsName(source)) return false;
        if (columns is null or []) return true;
        var byField = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var column in columns)
        {
            problem = Problem.Of(StatusCodes.Status422UnprocessableEntity, "import_refused", new FieldProblem("columns", "unknown_field"));
            if (column.Split('=', 2) is not [var field, { Length: > 0 } title] || !ImportService.Fields(kind).Contains(field) || !byField.TryAdd(field, title)) return false;
        }
        asked = asked with { Columns = byField };
        return true;
    }

    /// <summary><c>12:345,13:346</c>: line and deal.</summary>
    /// <returns>Null: it is something else.</returns>
    private static Dictionary<int, string>? ConfirmedOf(string? text)
    {
        var deals = new Dictionary<int, string>();
        foreach (var pair in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (pair.Split(':') is not [var line, { Length: > 0 } deal] || !int.TryParse(line, CultureInfo.InvariantCulture, out var number) || !deals.TryAdd(number, deal)) return null;
        }
        return deals;
    }

    private static bool IsName(string source) =>
        source.Length is > 0 and <= LongestName && source == source.Trim() && source.All(letter => char.IsLetterOrDigit(letter) || letter is ' ' or '-' or '.' or '_');

    private static ProblemHttpResult BadSource() => Problem.Of(StatusCodes.Status422UnprocessableEntity, "import_refused", new FieldProblem("source", "bad_name"));

    private static ProblemHttpResult Refuse(IReadOnlyList<RejectedRow> errors) => Problem.Of(
        StatusCodes.Status422UnprocessableEntity, "import_refused",
        errors.Select(row => new FieldProblem(string.Create(CultureInfo.InvariantCulture, $"{row.Line}:{row.Field}"), row.Reason)));
}

/// <param name="Imports">Newest first.</param>
/// <param name="Payments">What reports count as receipts.</param>
/// <param name="Schedule">What they count as schedule.</param>
/// <param name="Addresses">Where files may be pushed.</param>
public sealed record ImportsView(IReadOnlyList<ImportRecord> Imports, CountedView Payments, CountedView Schedule, IReadOnlyList<ImportAddress> Addresses);

/// <param name="Author">Name; null: it was pushed.</param>
public sealed record ImportRecord(ImportView Import, string? Author, string? UndoneBy);

/// <param name="Sources">Which source counts since when; before the first the CRM's own table.</param>
/// <param name="CrmHasIt">The CRM has such a table.</param>
/// <param name="IsPartial">A deal that stands in the file counts by it, every other one by the CRM.</param>
public sealed record CountedView(IReadOnlyList<PaymentSource> Sources, bool CrmHasIt, bool IsPartial);

/// <param name="Source">In the tenant's words.</param>
public sealed record ImportSource(string? Source);

/// <param name="Address">With the token in it: shown once.</param>
public sealed record MadeAddress(Uri Address);
