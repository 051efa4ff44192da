using RetailActors.Events;
using RetailActors.Tests.House;

namespace RetailActors.Tests.Events;

/// <summary>What is promised to those who read the events.</summary>
public sealed class EventSchemaSpecs
{
    public static TheoryData<string> Names => [.. EventType.All.Select(t => t.Name)];

    [Fact]
    public void Every_registered_type_has_a_schema_a_sample_and_a_row_and_nothing_else_has()
    {
        var names = EventType.All.Select(t => t.Name).Order().ToList();
        EventDocs.TypesWith(".schema.json").Where(n => n != "envelope").Order().ShouldBe(names);
        EventDocs.TypesWith(".sample.json").Order().ShouldBe(names);
        RepositoryTree.ReadLines("docs/events/README.md").Where(l => l.StartsWith("| `", StringComparison.Ordinal))
            .Select(l => l.Split('`')[1]).Order().ShouldBe(names);
    }

    [Fact]
    public void Every_member_is_listed_and_finds_itself_by_its_name()
    {
        typeof(EventType).GetFields().Where(f => f.FieldType == typeof(EventType))
            .Select(f => (EventType)f.GetValue(null)!).ShouldBe(EventType.All, ignoreOrder: true);
        EventType.All.ShouldAllBe(t => EventType.Find(t.Name) == t);
        EventType.Find("order.invented").ShouldBeNull();
    }

    [Theory, MemberData(nameof(Names))]
    public async Task A_sample_agrees_with_its_schema(string name)
    {
        var sample = EventDocs.Sample(EventType.Find(name)!);
        (await EventDocs.Faults(sample)).ShouldBeEmpty();
        var read = CloudEventJson.Read(sample);
        (read.Type, read.DataSchema).ShouldBe((name, EventType.Find(name)!.Schema));
    }

    [Theory, MemberData(nameof(Names))]
    public async Task A_missing_field_is_found(string name)
    {
        var sample = CloudEventJson.Read(EventDocs.Sample(EventType.Find(name)!));
        (await EventDocs.Faults(CloudEventJson.Write(sample with { Data = "{}" }))).ShouldNotBeEmpty();
        (await EventDocs.Faults(CloudEventJson.Write(sample with { Source = "nowhere" }))).ShouldNotBeEmpty();
    }

    [Fact]
    public void A_released_field_stays_as_it_is_and_a_new_one_is_optional()
    {
        var now = EventType.All.SelectMany(t => EventDocs.Fields(t.Name)).ToList();
        var released = SpecFile.Read("fields.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        SchemaChange.Breaking(released, now).ShouldBeEmpty();
        SpecFile.Matches("fields.txt", string.Join('\n', now) + "\n");
    }

    [Fact]
    public void A_change_that_breaks_readers_is_told_from_one_that_does_not()
    {
        string[] released = ["a.x string required", "a.y integer optional"];
        SchemaChange.Breaking(released, [.. released, "a.z string optional"]).ShouldBeEmpty();
        SchemaChange.Breaking(released, [.. released, "b.x string required"]).ShouldBeEmpty();
        SchemaChange.Breaking(released, ["a.x string required"]).ShouldBe(["gone or changed: a.y integer optional"]);
        SchemaChange.Breaking(released, [released[0], "a.y string optional"])
            .ShouldBe(["gone or changed: a.y integer optional"]);
        SchemaChange.Breaking(released, [released[0], "a.y integer required"])
            .ShouldBe(["gone or changed: a.y integer optional", "required from now on: a.y integer required"]);
        SchemaChange.Breaking(released, [.. released, "a.z string required"])
            .ShouldBe(["required from now on: a.z string required"]);
    }
}

/// <summary>Which changes of a schema break those who read by the old one.</summary>
internal static class SchemaChange
{
    public static IReadOnlyList<string> Breaking(IReadOnlyList<string> released, IReadOnlyList<string> now) =>
    [
        .. released.Except(now).Select(line => $"gone or changed: {line}"),
        .. now.Except(released).Where(line => line.EndsWith(" required", StringComparison.Ordinal)
            && released.Any(old => Within(old, line))).Select(line => $"required from now on: {line}"),
    ];

    /// <summary>A required field is harmless only inside of something that is new itself.</summary>
    private static bool Within(string released, string added)
    {
        var path = added.Split(' ')[0];
        var parent = path[..path.LastIndexOf('.')];
        return released.Split(' ')[0].StartsWith(parent + ".", StringComparison.Ordinal)
            || released.Split(' ')[0].TrimEnd('[', ']') == parent.TrimEnd('[', ']');
    }
}
