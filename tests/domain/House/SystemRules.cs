using System.Text.RegularExpressions;

namespace RetailActors.Tests.House;

/// <summary>Outside systems are known in their adapters and nowhere else (mission 5, 48).</summary>
public sealed partial class SystemRules
{
    private const string Adapters = "grains/adapters/";

    // In the core an account is a name in the configuration; what system it is of is nobody's business there.
    private static readonly string[] _core = ["grain-interfaces", "grains/domain", "grains/actors"];

    // A channel's own webhook has its name in its address; an ERP has none there at all.
    private static readonly string[] _channels = ["client/gateway"];

    [Fact]
    public void No_ERP_is_named_outside_its_adapter() =>
        RepositoryTree.SourcesIn([.. _core, .. _channels]).SelectMany(f => f.Lines.Index()
            .Where(line => ErpWord().IsMatch(line.Item))
            .Select(line => f.At(line.Index, $"names an ERP: {line.Item.Trim()}"))).ShouldHaveNone();

    [Fact]
    public void No_field_of_an_ERP_is_named_outside_its_adapter() =>
        RepositoryTree.SourcesIn([.. _core, .. _channels]).SelectMany(f => f.Lines.Index()
            .Where(line => ErpField().IsMatch(line.Item))
            .Select(line => f.At(line.Index, $"names a field of an ERP: {line.Item.Trim()}"))).ShouldHaveNone();

    [Fact]
    public void No_adapter_refers_to_another_systems_adapter() =>
        RepositoryTree.SourcesIn(Adapters.TrimEnd('/')).Where(f => FolderOf(f) is not null).SelectMany(f => f.Lines
            .Index()
            .Where(line => Systems().Any(other => other != FolderOf(f) && Refers(line.Item, other)))
            .Select(line => f.At(line.Index, $"refers to another system: {line.Item.Trim()}"))).ShouldHaveNone();

    [Fact]
    public void An_ERP_lives_in_one_folder_of_the_adapters() =>
        RepositoryTree.SourcesIn(Adapters.TrimEnd('/'))
            .Where(f => FolderOf(f) is not ("Dynamics365" or "NetSuite") && f.Name != "AdapterServices.cs")
            .SelectMany(f => f.Lines.Index()
                .Where(line => ErpField().IsMatch(line.Item))
                .Select(line => f.At(line.Index, $"names a field of an ERP: {line.Item.Trim()}"))).ShouldHaveNone();

    [Fact]
    public void The_rules_find_what_they_look_for()
    {
        // A rule that matches nothing at all would never fail.
        RepositoryTree.SourcesIn(Adapters + "Dynamics365", Adapters + "NetSuite")
            .SelectMany(f => f.Lines).Count(line => ErpWord().IsMatch(line)).ShouldBeGreaterThan(10);
        RepositoryTree.SourcesIn(Adapters + "Dynamics365", Adapters + "NetSuite")
            .SelectMany(f => f.Lines).Count(line => ErpField().IsMatch(line)).ShouldBeGreaterThan(10);
        Systems().ShouldContain("NetSuite");
        Refers("using RetailActors.Adapters.NetSuite;", "NetSuite").ShouldBeTrue();
    }

    /// <summary>Folders of one outside system each; the others are what all adapters share.</summary>
    private static IReadOnlyList<string> Systems() =>
    [
        .. RepositoryTree.SourcesIn(Adapters.TrimEnd('/')).Select(FolderOf).OfType<string>().Distinct(),
    ];

    private static string? FolderOf(SourceFile file) => file.Path[Adapters.Length..].Split('/') is [var folder, _, ..]
        && folder is not ("Http" or "Resilience")
            ? folder
            : null;

    private static bool Refers(string line, string system) =>
        line.Contains($"Adapters.{system}", StringComparison.Ordinal)
        && !Regex.IsMatch(line, $@"Adapters\.{system}\w");

    [GeneratedRegex("dynamics ?365|d365|netsuite|suitetalk|odata", RegexOptions.IgnoreCase)]
    private static partial Regex ErpWord();

    [GeneratedRegex(@"CustomersOrderReference|IntegrationKey|SalesOrderHeadersV2|SalesInvoiceHeadersV2"
        + "|SalesOrderPackingSlips|CustomerPaymentJournals|DataEntities|dataAreaId|tranId|tranDate|itemFulfillment"
        + "|createdFrom|custbody|custcol")]
    private static partial Regex ErpField();
}
