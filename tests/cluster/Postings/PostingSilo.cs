using Microsoft.Extensions.DependencyInjection;
using RetailActors.Adapters;
using RetailActors.Journal;
using RetailActors.Postings;
using RetailActors.Tests.Actors;

namespace RetailActors.Tests.Outgoing;

/// <summary>A silo whose accounts are of the fake system.</summary>
internal static class PostingSilo
{
    public static readonly Tenant Tenant = new("demo");

    /// <summary>Starts with accounts; each a name and its documents as in the configuration, empty for all.</summary>
    public static Task<SiloInProcess> Start(
        FakeSystem fake, string? postgres = null, string? folder = null, TimeSpan? grace = null,
        params (string Name, string Kinds)[] accounts) => SiloInProcess.Start(postgres, folder, builder =>
        {
            builder.Configuration["Accounts:Default"] = "None";
            builder.Services.AddSingleton<ISystemKind>(fake);
            if (grace is { } time)
            {
                builder.Services.AddSingleton(new JournalBounds { Grace = time });
            }
            foreach (var (name, kinds) in accounts)
            {
                builder.Configuration[$"Accounts:{name}:System"] = "fake";
                builder.Configuration[$"Accounts:{name}:Kinds"] = kinds;
            }
        });

    public static IPosting Posting(this SiloInProcess silo, string subject) =>
        silo.Grains.Actor<IPosting>(new PostingKey(Tenant, subject).ToString());

    /// <summary>Waits until something is so of a posting.</summary>
    public static async Task<PostingView> Until(
        this SiloInProcess silo, string subject, Func<PostingView, bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            if (await silo.Posting(subject).Read() is { } view && condition(view))
                return view;
            await Task.Delay(20, limit.Token);
        }
    }

    public static bool AllPosted(PostingView view) =>
        view.Documents.All(d => d.Status == DocumentStatus.Posted);
}
