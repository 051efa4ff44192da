using System.Net.Http.Json;
using System.Text.Json;
using RetailActors.Adapters;
using RetailActors.Adapters.Finance;
using RetailActors.Postings;

namespace RetailActors.Tests.Adapters;

/// <summary>The contract on the ledger of finance: an entry of every step that moves value.</summary>
public sealed class FinanceTests : DocumentAdapterContract
{
    protected override ISystemKind Kind { get; } = new FinanceKind(new NoServices());

    protected override IReadOnlyList<Func<Story, DocumentCall>> Documents =>
    [
        .. new[] { DocumentKind.Invoice, DocumentKind.Payment, DocumentKind.TaxReversal, DocumentKind.Refund }.Select(
            (cause, i) => (Func<Story, DocumentCall>)(story => story.Call(
                DocumentKind.JournalEntry, i + 1, story.StepOf(cause)))),
    ];

    protected override async Task<DocumentCall> Refusable(Story story)
    {
        (await Http.PutAsJsonAsync($"{Root}/v1/periods/2026-11", new { closed = true }, Cancellation))
            .EnsureSuccessStatusCode();
        return story.Call(DocumentKind.JournalEntry);
    }

    protected override int Booked(JsonElement books, DocumentCall call) => books.GetProperty("items").EnumerateArray()
        .Count(item => item.TryGetProperty("externalKey", out var key) && key.GetString() == call.Key);

    [Fact]
    public async Task An_entry_of_a_closed_period_is_taken_when_somebody_moves_it()
    {
        var refused = await Refusable(new Story("ord_1"));
        (await Send(refused)).ShouldBeOfType<PostingAnswer.Rejected>().Code.ShouldBe("period-closed");
        var edited = refused with { Edits = refused.Edits.SetItem("postingDate", "2026-12-01") };
        (await Send(edited)).ShouldBeOfType<PostingAnswer.Posted>();
        (await Books()).GetProperty("items").EnumerateArray().Last().GetProperty("bookedAt").GetString()!
            .ShouldStartWith("2026-12-01");
    }

    [Fact]
    public async Task Another_entry_under_the_same_key_is_refused()
    {
        var story = new Story("ord_1");
        var first = story.Call(DocumentKind.JournalEntry);
        await Post(story, first);
        (await Send(first with { Step = story.StepOf(DocumentKind.Payment) }))
            .ShouldBeOfType<PostingAnswer.Rejected>().Code.ShouldBe("key-reused");
    }

    [Fact]
    public async Task All_entries_of_an_order_that_came_back_leave_nothing_owed()
    {
        var story = new Story("ord_1");
        foreach (var document in Documents)
        {
            await Post(story, document(story));
        }
        var balances = (await Books()).GetProperty("summary").GetProperty("balances").EnumerateArray()
            .ToDictionary(b => b.GetProperty("account").GetString()!, b => b.GetProperty("balance").GetInt64());
        balances.Values.Sum().ShouldBe(0);
        balances[Finance.Account.DeferredRevenue.Code].ShouldBe(0);
        balances[Finance.Account.RefundsPayable.Code].ShouldBe(0);
        balances[Finance.Account.ClearingOf("sandbox").Code].ShouldBe(6238 - 2224);
    }

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}
