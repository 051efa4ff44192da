using RetailActors.Journal;
using RetailActors.Reference;

namespace RetailActors.Tests.Reference;

public sealed class ReferenceSpecs
{
    private static readonly DateTimeOffset _noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly Origin _erp = new("erp");
    private static readonly Product _tee = new("Tee black M", null);
    private static readonly Product _taxed = new("Tee black M", "apparel");

    private static Spec<ReferenceState<Product>, ReferenceEvent<Product>> Given(params Product[] versions) =>
        new Spec<ReferenceState<Product>, ReferenceEvent<Product>>(ReferenceDecider.Products, _noon)
            .Given(versions.Select(Put));

    private static ReferenceEvent<Product> Put(Product value) => new ReferenceEvent<Product>.Put(value, _noon, _erp);

    private static Func<ReferenceState<Product>, DateTimeOffset, (PutResult, ReferenceEvent<Product>[])> Putting(
        Product value, long? ifVersion = null) =>
        (s, now) => ReferenceDecider.Decide(s, new PutReference<Product>(value, ifVersion, _erp), now);

    [Fact]
    public void The_first_put_creates_version_1() =>
        Given().When(Putting(_tee)).Then(new PutResult.Created(1), Put(_tee));

    [Fact]
    public void A_put_only_if_there_is_none_creates() =>
        Given().When(Putting(_tee, 0)).Then(new PutResult.Created(1), Put(_tee));

    [Fact]
    public void The_next_put_changes() =>
        Given(_tee).When(Putting(_taxed)).Then(new PutResult.Changed(2), Put(_taxed));

    [Fact]
    public void A_put_of_the_version_that_was_read_changes() =>
        Given(_tee).When(Putting(_taxed, 1)).Then(new PutResult.Changed(2), Put(_taxed));

    [Fact]
    public void Putting_what_is_there_changes_nothing() =>
        Given(_tee).When(Putting(_tee)).Then(new PutResult.Unchanged(1));

    [Fact]
    public void A_retry_of_a_conditional_put_is_unchanged_and_not_stale() =>
        Given(_tee, _taxed).When(Putting(_taxed, 1)).Then(new PutResult.Unchanged(2));

    [Fact]
    public void A_put_that_came_second_is_stale() =>
        Given(_tee, _taxed).When(Putting(new Product("Tee", null), 1)).Then(new PutResult.Stale(2));

    [Fact]
    public void A_put_only_if_there_is_none_is_stale_when_there_is_one() =>
        Given(_tee).When(Putting(_taxed, 0)).Then(new PutResult.Stale(1));

    [Fact]
    public void A_put_of_a_version_of_something_missing_is_stale() =>
        Given().When(Putting(_tee, 3)).Then(new PutResult.Stale(0));

    [Fact]
    public void The_table_of_states_and_commands_is_as_checked_in()
    {
        Func<ReferenceState<Product>, (string, ReferenceEvent<Product>[])> Puts(Product value, long? ifVersion) => s =>
            Putting(value, ifVersion)(s, _noon) is var (result, events)
                ? (result.ToString().Replace(" { Version = ", " ", StringComparison.Ordinal).TrimEnd(' ', '}'), events)
                : default;
        SpecTable.Matches("reference-table.txt", ReferenceDecider.Products,
        [
            ("missing", []), ("version 1", [Put(_tee)]), ("version 2", [Put(_tee), Put(_taxed)]),
            ("version 2, inactive", [Put(_tee), Put(_tee with { Active = false })]),
        ],
        [
            ("put tee", Puts(_tee, null)), ("put taxed", Puts(_taxed, null)), ("put taxed if none", Puts(_taxed, 0)),
            ("put taxed if version 1", Puts(_taxed, 1)), ("put taxed if version 2", Puts(_taxed, 2)),
            ("put inactive", Puts(_tee with { Active = false }, null)),
        ]);
    }

    [Fact]
    public void It_reads_as_its_present_version()
    {
        ReferenceDecider.View(Given().State).ShouldBeNull();
        ReferenceDecider.View(Given(_tee, _taxed).State).ShouldBe(new Versioned<Product>(_taxed, 2, _noon));
    }

    [Fact]
    public void The_directory_shows_the_value_and_whether_it_is_active()
    {
        ReferenceDecider.Products.Index(Given().State).ShouldBeNull();
        ReferenceDecider.Products.Index(Given(_taxed).State).ShouldBe(
            new IndexRow("active", "product", """{"title":"Tee black M","taxCode":"apparel","active":true}"""));
        ReferenceDecider.Products.Index(Given(_taxed with { Active = false }).State)!.Status.ShouldBe("inactive");
        ReferenceDecider.Products.Outbox(Given(_tee).State).ShouldBeEmpty();
    }

    [Fact]
    public void Each_kind_has_its_own_stream_and_row()
    {
        Row(ReferenceDecider.Prices, new Price(new Money(1999, new("USD")))).ShouldBe(
            new IndexRow("active", "price", """{"amount":{"minor":1999,"currency":"USD"}}"""));
        Row(ReferenceDecider.Locations, new Location("Main Street", LocationKind.Store)).ShouldBe(new IndexRow(
            "active", "location", """{"name":"Main Street","kind":"Store","priority":100,"active":true}"""));

        static IndexRow? Row<T>(Fold<ReferenceState<T>, ReferenceEvent<T>> fold, T value) where T : class =>
            fold.Index(fold.Evolve(fold.Initial, new ReferenceEvent<T>.Put(value, _noon, _erp)));
    }

    [Fact]
    public void Every_event_is_written_and_read_as_it_ever_was()
    {
        SpecGolden.Holds(ReferenceDecider.Products.Codec, [Put(_taxed)], "product-");
        SpecGolden.Holds(ReferenceDecider.Prices.Codec,
            [new ReferenceEvent<Price>.Put(new(new Money(1999, new("USD"))), _noon, _erp)], "price-");
        SpecGolden.Holds(CustomerDecider.Fold.Codec,
            [new CustomerEvent.Put(new("vip"), _noon, _erp), new CustomerEvent.Told(1)], "customer-");
        SpecGolden.Holds(ReferenceDecider.Locations.Codec,
            [new ReferenceEvent<Location>.Put(new("Main Street", LocationKind.Store), _noon, _erp)], "location-");
    }
}
