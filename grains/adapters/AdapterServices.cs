using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RetailActors.Adapters.Crm;
using RetailActors.Adapters.Dynamics365;
using RetailActors.Adapters.Files;
using RetailActors.Adapters.Finance;
using RetailActors.Adapters.NetSuite;
using RetailActors.Adapters.Pos;
using RetailActors.Adapters.Psp;
using RetailActors.Adapters.Shopify;
using RetailActors.Adapters.Tax;
using RetailActors.Adapters.Wms;

namespace RetailActors.Adapters;

/// <summary>Puts the adapters into a host.</summary>
public static class AdapterServices
{
    /// <summary>
    /// Adds <see cref="IPaymentProviders"/> and <see cref="IAccounts"/>. Keys:
    /// <c>Payments:Providers:NAME:{BaseUrl, Concurrency, QueueLimit, RatePerSecond, TimeoutMs, BreakerFailureRatio,
    /// BreakerMinimumThroughput, BreakerSamplingMs, BreakerBreakMs}</c>, <c>Accounts:Default</c> and
    /// <c>Accounts:NAME:{System, Channel, Kinds}</c> with the same keys as a provider. Throws, naming the key, when a
    /// value is wrong: for providers at once, for accounts when they are first asked for.
    /// </summary>
    /// <param name="services">The host's.</param>
    /// <param name="configuration">The host's.</param>
    /// <param name="sandbox">The stand-ins run in this process: every kind of system has an account by default.</param>
    public static IServiceCollection AddRetailAdapters(
        this IServiceCollection services, IConfiguration configuration, bool sandbox = false)
    {
        var providers = new PaymentProviders(configuration);
        var shop = ShopifySettings.Read(configuration);
        services.AddSystems();
        services.AddSingleton(s => new Accounts(configuration, s.GetServices<ISystemKind>(), Clock(s), sandbox))
            .AddSingleton<IAccounts>(s => s.GetRequiredService<Accounts>());
        services.AddSingleton(_ => providers)
            .AddSingleton<IPaymentProviders>(s => s.GetRequiredService<PaymentProviders>());
        services.AddSingleton<InboundTranslators>()
            .AddSingleton<IInboundTranslator>(new ShopifyTranslator(shop))
            .AddSingleton<IInboundTranslator, PosTranslator>()
            .AddSingleton<IInboundTranslator, WmsTranslator>()
            .AddSingleton<IInboundTranslator, PspTranslator>();
        services.AddSingleton<IChannelInventory>(
                s => new ShopifyInventory(s.GetRequiredService<Accounts>(), shop, Clock(s)))
            .AddSingleton<IChannelOrders>(
                s => new ShopifyFinder(s.GetRequiredService<Accounts>(), configuration));
        services.AddSingleton(Http.ErpStockReader.Of(configuration));
        return services.AddSingleton<ReportReaders>()
            .AddSingleton<IReportReader, AdyenReport>()
            .AddSingleton<IReportReader, StripeReport>();
    }

    /// <summary>The kinds of outside systems, one line each.</summary>
    private static void AddSystems(this IServiceCollection services) => services
        .AddSingleton<ISystemKind, Dynamics365Kind>()
        .AddSingleton<ISystemKind, NetSuiteKind>()
        .AddSingleton<ISystemKind, ShopifySystem>()
        .AddSingleton<ISystemKind, PosSystem>()
        .AddSingleton<ISystemKind, WmsKind>()
        .AddSingleton<ISystemKind, TaxKind>()
        .AddSingleton<ISystemKind, CrmKind>()
        // It is asked for its balances, too.
        .AddSingleton<FinanceKind>().AddSingleton<ISystemKind>(s => s.GetRequiredService<FinanceKind>())
        .AddSingleton<ILedgerReader>(s => s.GetRequiredService<FinanceKind>());

    private static TimeProvider Clock(IServiceProvider services) =>
        services.GetService<TimeProvider>() ?? TimeProvider.System;
}
