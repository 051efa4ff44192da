using RetailActors.Tests;

[assembly: AssemblyFixture(typeof(SharedShop))]

namespace RetailActors.Tests;

/// <summary>For what looks at the whole process: no other test runs beside it.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
