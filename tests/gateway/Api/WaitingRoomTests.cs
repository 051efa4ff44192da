using Microsoft.Extensions.Time.Testing;
using RetailActors.Gateway;

namespace RetailActors.Tests;

/// <summary>Who gets in, who waits and who is refused; the bound of those inside follows the processors.</summary>
public sealed class WaitingRoomTests : IDisposable
{
    private static readonly TimeSpan _wait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _target = TimeSpan.FromMilliseconds(50);
    private readonly FakeTimeProvider _time = new();
    private readonly WaitingRoom _room;

    public WaitingRoomTests() => _room = Room(inside: 2, waiting: 3);

    public void Dispose() => _room.Dispose();

    [Fact]
    public async Task As_many_as_may_are_inside_and_the_next_one_waits_until_somebody_leaves()
    {
        (await Enter()).ShouldBe(Admission.Admitted);
        (await Enter()).ShouldBe(Admission.Admitted);
        var third = Enter();
        third.IsCompleted.ShouldBeFalse();
        (_room.Inside, _room.Waiting).ShouldBe((2, 1));
        _room.Leave(asks: false);
        (await third).ShouldBe(Admission.Admitted);
        (_room.Inside, _room.Waiting).ShouldBe((2, 0));
    }

    [Fact]
    public async Task The_oldest_goes_first_while_it_has_waited_for_a_short_time()
    {
        await Fill();
        var (first, second) = (Enter(), Enter());
        _time.Advance(_wait / 8);
        _room.Leave(asks: false);
        (await first).ShouldBe(Admission.Admitted);
        second.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task The_newest_goes_first_when_the_oldest_has_waited_for_long()
    {
        await Fill();
        var first = Enter();
        _time.Advance((_wait / 8) + WaitingRoom.Tick);
        var second = Enter();
        _room.Leave(asks: false);
        (await second).ShouldBe(Admission.Admitted);
        first.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task When_all_chairs_are_taken_the_one_that_has_waited_longest_is_refused()
    {
        await Fill();
        var waiting = new[] { Enter(), Enter(), Enter() };
        var newest = Enter();
        (await waiting[0]).ShouldBe(Admission.Full);
        _room.Waiting.ShouldBe(3);
        newest.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_question_waits_for_a_place_of_a_question_and_never_for_that_of_a_command()
    {
        using var room = Room(inside: 1, waiting: 10);
        (await room.Enter(asks: false, default)).ShouldBe(Admission.Admitted);
        var command = room.Enter(asks: false, default).AsTask();
        (await room.Enter(asks: true, default)).ShouldBe(Admission.Admitted);
        var question = room.Enter(asks: true, default).AsTask();
        (room.Inside, room.Waiting, room.Limit).ShouldBe((2, 2, 1));
        room.Leave(asks: true);
        (await question).ShouldBe(Admission.Admitted);
        command.IsCompleted.ShouldBeFalse();
        room.Leave(asks: false);
        (await command).ShouldBe(Admission.Admitted);
    }

    [Fact]
    public async Task When_all_chairs_are_taken_the_longer_line_loses_its_oldest()
    {
        await Fill();
        (await _room.Enter(asks: true, default)).ShouldBe(Admission.Admitted);
        (await _room.Enter(asks: true, default)).ShouldBe(Admission.Admitted);
        var question = _room.Enter(asks: true, default).AsTask();
        var commands = new[] { Enter(), Enter() };
        var more = _room.Enter(asks: true, default).AsTask();
        (await commands[0]).ShouldBe(Admission.Full);
        (question.IsCompleted, commands[1].IsCompleted, more.IsCompleted).ShouldBe((false, false, false));
    }

    [Fact]
    public async Task Without_chairs_nobody_waits()
    {
        using var room = Room(inside: 1, waiting: 0);
        (await room.Enter(asks: false, default)).ShouldBe(Admission.Admitted);
        (await room.Enter(asks: false, default)).ShouldBe(Admission.Full);
        room.Leave(asks: false);
        (await room.Enter(asks: false, default)).ShouldBe(Admission.Admitted);
    }

    [Fact]
    public async Task Who_has_waited_as_long_as_one_may_is_refused()
    {
        await Fill();
        var first = Enter();
        _time.Advance(_wait / 2);
        var second = Enter();
        _time.Advance((_wait / 2) + WaitingRoom.Tick);
        (await first).ShouldBe(Admission.Late);
        second.IsCompleted.ShouldBeFalse();
        _time.Advance(_wait);
        (await second).ShouldBe(Admission.Late);
        // The clock stands still while nobody waits, and goes again for the next one.
        var third = Enter();
        _time.Advance(_wait + WaitingRoom.Tick);
        (await third).ShouldBe(Admission.Late);
        (_room.Inside, _room.Waiting).ShouldBe((2, 0));
    }

    [Fact]
    public async Task Who_goes_away_leaves_its_chair()
    {
        await Fill();
        using var client = new CancellationTokenSource();
        var waiting = _room.Enter(asks: false, client.Token).AsTask();
        await client.CancelAsync();
        (await waiting).ShouldBe(Admission.Gone);
        _room.Waiting.ShouldBe(0);
        (await _room.Enter(asks: false, client.Token)).ShouldBe(Admission.Gone);
    }

    [Fact]
    public async Task Fewer_may_be_inside_when_the_processors_are_behind_and_more_when_they_keep_up()
    {
        var limit = new AdmissionLimit(least: 4, start: 10, most: 12, _target);
        using var room = new WaitingRoom(limit, 100, _wait, _time);
        for (var i = 0; i < 10; i++)
        {
            (await room.Enter(asks: false, default)).ShouldBe(Admission.Admitted);
        }
        var eleventh = room.Enter(asks: false, default).AsTask();
        Look(room, TimeSpan.Zero);
        (await eleventh).ShouldBe(Admission.Admitted);
        room.Limit.ShouldBe(11);
        for (var i = 0; i < 20; i++)
        {
            Look(room, TimeSpan.Zero);
        }
        room.Limit.ShouldBe(12);
        for (var i = 0; i < 20; i++)
        {
            Look(room, _target * 2);
        }
        room.Limit.ShouldBe(4);
    }

    [Fact]
    public void Places_that_nobody_uses_are_given_up_again()
    {
        var limit = new AdmissionLimit(least: 4, start: 8, most: 100, _target);
        for (var i = 0; i < 40 * AdmissionLimit.Looks; i++)
        {
            limit.Observe(TimeSpan.Zero, 100);
        }
        limit.Value.ShouldBe(100);
        for (var i = 0; i < 100 * AdmissionLimit.Looks; i++)
        {
            limit.Observe(TimeSpan.Zero, 0);
        }
        limit.Value.ShouldBe(8);
    }

    [Fact]
    public void The_most_binds_the_least_and_the_start()
    {
        new AdmissionLimit(least: 32, start: 64, most: 2, _target).Value.ShouldBe(2);
    }

    private static void Look(WaitingRoom room, TimeSpan lag)
    {
        for (var i = 0; i < AdmissionLimit.Looks; i++)
        {
            room.Observe(lag);
        }
    }

    private WaitingRoom Room(int inside, int waiting) =>
        new(new AdmissionLimit(inside, inside, inside, TimeSpan.MaxValue), waiting, _wait, _time);

    private Task<Admission> Enter() => _room.Enter(asks: false, default).AsTask();

    private async Task Fill()
    {
        (await Enter()).ShouldBe(Admission.Admitted);
        (await Enter()).ShouldBe(Admission.Admitted);
    }
}
