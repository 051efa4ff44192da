using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RetailActors.Adapters.Files;
using RetailActors.Adapters.Finance;
using RetailActors.Adapters.Pos;
using RetailActors.Adapters.Shopify;

namespace RetailActors.Adapters;

/// <summary>Puts the adapters into a host.</summary>
public static class AdapterServices
{
    /// <summary>
    /// Adds <see cref="IPaymentProviders"/>. Keys: <c>Payments:Providers:NAME:{BaseUrl, Concurrency, QueueLimit,
    /// RatePerSecond, TimeoutMs, BreakerFailureRatio, BreakerMinimumThroughput, BreakerSamplingMs, BreakerBreakMs}</c>.
    /// Throws at once, naming the key, when a value is wrong.
    /// </summary>
    public static IServiceCollection AddRetailAdapters(this IServiceCollection services, IConfiguration configuration)
    {
        var providers = new PaymentProviders(configuration);
        services.AddSingleton<InboundTranslators>();
        services.AddSingleton<IInboundTranslator, PosTranslator>();
        var shop = ShopifySettings.Read(configuration);
        services.AddSingleton<IInboundTranslator>(new ShopifyTranslator(shop));
        services.AddSingleton<ISystemKind, ShopifySystem>();
        services.AddSingleton<ISystemKind, PosSystem>();
        services.AddSingleton<IChannelInventory>(
            s => new ShopifyInventory(configuration, shop, s.GetService<TimeProvider>() ?? TimeProvider.System));
        services.AddSingleton<IReportReader, AdyenReport>().AddSingleton<IReportReader, StripeReport>()
            .AddSingleton<ReportReaders>();
        services.AddSingleton<FinanceKind>().AddSingleton<ISystemKind>(s => s.GetRequiredService<FinanceKind>())
            .AddSingleton<ILedgerReader>(s => s.GetRequiredService<FinanceKind>());
        services.AddSingleton<IChannelOrders>(
            s => new ShopifyFinder(configuration, s.GetService<TimeProvider>() ?? TimeProvider.System));
        return services.AddSingleton(_ => providers)
            .AddSingleton<IPaymentProviders>(s => s.GetRequiredService<PaymentProviders>())
            .AddSingleton<ISystemKind, Tax.TaxKind>()
            .AddSingleton<ISystemKind, Wms.WmsKind>()
            .AddSingleton<ISystemKind, Crm.CrmKind>()
            .AddSingleton<IInboundTranslator, Wms.WmsTranslator>()
            .AddSingleton<IInboundTranslator, Psp.PspTranslator>();
    }
}
