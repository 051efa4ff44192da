namespace RetailActors.Tests;

/// <summary>Amounts as people and other systems write them.</summary>
public sealed class MoneyTextSpecs
{
    [Theory]
    [InlineData(4328, "USD", "43.28", "43.28 USD")]
    [InlineData(5, "EUR", "0.05", "0.05 EUR")]
    [InlineData(-5, "EUR", "-0.05", "-0.05 EUR")]
    [InlineData(0, "GBP", "0.00", "0.00 GBP")]
    [InlineData(4328, "JPY", "4328", "4328 JPY")]
    [InlineData(-4328, "KWD", "-4.328", "-4.328 KWD")]
    [InlineData(long.MinValue, "USD", "-92233720368547758.08", "-92233720368547758.08 USD")]
    public void An_amount_has_the_digits_of_its_currency(long minor, string currency, string number, string text)
    {
        var amount = new Money(minor, new Currency(currency));
        amount.ToDecimal().ShouldBe(number);
        amount.ToText().ShouldBe(text);
    }

    [Fact]
    public void Nobody_guesses_the_digits_of_a_currency_that_is_not_known()
    {
        var amount = new Money(4328, new Currency("XYZ"));
        amount.ToText().ShouldBe("4328 XYZ");
        Should.Throw<KeyNotFoundException>(() => amount.ToDecimal());
    }
}
