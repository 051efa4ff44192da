using Microsoft.Extensions.DependencyInjection;
using RetailActors.Events;
using RetailActors.Journal;
using RetailActors.Operations;
using RetailActors.Tests.Actors;
using RetailActors.Webhooks;

namespace RetailActors.Tests.Webhooks;

/// <summary>A silo with endpoints of third parties.</summary>
internal static class WebhookSilo
{
    public static readonly Tenant Tenant = new("demo");
    public static readonly byte[] Secret = "0123456789abcdef0123456789abcdef"u8.ToArray();
    public static readonly byte[] Next = "fedcba9876543210fedcba9876543210"u8.ToArray();

    private static int _events;

    /// <summary>Settings of one endpoint; the first is 0.</summary>
    public static string[] Endpoint(int i, string name, string url, params string[] more) =>
    [
        $"--Webhooks:Out:{i}:Name={name}", $"--Webhooks:Out:{i}:Tenant=demo", $"--Webhooks:Out:{i}:Url={url}",
        $"--Webhooks:Out:{i}:Types=payment.captured", $"--Webhooks:Out:{i}:AllowPrivate=true",
        $"--Webhooks:Out:{i}:Secrets:0=whsec_{Convert.ToBase64String(Secret)}",
        $"--Webhooks:Out:{i}:Secrets:1=whsec_{Convert.ToBase64String(Next)}",
        .. more.Select(m => $"--Webhooks:Out:{i}:{m}"),
    ];

    public static Task<SiloInProcess> Start(string[] endpoints, TimeProvider? clock = null, string? folder = null) =>
        SiloInProcess.Start(folder: folder, settings: ["--Demo:Enabled=false", .. endpoints], also: builder =>
        {
            // The sweeper takes up what a test's clock has made due after a moment and not after 15 seconds.
            builder.Services.AddSingleton(new JournalBounds { Grace = TimeSpan.FromSeconds(1) });
            if (clock is not null)
                builder.Services.AddSingleton(clock);
        });

    public static BusinessEvent Event(string? trace = null)
    {
        var id = Interlocked.Increment(ref _events);
        return BusinessEvent.Of(
            EventType.PaymentCaptured, Tenant, $"demo:business-event:o-{id}:1", "/payments", $"o-{id}",
            new DateTimeOffset(2026, 3, 14, 12, 0, 0, TimeSpan.Zero), $$"""{"n":{{id}}}""", trace);
    }

    public static async Task<BusinessEvent> Publish(this SiloInProcess silo, BusinessEvent? e = null)
    {
        e ??= Event();
        await silo.Service<IEventPublisher>().Publish(e);
        return e;
    }

    public static IWebhookEndpoint Hook(this SiloInProcess silo, string name) =>
        silo.Grains.Actor<IWebhookEndpoint>(new EndpointKey(Tenant, name).ToString());

    /// <summary>Waits until something is so of a delivery.</summary>
    public static async Task<DeliveryView> Until(
        this SiloInProcess silo, string endpoint, BusinessEvent e, Func<DeliveryView, bool> condition,
        CancellationToken cancel)
    {
        var key = DeliveryKey.For(new EndpointKey(Tenant, endpoint), e).ToString();
        while (true)
        {
            if (await silo.Grains.Actor<IWebhookDelivery>(key).Read() is { } view && condition(view))
                return view;
            await Task.Delay(20, cancel);
        }
    }

    public static IExceptionCase Case(this SiloInProcess silo, string endpoint, string kind, string part) =>
        silo.Grains.Actor<IExceptionCase>(ExceptionKey.For(
            Tenant, kind, $"webhook-endpoint/{new EndpointKey(Tenant, endpoint)}", part).ToString());

    public static async Task<ExceptionView> Open(this IExceptionCase desk, CancellationToken cancel)
    {
        while (true)
        {
            if (await desk.Read() is { Status: "open" } view)
                return view;
            await Task.Delay(20, cancel);
        }
    }
}
