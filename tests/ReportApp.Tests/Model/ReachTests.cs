using ReportApp.Core.Model;

namespace ReportApp.Tests.Model;

public sealed class ReachTests
{
    [Theory]
    [InlineData("+7 (916) 123-45-67", "79161234567")]
    [InlineData("8 (916) 123-45-67", "79161234567")]
    [InlineData("89161234567", "79161234567")]
    [InlineData(" 916 123 45 67 ", "79161234567")]
    [InlineData("+7 916 123-45-67 доб. 12", "79161234567")]
    [InlineData("8 495 123-45-67, Ирина", "74951234567")]
    [InlineData("+86 10 1234 5678", "861012345678")]
    [InlineData("+8 611 234 56 78", "86112345678")]
    [InlineData("123-45-67", "1234567")]
    [InlineData("нет", null)]
    [InlineData("123", null)]
    [InlineData("", null)]
    [InlineData("12345678901234567890", null)]
    public void One_phone_has_one_form_however_it_is_written(string text, string? comparable) =>
        Assert.Equal(comparable, Reach.Phone(text));

    [Theory]
    [InlineData(" Anna@Mail.Example ", "anna@mail.example")]
    [InlineData("anna", null)]
    [InlineData("@mail.example", null)]
    [InlineData("anna@", null)]
    [InlineData("anna@mail@example", null)]
    [InlineData("anna li@mail.example", null)]
    public void One_mailbox_has_one_form_and_other_texts_have_none(string text, string? comparable) => Assert.Equal(comparable, Reach.Email(text));
}
