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
        services.AddSystems();
        services.AddSingleton(s => new Accounts(
            configuration, s.GetServices<ISystemKind>(), s.GetService<TimeProvider>() ?? TimeProvider.System, sandbox));
        services.AddSingleton<IAccounts>(s => s.GetRequiredService<Accounts>());
        services.AddSingleton<InboundTranslators>();
        services.AddSingleton<IInboundTranslator, PosTranslator>();
        var shop = ShopifySettings.Read(configuration);
        services.AddSingleton<IInboundTranslator>(new ShopifyTranslator(shop));
        services.AddSingleton<IChannelInventory>(
            s => new ShopifyInventory(configuration, shop, s.GetService<TimeProvider>() ?? TimeProvider.System));
        services.AddSingleton(Http.ErpStockReader.Of(configuration));
        services.AddSingleton<IReportReader, AdyenReport>().AddSingleton<IReportReader, StripeReport>()
            .AddSingleton<ReportReaders>();
        services.AddSingleton<FinanceKind>().AddSingleton<ISystemKind>(s => s.GetRequiredService<FinanceKind>())
            .AddSingleton<ILedgerReader>(s => s.GetRequiredService<FinanceKind>());
        services.AddSingleton<IChannelOrders>(
            s => new ShopifyFinder(configuration, s.GetService<TimeProvider>() ?? TimeProvider.System));
        return services.AddSingleton(_ => providers)
            .AddSingleton<IPaymentProviders>(s => s.GetRequiredService<PaymentProviders>())
            .AddSingleton<ISystemKind, Dynamics365.Dynamics365Kind>()
            .AddSingleton<ISystemKind, NetSuite.NetSuiteKind>()
            .AddSingleton<ISystemKind, Tax.TaxKind>()
            .AddSingleton<ISystemKind, Wms.WmsKind>()
            .AddSingleton<ISystemKind, Crm.CrmKind>()
            .AddSingleton<IInboundTranslator, Wms.WmsTranslator>()
            .AddSingleton<IInboundTranslator, Psp.PspTranslator>();
    }

    /// <summary>The kinds of outside systems, one line each.</summary>
    private static void AddSystems(this IServiceCollection services)
    {
        services.AddSingleton<ISystemKind, ShopifySystem>();
        services.AddSingleton<ISystemKind, PosSystem>();
    }
}
