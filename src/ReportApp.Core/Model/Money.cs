using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ReportApp.Core.Model;

/// <summary>An amount in currency units. Exact; rounding happens only where it is shown. JSON: an object of both.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct Money
{
    /// <summary>At rest an amount is a 64-bit count of 1/10,000 of the currency unit.</summary>
    public const decimal StoredScale = 10_000m;

    public Money(decimal amount, string currency)
    {
        if (!IsCode(currency))
            throw new ArgumentException($"'{currency}' is not an ISO 4217 code.", nameof(currency));
        Amount = amount;
        Currency = currency;
    }

    public decimal Amount { get; }

    /// <summary>ISO 4217, upper case.</summary>
    public string Currency { get; }

    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public static Money operator +(Money left, Money right) =>
        left.Currency == right.Currency
            ? new Money(left.Amount + right.Amount, left.Currency)
            : throw new InvalidOperationException($"Cannot add {right.Currency} to {left.Currency}.");

    public static Money Add(Money left, Money right) => left + right;

    /// <summary>The stored count of 1/10,000 units.</summary>
    /// <exception cref="OverflowException">The amount does not fit, or is finer than 1/10,000.</exception>
    public static long ToStored(decimal amount)
    {
        var scaled = amount * StoredScale;
        return scaled == decimal.Truncate(scaled)
            ? decimal.ToInt64(scaled)
            : throw new OverflowException($"{amount.ToString(CultureInfo.InvariantCulture)} is finer than 1/10,000 of a unit.");
    }

    public static decimal FromStored(long stored) => stored / StoredScale;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Amount} {Currency}");

    private static bool IsCode(string? currency) => currency is { Length: 3 } && currency.All(char.IsAsciiLetterUpper);

    private sealed record Parts(decimal Amount, string Currency);

    /// <summary>What is written from outside may be no money at all, which is the writer's mistake.</summary>
    private sealed class Converter : JsonConverter<Money>
    {
        public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<Parts>(ref reader, options) is { } parts && IsCode(parts.Currency)
                ? new Money(parts.Amount, parts.Currency)
                : throw new JsonException("A currency is an ISO 4217 code.");

        public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, new Parts(value.Amount, value.Currency), options);
    }
}
