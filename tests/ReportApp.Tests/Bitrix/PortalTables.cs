namespace ReportApp.Tests.Bitrix;

/// <summary>How the portal of these tests describes its deals, in the host's JSON.</summary>
internal static class PortalTables
{
    public static readonly IReadOnlyList<string> PlanFields =
    [
        Field("ufCrmUrPlanAmount", "money", "UF_CRM_UR_PLAN_AMOUNT"), Field("ufCrmUrPlanMonth", "date", "UF_CRM_UR_PLAN_MONTH"),
        Field("ufCrmUrPlanManager", "employee", "UF_CRM_UR_PLAN_MANAGER"), Field("ufCrmUrPlanMetric", "string", "UF_CRM_UR_PLAN_METRIC"),
        Field("ufCrmUrPlanStatus", "string", "UF_CRM_UR_PLAN_STATUS"), Field("ufCrmUrPlanEntry", "string", "UF_CRM_UR_PLAN_ENTRY"),
    ];

    private static readonly IReadOnlyList<string> Standard =
    [
        """
        "id":{"type":"integer","isRequired":false,"isReadOnly":true,"isImmutable":false,"isMultiple":false,"isDynamic":false,"title":"ID","settings":[]}
        """,
        """
        "opportunity":{"type":"double","isMultiple":false,"isDynamic":false,"title":"Сумма","upperName":"OPPORTUNITY","settings":[],"items":[]}
        """,
    ];

    /// <summary>A user field; <c>settings</c> is an empty map as PHP writes it.</summary>
    public static string Field(string name, string type, string upperName, bool isMultiple = false, string settings = "[]") => $$"""
        "{{name}}":{"type":"{{type}}","isMultiple":{{(isMultiple ? "true" : "false")}},"isDynamic":true,"title":"{{upperName}}","upperName":"{{upperName}}","settings":{{settings}}}
        """;

    /// <summary>The answer of <c>crm.item.fields</c>.</summary>
    public static Answer Fields(params IEnumerable<string> custom) => Answer.Result($$$"""{"fields":{{{{string.Join(',', Standard.Concat(custom))}}}}}""");

    /// <summary>A deal with nothing unusual but what is given; given members stand last, and the last one of a name counts.</summary>
    public static string Deal(int id, string more = "") => $$"""
        {"id":{{id}},"title":"Сделка","categoryId":0,"stageId":"NEW","opportunity":100.5,"currencyId":"RUB","assignedById":4,"observers":[],
        "createdTime":"2026-11-01T10:00:00+03:00","updatedTime":"2026-11-02T10:00:00+03:00","movedTime":null{{(more.Length == 0 ? "" : "," + more)}}}
        """;

    public static Answer Items(params IEnumerable<string> rows) => Answer.Result($$"""{"items":[{{string.Join(',', rows)}}]}""", more: ""","total":0""");
}
