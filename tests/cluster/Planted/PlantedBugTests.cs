using System.Text;
using RetailActors.Journal;
using RetailActors.Tests.Databases;
using RetailActors.Tests.Journal;
using RetailActors.Tests.Ledgers;
using RetailActors.Tests.Outgoing;
using RetailActors.Tests.Simulation;

namespace RetailActors.Tests.Planted;

/// <summary>Every known bug is planted in turn, and the checks of the suite find it. What finds it stands in
/// <c>docs/planted-bugs.md</c>.</summary>
public sealed class PlantedBugTests(PostgreSqlFixture postgres)
{
    private const string Table = "../../../docs/planted-bugs.md";

    [Fact]
    public async Task Every_planted_bug_is_found_and_nothing_else_is()
    {
        var text = new StringBuilder(Head);
        var sound = new HashSet<string>();
        foreach (var (name, what, flaw, plant, checks) in Bugs())
        {
            var found = new List<string>();
            foreach (var check in checks)
            {
                if (sound.Add(check.Name))
                    (await check.Finds(SimFlaw.None)).ShouldBeNull($"without a bug: {check.Name}");
                if (await Planted(check, flaw, plant))
                    found.Add(check.Name);
            }
            found.ShouldContain(Check.Simulation.Name, $"the simulation does not find: {name}");
            found.Count.ShouldBe(checks.Length, $"{name} is found only by: {string.Join("; ", found)}");
            text.Append($"| {name} | {what} | {string.Join("; ", found)} |\n");
        }
        SpecFile.Matches(Table, text.ToString());
    }

    private const string Head =
        """
        # Planted bugs

        A test suite that has never failed proves little. `tests/cluster/Planted` plants each bug below, runs checks
        of the suite over it and expects them to fail; the same checks pass without the bug. The first three are in the
        ledger itself and the last one in the database; a key per attempt is put on the way to the outside system, the
        poll by position around the store. The switches are internal and nothing but this test sets them: no
        configuration reaches them. The test writes this page (`UPDATE_GOLDEN=1`).

        | bug | what is planted | found by |
        |---|---|---|

        """;

    /// <summary>In a context of its own: what is planted goes with it.</summary>
    private static async Task<bool> Planted(Check check, SimFlaw flaw, Action plant)
    {
        plant();
        return await check.Finds(flaw) is not null;
    }

    private IEnumerable<Bug> Bugs() => [.. OfTheLedger(), .. OfTheRest()];

    private static IEnumerable<Bug> OfTheLedger()
    {
        yield return new("reply before commit", "a caller is answered before its append is durable",
            SimFlaw.ReplyBeforeCommit, () => Bench.Planted.Value = LedgerFlaw.ReplyBeforeCommit,
            [
                Check.Simulation, Ledger(nameof(LedgerTests.A_reply_comes_after_the_append),
                    t => t.A_reply_comes_after_the_append()),
                Ledger(nameof(LedgerTests.A_failed_append_is_answered_as_unknown_and_its_activation_ends),
                    t => t.A_failed_append_is_answered_as_unknown_and_its_activation_ends(Fault.Before)),
            ]);
        yield return new("mutate before commit", "what a failed append has changed stays in memory",
            SimFlaw.MutateBeforeCommit, () => Bench.Planted.Value = LedgerFlaw.MutateBeforeCommit,
            [
                Check.Simulation,
                Ledger(nameof(LedgerTests.A_failed_append_is_answered_as_unknown_and_its_activation_ends),
                    t => t.A_failed_append_is_answered_as_unknown_and_its_activation_ends(Fault.Before)),
            ]);
        yield return new("no fence", "a stale activation writes on although its version exists",
            SimFlaw.NoFence, () => Bench.Planted.Value = LedgerFlaw.NoFence,
            [
                Check.Simulation, Ledger(nameof(LedgerTests.A_stale_activation_loses_against_the_journal),
                    t => t.A_stale_activation_loses_against_the_journal()),
            ]);
    }

    private IEnumerable<Bug> OfTheRest()
    {
        yield return new("new key per retry", "each attempt at an outside system has a key of its own",
            SimFlaw.NewKeyPerRetry, () => FakeSystem.NewKeyPerAttempt.Value = true,
            [
                Check.Simulation, Check.Test(
                    nameof(PostingTests.A_lost_answer_is_looked_up_and_what_was_booked_is_not_sent_again),
                    () => new PostingTests(),
                    t => t.A_lost_answer_is_looked_up_and_what_was_booked_is_not_sent_again()),
            ]);
        yield return new("poll by position", "the sweeper looks only behind the last call that it has seen",
            SimFlaw.PollByPosition, () => StoreTests.Planted.Value =
                (_, store) => Task.FromResult<IJournalStore>(new PositionStore(store)),
            [
                Check.Simulation,
                Outbox(nameof(OutboxConformance.A_claimed_call_is_due_again_after_a_lease_that_doubles_up_to_an_hour),
                    t => t.A_claimed_call_is_due_again_after_a_lease_that_doubles_up_to_an_hour()),
            ]);
        yield return new("missing unique index", "the journal takes a version of a stream twice",
            SimFlaw.MissingUniqueIndex, () => StoreTests.Planted.Value = WithoutIndex,
            [
                Check.Simulation,
                Append(nameof(AppendConformance.A_version_that_exists_is_refused_and_keeps_what_it_was),
                    t => t.A_version_that_exists_is_refused_and_keeps_what_it_was()),
                Append(nameof(AppendConformance.A_conflict_fails_alone_with_its_outbox_and_index),
                    t => t.A_conflict_fails_alone_with_its_outbox_and_index()),
            ]);
    }

    private sealed record Bug(string Name, string What, SimFlaw Flaw, Action Plant, Check[] Checks);

    private static async Task<IJournalStore> WithoutIndex(TestDatabase database, IJournalStore store)
    {
        await database.Execute("ALTER TABLE journal DROP CONSTRAINT journal_pkey");
        return store;
    }

    private static Check Ledger(string name, Func<LedgerTests, Task> test) =>
        Check.Test(name, () => new LedgerTests(), test);

    private static Check Outbox(string name, Func<OutboxOnSqlite, Task> test) =>
        Check.Test(name, () => new OutboxOnSqlite(), test);

    private Check Append(string name, Func<AppendOnPostgreSql, Task> test) =>
        Check.Test(name, () => new AppendOnPostgreSql(postgres), test);
}
