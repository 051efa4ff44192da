using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Runtime;
using Orleans.Serialization;
using RetailActors.Gateway;

namespace RetailActors.Tests.Services;

/// <summary>A failure that has one of a library inside reaches whoever asked on another silo.</summary>
public sealed class ForeignExceptionSpecs
{
    private static readonly PostgresException _database = new("no connection", "FATAL", "FATAL", "57P01");

    [Fact]
    public void What_the_database_has_said_does_not_hide_that_an_actor_could_not_be_reached()
    {
        using var services = new ServiceCollection().AddSerializer().AddForeignExceptions().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        var sent = serializer.SerializeToArray<Exception>(new OrleansException("Failed to activate grain.", _database));
        var received = serializer.Deserialize<Exception>(sent);
        received.ShouldBeOfType<OrleansException>().InnerException!.Message.ShouldContain("no connection");
        Cluster.IsUnknown(received).ShouldBeTrue();
    }

    [Fact]
    public void An_answer_that_could_not_be_written_is_none()
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        var failed = Should.Throw<Exception>(() => serializer.SerializeToArray<Exception>(_database));
        Cluster.IsUnknown(failed).ShouldBeTrue(failed.ToString());
    }
}
