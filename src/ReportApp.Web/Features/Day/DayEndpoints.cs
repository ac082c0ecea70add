using Microsoft.AspNetCore.Http.HttpResults;
using ReportApp.Core.Plans;
using ReportApp.Core.Reports;
using ReportApp.Web.Problems;
using ReportApp.Web.Sessions;

namespace ReportApp.Web.Features.Day;

/// <summary>Plan and fact of a day and over a month, what a month takes of each step, the records behind these numbers, and when people work.</summary>
internal static class DayEndpoints
{
    public static void MapDay(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/day").WithTags("Day").RequireAuthorization(SessionAuthentication.ViewerPolicy);
        group.MapPost("", RunAsync).WithName("runDay");
        group.MapPost("/month", RunMapAsync).WithName("runMonthMap");
        group.MapPost("/records", ListAsync).WithName("listDayRecords");
        var month = app.MapGroup("/api/funnel-month").WithTags("Day").RequireAuthorization(SessionAuthentication.ViewerPolicy);
        month.MapPost("", RunMonthAsync).WithName("runFunnelMonth");
        month.MapPost("/records", ListMonthAsync).WithName("listFunnelRecords");
        app.MapPut("/api/people/{id}/calendar", SetCalendarAsync).WithName("setPersonCalendar").WithTags("Day").RequireAuthorization(SessionAuthentication.ViewerPolicy);
    }

    private static async Task<Ok<DayAnswer>> RunAsync(DayRequest request, Session session, DayPlans days, CancellationToken cancellationToken) =>
        TypedResults.Ok(await days.RunAsync(session.Viewer, request, cancellationToken));

    private static async Task<Ok<MonthMap>> RunMapAsync(MonthMapRequest request, Session session, DayPlans days, CancellationToken cancellationToken) =>
        TypedResults.Ok(await days.RunMapAsync(session.Viewer, request, cancellationToken));

    private static async Task<Ok<DayRecords>> ListAsync(DayRecordsRequest request, Session session, DayPlans days, CancellationToken cancellationToken) =>
        TypedResults.Ok(await days.ListAsync(session.Viewer, request, cancellationToken));

    private static async Task<Ok<FunnelMonth>> RunMonthAsync(FunnelMonthRequest request, Session session, DayPlans days, CancellationToken cancellationToken) =>
        TypedResults.Ok(await days.RunMonthAsync(session.Viewer, request, cancellationToken));

    private static async Task<Ok<FunnelRecords>> ListMonthAsync(FunnelRecordsRequest request, Session session, DayPlans days, CancellationToken cancellationToken) =>
        TypedResults.Ok(await days.ListMonthAsync(session.Viewer, request, cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> SetCalendarAsync(
        string id, PersonCalendarCommand command, Session session, WorkCalendarService calendars, CancellationToken cancellationToken) =>
        await calendars.SetAsync(session.Viewer, id, command, cancellationToken) switch
        {
            CalendarSaved.Invalid invalid => Problem.Of(
                StatusCodes.Status422UnprocessableEntity, "calendar_refused", invalid.Problems.Select(problem => new FieldProblem(problem.Field, problem.Reason))),
            CalendarSaved.Conflict conflict => Problem.Of(StatusCodes.Status409Conflict, "calendar_changed_meanwhile", conflict.Current),
            CalendarSaved.NotFound => Problem.NotFound(),
            _ => TypedResults.NoContent(),
        };
}
