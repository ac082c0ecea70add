using System.Text.Json;

namespace Sandbox.Pages;

/// <summary>An application in a frame: a form posted into it, and the page's side of the message protocol.</summary>
internal static class AppPage
{
    /// <param name="isJustInstalled">The page was loaded anew by <c>installFinish</c>.</param>
    public static Html Render(PageFrame frame, AppLine app, AppFrame opening, bool isJustInstalled) => Shell.Page(frame, app.Title, Html.Of($"""
        <main class="page app">
          {Html.When(!frame.IsFramed, $"""<h1 data-app-title>{app.Title}</h1>""")}
          {Html.When(isJustInstalled, $"""<p class="panel installed" role="status" data-testid="host-install-finished">{frame.Language["Приложение установлено", "The application is installed"]}</p>""")}
          {Frame(app, opening)}
        </main>
        """));

    /// <summary>The frame alone, to be put into a page that stands already.</summary>
    public static Html Frame(AppLine app, AppFrame opening) => Html.Of($"""
        <div class="panel app-panel">
          <iframe data-testid="host-app-frame" id="appframe_{opening.Sid}" name="{opening.FrameName}" title="{app.Title}"
            allow="clipboard-write; fullscreen" data-host-frame></iframe>
          <form hidden method="post" action="{opening.Address.AbsoluteUri}" target="{opening.FrameName}" data-launch>
            {Html.Each(opening.Fields, field => Html.Of($"""<input type="hidden" name="{field.Key}" value="{field.Value}">"""))}
          </form>
          <div hidden data-frame-settings="{Settings(opening)}"></div>
        </div>
        """);

    private static string Settings(AppFrame opening) => JsonSerializer.Serialize(new
    {
        clientId = opening.ClientId,
        sid = opening.Sid,
        origin = opening.Address.GetLeftPart(UriPartial.Authority),
        placement = opening.Placement,
        isAdministrator = opening.IsAdministrator,
        initData = opening.InitData,
    });
}
