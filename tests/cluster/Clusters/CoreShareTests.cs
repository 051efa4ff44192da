using RetailActors.Retail.Cluster;

namespace RetailActors.Tests.Clusters;

/// <summary>What silos that share a machine are told of its processors.</summary>
public sealed class CoreShareTests
{
    [Fact]
    public void A_silo_that_has_the_machine_to_itself_is_told_nothing() => CoreShare.Of(1, 2).ShouldBeEmpty();

    [Theory]
    [InlineData(2, 16, "8")]
    [InlineData(3, 16, "5")]
    public void Each_has_its_part_and_none_of_it_is_given_twice(int silos, int cores, string each) =>
        CoreShare.Of(silos, cores).ShouldBe(new Dictionary<string, string> { ["DOTNET_PROCESSOR_COUNT"] = each });

    [Theory]
    [InlineData(2, 2)]
    [InlineData(2, 3)]
    [InlineData(16, 2)]
    public void One_processor_is_the_least_and_comes_with_room_for_young_objects(int silos, int cores) =>
        CoreShare.Of(silos, cores).ShouldBe(new Dictionary<string, string>
        {
            ["DOTNET_PROCESSOR_COUNT"] = "1", ["DOTNET_GCgen0size"] = "8000000",
        });
}
