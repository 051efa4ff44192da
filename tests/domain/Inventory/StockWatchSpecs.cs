using RetailActors.Inventory;

namespace RetailActors.Tests.Inventory;

public sealed class StockWatchSpecs
{
    private static readonly DateTimeOffset _noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private static Spec<StockWatch, StockWatchEvent> Given(params StockWatchEvent[] events) =>
        new Spec<StockWatch, StockWatchEvent>(StockWatchDecider.Fold, _noon).Given(events);

    private static Func<StockWatch, DateTimeOffset, (bool, StockWatchEvent[])> Advance(long cut, int minute) =>
        (s, now) => (true, StockWatchDecider.Decide(s, cut, _noon.AddMinutes(minute), now));

    private static StockWatchEvent At(long cut, int minute) =>
        new StockWatchEvent.Advanced(cut, _noon.AddMinutes(minute), _noon);

    [Fact]
    public void It_goes_forward_with_the_cut_or_with_the_time() =>
        Given().When(Advance(7, 1)).Then(true, At(7, 1)).When(Advance(7, 2)).Then(true, At(7, 2));

    [Fact]
    public void It_never_goes_back() =>
        Given(At(7, 5)).When(Advance(6, 6)).Then(true).When(Advance(8, 5)).Then(true).When(Advance(7, 5)).Then(true);

    [Fact]
    public void Its_events_stand_in_the_journal_as_checked_in() =>
        SpecGolden.Holds(StockWatchDecider.Codec, [At(7, 1)], "stock-watch-");
}
