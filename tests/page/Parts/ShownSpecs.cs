using RetailActors.Gateway;

namespace RetailActors.Tests.Page.Parts;

/// <summary>How times, amounts and names look to people, and to a spreadsheet.</summary>
public sealed class ShownSpecs
{
    [Theory]
    [InlineData(4328, "USD", "$43.28")]
    [InlineData(-500, "EUR", "−€5.00")]
    [InlineData(1200, "JPY", "¥1,200")]
    [InlineData(5, "KWD", "KWD 0.005")]
    [InlineData(123456789, "CHF", "CHF 1,234,567.89")]
    [InlineData(0, "GBP", "£0.00")]
    [InlineData(long.MinValue, "USD", "−$92,233,720,368,547,758.08")]
    public void An_amount_has_the_digits_of_its_currency(long minor, string currency, string text) =>
        Shown.Money(new Money(minor, new Currency(currency))).ShouldBe(text);

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(-5, "0 s")]
    [InlineData(59, "59 s")]
    [InlineData(900, "15 min")]
    [InlineData(3_725, "1 h 2 min")]
    [InlineData(90_000, "1 d 1 h")]
    [InlineData(172_800, "2 d")]
    public void A_length_of_time_has_its_two_largest_units(int seconds, string text) =>
        Shown.Age(TimeSpan.FromSeconds(seconds)).ShouldBe(text);

    [Theory]
    [InlineData(0, "now")]
    [InlineData(30, "30 s ago")]
    [InlineData(-7_200, "in 2 h")]
    [InlineData(200_000, "2 d ago")]
    public void A_time_is_told_from_now(int secondsAgo, string text)
    {
        var now = new DateTimeOffset(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);
        Shown.Relative(now.AddSeconds(-secondsAgo), now).ShouldBe(text);
    }

    [Theory]
    [InlineData("ready-for-pickup", "Ready for pickup")]
    [InlineData("ReadyForPickup", "Ready for pickup")]
    [InlineData("awaiting-erp", "Awaiting ERP")]
    public void A_slug_is_words(string slug, string words) => Shown.Title(slug).ShouldBe(words);

    [Theory]
    [InlineData("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")")]
    [InlineData("@cmd", "'@cmd")]
    [InlineData("plain", "plain")]
    public void Nothing_in_a_file_is_computed_by_a_spreadsheet(string value, string cell) =>
        Csv.Cell(value).ShouldBe(cell);

    [Fact]
    public void A_file_has_every_cell_in_quotes_and_says_that_it_is_UTF_8()
    {
        var at = new DateTimeOffset(2026, 11, 26, 12, 0, 0, TimeSpan.FromHours(2));
        var bytes = Csv.Of(["Id", "At"], [["a\"b", at]]);
        bytes[..3].ShouldBe([0xEF, 0xBB, 0xBF]);
        System.Text.Encoding.UTF8.GetString(bytes[3..])
            .ShouldBe("\"Id\",\"At\"\r\n\"a\"\"b\",\"2026-11-26T10:00:00Z\"\r\n");
    }

    [Theory]
    [InlineData("/orders/1", "/orders/1")]
    [InlineData("//evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData(null, "/")]
    public void Nobody_is_led_to_another_host_after_the_sign_in(string? wanted, string address) =>
        SignIn.Local(wanted).ShouldBe(address);
}
