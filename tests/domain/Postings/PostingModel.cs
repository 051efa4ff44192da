using CsCheck;
using RetailActors.Postings;
using static RetailActors.Tests.Outgoing.PostingSpec;

namespace RetailActors.Tests.Outgoing;

/// <summary>Steps in any order and more than once, answers lost, doubled and late, crashes in between.</summary>
public sealed class PostingModel
{
    private const int LastMoves = 4_000;

    private static readonly Step[] _steps =
        [Accepted(), HandedOver(), HandedOver("pickup-2", 12), Captured(), Returned(), Refunded()];

    private static readonly Gen<(int What, int Which)[]> _moves =
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 99]).Array[0, 60];

    [Fact]
    public void Whatever_happens_on_the_way_every_account_ends_with_every_document_once_and_in_order() =>
        _moves.Sample(moves =>
        {
            var world = new World();
            foreach (var (what, which) in moves)
            {
                world.Move(what, which);
            }
            world.ToTheEnd();
            world.Check();
        }, iter: 2_000);

    /// <summary>Accounts with books of their own; what is asked of them may be answered late, twice or never.</summary>
    private sealed class World
    {
        private readonly Dictionary<string, List<string>> _books = [];
        private readonly List<Attempt> _late = [];
        private readonly HashSet<string> _mine = [];
        private readonly HashSet<string> _sent = [];
        private readonly HashSet<string> _doubtful = [];
        private PostingFlow _flow = Given(Policy);

        public void Move(int what, int which)
        {
            switch (what)
            {
                case <= 1:
                    Go(_flow.Record(_steps[which % _steps.Length]));
                    break;
                case 2:
                    Crash();
                    break;
                case 3 when _late.Count > 0:
                    Say(_late[which % _late.Count]);
                    break;
                default:
                    Call(what, which);
                    break;
            }
        }

        public void ToTheEnd()
        {
            Go(_flow.Record(_steps));
            Crash();
            for (var i = 0; i < LastMoves && _flow.State.Documents.Any(d => !d.IsDone); i++)
            {
                Go(_flow.After(TimeSpan.FromHours(1)).Resume([.. _mine]));
                Call(9, 0);
            }
        }

        public void Check()
        {
            _flow.State.Documents.ShouldAllBe(d => d.Status == DocumentStatus.Posted);
            foreach (var (account, booked) in _books)
            {
                booked.ShouldBeUnique();
                booked.Order().ShouldBe(_flow.State.Documents.Where(d => d.Account == account).Select(d => d.Key)
                    .Order());
                var ranks = booked.Select(key => _flow.State.Find(key)!).ToList();
                foreach (var invoice in ranks.Where(d => d.Kind == DocumentKind.Invoice))
                {
                    ranks.FindIndex(d => d.Kind == DocumentKind.Fulfilment && d.Step == invoice.Step)
                        .ShouldBeLessThan(ranks.IndexOf(invoice));
                }
                if (account == "erp")
                {
                    ranks[0].Kind.ShouldBe(DocumentKind.SalesOrder);
                }
            }
            var replayed = PostingDecider.Codec.Read(PostingDecider.Codec.Write(_flow.History))
                .Aggregate(Posting.None, PostingDecider.Evolve);
            replayed.Documents.Select(d => d.ToString()).Count().ShouldBe(_flow.State.Documents.Length);
            PostingDecider.Outbox(_flow.State).ShouldBeEmpty();
        }

        private void Call(int what, int which)
        {
            var calls = PostingDecider.Calls(_flow.State, _flow.Now);
            calls.Select(c => c.Document.Account).ShouldBeUnique();
            calls = [.. calls.Where(c => c.LookUp || !_sent.Contains(c.Document.Key))];
            if (calls.Count == 0)
            {
                Go(_flow.After(TimeSpan.FromMinutes(3)).Resume([.. _mine]));
                return;
            }
            var call = calls[which % calls.Count];
            var (key, account) = (call.Document.Key, call.Document.Account);
            var books = _books.TryGetValue(account, out var known) ? known : _books[account] = [];
            if (!call.LookUp)
            {
                _doubtful.ShouldNotContain(key, "Sent again without a look-up.");
            }
            if (!call.LookUp)
            {
                _sent.Add(key);
            }
            var answer = Answer(what, key, call.LookUp, books);
            if (what != 7)
            {
                Say(new Attempt(key, call.LookUp, answer));
            }
        }

        /// <summary>The activation ends; what was on its way is answered to nobody, and known to nobody.</summary>
        private void Crash()
        {
            _doubtful.UnionWith(_sent);
            _sent.Clear();
            _mine.Clear();
            Go(_flow.Resume());
        }

        private void Go(PostingFlow flow)
        {
            _flow = flow;
            _mine.UnionWith(flow.Events.OfType<PostingEvent.Submitted>().SelectMany(s => s.Keys));
        }

        private PostingAnswer Answer(int what, string key, bool lookUp, List<string> books)
        {
            if (what == 4)
            {
                return Down;
            }
            if (!lookUp && what != 5 && !books.Contains(key))
            {
                books.Add(key);
            }
            if (what is 5 or 6)
            {
                return Lost;
            }
            return books.Contains(key) ? Posted($"N-{key}") : NotFound;
        }

        private void Say(Attempt attempt)
        {
            var before = _flow.State.Find(attempt.Key)!;
            _mine.Remove(attempt.Key);
            _sent.Remove(attempt.Key);
            Go(_flow.Answer(attempt.Key, attempt.Answer, attempt.LookedUp));
            if (!attempt.LookedUp && attempt.Answer is PostingAnswer.Lost && before.Status == DocumentStatus.Submitted)
            {
                _doubtful.Add(attempt.Key);
            }
            if (attempt.LookedUp && attempt.Answer is PostingAnswer.NotFound)
            {
                _doubtful.Remove(attempt.Key);
            }
            if (attempt.Answer is PostingAnswer.Posted)
            {
                _late.Add(attempt);
            }
        }
    }
}
