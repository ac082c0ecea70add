using System.Text;
using Microsoft.AspNetCore.Http;
using ReportApp.Tests.Conventions;
using ReportApp.Web.Features.Launch;

namespace ReportApp.Tests.Web;

/// <summary>Rows 9 to 12 of the bad input matrix.</summary>
public sealed class EntryFormTests
{
    private const string FormType = "application/x-www-form-urlencoded";

    public static TheoryData<string, string, string, string, int, string> BadForms { get; } = new()
    {
        { "a field twice", FormType, "", "member_id=a&member_id=b", 400, "duplicate_field" },
        { "a field twice in the address", FormType, "?DOMAIN=a&DOMAIN=b", "", 400, "duplicate_field" },
        { "one field spelled in two ways", FormType, "", "member_id=a&member%5Fid=b", 400, "duplicate_field" },
        { "JSON", "application/json", "", "{}", 415, "wrong_content_type" },
        { "multipart", "multipart/form-data; boundary=x", "", "--x--", 415, "wrong_content_type" },
        { "no content type", "", "", "a=b", 415, "wrong_content_type" },
        { "another charset", FormType + "; charset=utf-16", "", "a=b", 415, "wrong_content_type" },
        { "64 KiB and one byte", FormType, "", "a=" + new string('x', EntryForm.MaxBytes - 1), 413, "too_large" },
        { "invalid UTF-8", FormType, "", "a=%C3%28", 400, "bad_encoding" },
        { "an overlong form", FormType, "", "a=%C0%AF", 400, "bad_encoding" },
        { "a lone surrogate", FormType, "", "a=%ED%A0%80", 400, "bad_encoding" },
        { "NUL", FormType, "", "a=b%00c", 400, "bad_encoding" },
        { "a byte order mark", FormType, "", "%EF%BB%BFa=b", 400, "bad_encoding" },
        { "a broken escape", FormType, "", "a=%4", 400, "bad_encoding" },
        { "an escape of no digits", FormType, "", "a=%zz", 400, "bad_encoding" },
        { "no name", FormType, "", "=b", 400, "bad_request" },
        { "65 fields", FormType, "", string.Join('&', Enumerable.Range(0, 65).Select(i => $"f{i}=1")), 400, "bad_request" },
    };

    [Theory]
    [Trait(BadInputMatrix.Row, "9")]
    [Trait(BadInputMatrix.Row, "10")]
    [Trait(BadInputMatrix.Row, "11")]
    [Trait(BadInputMatrix.Row, "12")]
    [MemberData(nameof(BadForms))]
    public async Task A_bad_form_is_refused(string situation, string type, string query, string body, int status, string code)
    {
        var read = await ReadAsync(type, query, body);

        Assert.True(read is EntryForm.Bad bad && bad.Status == status && bad.Code == code, $"{situation}: {read}");
    }

    [Fact]
    public async Task A_good_form_is_read_with_its_address()
    {
        var read = await ReadAsync(FormType + "; charset=UTF-8", "?DOMAIN=portal.example&LANG=ru", "AUTH_ID=a%2Bb&PLACEMENT_OPTIONS=%7B%22ID%22%3A%228061%22%7D&X=a+b");

        var request = Assert.IsType<EntryForm.Read>(read).Request;
        Assert.Equal("portal.example", request.Query["DOMAIN"]);
        Assert.Equal("a+b", request.Form["AUTH_ID"]);
        Assert.Equal("""{"ID":"8061"}""", request.Form["PLACEMENT_OPTIONS"]);
        Assert.Equal("a b", request.Form["X"]);
    }

    private static Task<EntryForm> ReadAsync(string type, string query, string body)
    {
        var context = new DefaultHttpContext();
        if (type.Length > 0) context.Request.ContentType = type;
        context.Request.QueryString = new QueryString(query);
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        return EntryForm.ReadAsync(context.Request, TestContext.Current.CancellationToken);
    }
}
