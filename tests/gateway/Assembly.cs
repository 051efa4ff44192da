using RetailActors.Tests;

[assembly: AssemblyFixture(typeof(SharedShop))]
