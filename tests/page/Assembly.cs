using RetailActors.Tests.Page;

[assembly: AssemblyFixture(typeof(PageFixture))]
