using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace ReportApp.Web.Pages;

/// <summary>A static page in both languages: no data, no script. The code is for support.</summary>
internal static class TextPage
{
    public static IResult Refused(int status, string code) => Answer(
        status, code, frameOrigin: null,
        "Не удалось открыть приложение. Обновите страницу CRM и попробуйте ещё раз.",
        "The app could not be opened. Reload the CRM page and try again.");

    /// <summary>The host lets the app into this tenant no more; nobody is proven, so only the pages we know of may show it.</summary>
    public static IResult Blocked(Uri? frameOrigin) => Answer(
        StatusCodes.Status403Forbidden, "tenant_blocked", frameOrigin,
        "CRM закрыла доступ приложению. Попросите администратора CRM проверить тариф и оплату приложения.",
        "The CRM closed the app's access. Ask a CRM administrator to check the plan and the payment of the app.");

    /// <summary>A proven host that keeps something from the app; who can grant it must be told what.</summary>
    public static IResult NotGranted(Uri frameOrigin, IReadOnlyList<string> scopes) => Answer(
        StatusCodes.Status403Forbidden, "scopes_missing", frameOrigin,
        $"CRM не дала приложению нужных прав: {string.Join(", ", scopes)}. Администратор CRM выдаёт их в настройках приложения.",
        $"The CRM has not granted the app what it needs: {string.Join(", ", scopes)}. A CRM administrator grants it in the settings of the app.");

    /// <summary>A proven user of a tenant that nobody has set up yet.</summary>
    public static IResult AskAdministrator(Uri frameOrigin) => Answer(
        StatusCodes.Status403Forbidden, "not_installed", frameOrigin,
        "Приложение ещё не настроено. Попросите администратора CRM открыть его первым.",
        "The app is not set up yet. Ask your CRM administrator to open it first.");

    /// <summary>As a notice of the client looks. The policy names this text by its hash, so that nothing else can style the page.</summary>
    private const string Style = """
        body { display: grid; place-content: center; justify-items: center; gap: 12px; min-height: 100vh; margin: 0; padding: 24px; box-sizing: border-box;
          text-align: center; color: #242424; background: #f8f9fb; font: 14px/20px "Segoe UI", "Open Sans", "Helvetica Neue", Arial, "Liberation Sans", sans-serif; }
        p { margin: 0; max-width: 480px; }
        p:first-child { font-weight: 600; font-size: 15px; line-height: 22px; }
        p + p { color: #616161; font-size: 13px; }
        code { font: inherit; font-size: 12px; }
        """;

    private static readonly string StyleHash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)));

    private static HtmlResult Answer(int status, string code, Uri? frameOrigin, string russian, string english) => new(
        $"""
        <!doctype html>
        <html lang="ru"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Unique Reports</title><style>{Style}</style></head>
        <body><p>{WebUtility.HtmlEncode(russian)}</p><p lang="en">{WebUtility.HtmlEncode(english)}</p><p>Код для поддержки / Code for support: <code>{code}</code></p></body></html>
        """,
        status, ContentSecurityPolicy.ForText(frameOrigin, StyleHash));
}
