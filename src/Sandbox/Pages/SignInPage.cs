namespace Sandbox.Pages;

/// <summary>No passwords in a sandbox: one chooses who to be.</summary>
internal static class SignInPage
{
    public static Html Render(Language words, string portal, IReadOnlyList<PersonLine> people, IReadOnlyList<PersonLine> first) =>
        Shell.Document(words, portal, "signin", Html.Of($"""
            <main class="signin-box">
              <h1 class="logo">{portal}<b>24</b></h1>
              <p>{words["Войдите, чтобы продолжить работу", "Sign in to continue"]}</p>
              <div class="people">{Html.Each(first, Person)}</div>
              <details><summary>{words["Другой сотрудник", "Another employee"]}</summary><div class="people">{Html.Each(people.Where(person => !first.Contains(person)), Person)}</div></details>
              <p class="languages"><a href="?lang=ru">Русский</a><a href="?lang=en">English</a></p>
            </main>
            """));

    private static Html Person(PersonLine person) => Html.Of($"""
        <a class="person" href="/__sandbox/signin?as={person.Id}" data-testid="host-signin" data-user-id="{person.Id}">
          {Shell.Avatar(person.Name)}<span>{person.Name}<small>{person.Position}{Html.When(person.Department.Length > 0, $" · {person.Department}")}</small></span>
        </a>
        """);
}
