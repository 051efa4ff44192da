using RetailActors.Journal;
using RetailActors.Postings;
using RetailActors.Reference;

namespace RetailActors.Tests.Reference;

/// <summary>Several systems say what a customer is; of each field the most trusted one survives.</summary>
public sealed class CustomerSpecs
{
    private static readonly DateTimeOffset _noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly CustomerRules _rules = new(["crm", "erp"], ["erp"]);

    private static CustomerState After(params (string Client, string? Segment, bool Active)[] puts)
    {
        var s = CustomerState.None;
        foreach (var (client, segment, active) in puts)
            s = Put(s, client, segment, active).Events.Aggregate(s, CustomerDecider.Fold.Evolve);
        return s;
    }

    private static (PutResult Result, CustomerEvent[] Events) Put(
        CustomerState s, string client, string? segment, bool active = true, long? ifVersion = null) =>
        CustomerDecider.Decide(
            s, new PutReference<Customer>(new Customer(segment, active), ifVersion, new Origin(client)), _rules, true,
            _noon.AddMinutes(s.Version));

    [Fact]
    public void A_more_trusted_system_wins_whoever_comes_last()
    {
        var s = After(("web", "new", true), ("crm", "gold", true), ("web", "silver", false));
        s.Value!.ShouldBe(new Customer("gold", false, new CustomerSources(
            new FieldSource("crm", _noon.AddMinutes(1)), new FieldSource("web", _noon.AddMinutes(2)))));
        Put(s, "erp", "bronze", false).Result.ShouldBe(new PutResult.Changed(4), "the ERP knows who may order");
        After(("crm", "gold", true), ("erp", "bronze", true)).Value!.Segment.ShouldBe("gold");
    }

    [Fact]
    public void Between_equals_the_later_one_wins()
    {
        After(("web", "new", true), ("pos", "old", true)).Value!.Segment.ShouldBe("old");
        After(("crm", "gold", true), ("crm", "silver", true)).Value!.Segment.ShouldBe("silver");
    }

    [Fact]
    public void A_value_that_is_confirmed_by_somebody_more_trusted_is_theirs()
    {
        var s = After(("web", "gold", true), ("crm", "gold", true));
        s.Value!.Sources!.Segment.Client.ShouldBe("crm");
        Put(s, "web", "silver").Result.ShouldBe(new PutResult.Unchanged(2));
        Put(s, "crm", "gold").Result.ShouldBe(new PutResult.Unchanged(2));
    }

    [Fact]
    public void A_version_that_was_read_too_long_ago_is_stale()
    {
        var s = After(("web", "new", true));
        Put(s, "web", "old", ifVersion: 0).Result.ShouldBe(new PutResult.Stale(1));
        Put(s, "web", "old", ifVersion: 1).Result.ShouldBe(new PutResult.Changed(2));
        Put(s, "web", "new", ifVersion: 0).Result.ShouldBe(new PutResult.Unchanged(1), "a retry");
    }

    [Fact]
    public void What_was_put_before_sources_were_kept_is_anybodys()
    {
        var old = CustomerDecider.Fold.Codec.Read(
            """
            [{"e":"put","d":{"value":{"segment":"vip","active":true},
              "at":"2026-05-04T12:00:00+00:00","by":{"client":"erp"}}}]
            """).Aggregate(CustomerState.None, CustomerDecider.Fold.Evolve);
        var (result, events) = Put(old, "web", "new");
        result.ShouldBe(new PutResult.Changed(2));
        var sources = events.Aggregate(old, CustomerDecider.Fold.Evolve).Value!.Sources!;
        (sources.Segment.Client, sources.Active.Client).ShouldBe(("web", "unknown"));
        CustomerDecider.Fold.Outbox(old).ShouldBeEmpty();
    }

    [Fact]
    public void Only_the_latest_version_is_told_and_only_once()
    {
        var s = After(("web", "new", true), ("web", "old", true));
        CustomerDecider.Fold.Outbox(s).ShouldBe([new Owed(CustomerDecider.TellCall)]);
        CustomerDecider.StepOf(s, new("C-1")).ShouldBe(
            new Step.CustomerChanged("changed:2", _noon.AddMinutes(1), new("C-1"), 2, "old", true));
        CustomerDecider.Told(s, 1).ShouldBeEmpty("another version came meanwhile");
        var told = CustomerDecider.Told(s, 2).Aggregate(s, CustomerDecider.Fold.Evolve);
        CustomerDecider.Fold.Outbox(told).ShouldBeEmpty();
        CustomerDecider.StepOf(told, new("C-1")).ShouldBeNull();
    }

    [Fact]
    public void It_reads_and_lists_as_its_present_version()
    {
        var s = After(("web", null, false));
        CustomerDecider.View(s)!.Version.ShouldBe(1);
        CustomerDecider.View(CustomerState.None).ShouldBeNull();
        CustomerDecider.Fold.Index(s)!.Status.ShouldBe("inactive");
    }
}
