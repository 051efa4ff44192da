namespace RetailActors.Bench.Model;

/// <summary>What one order takes, as it was measured.</summary>
/// <param name="Name">Which kind of order.</param>
/// <param name="SiloMicros">CPU microseconds in silos.</param>
/// <param name="DatabaseMicros">CPU microseconds in PostgreSQL.</param>
/// <param name="Entries">Journal entries.</param>
/// <param name="WalBytes">Bytes of write-ahead log.</param>
/// <param name="WalSyncs">Syncs of the log; a busy database shares one among many orders.</param>
/// <param name="QueueMessages">Messages put into queues.</param>
/// <param name="NetworkBytes">Bytes through the network cards of silos.</param>
/// <param name="DiskBytes">What stays on disk.</param>
public sealed record OrderCost(
    string Name, double SiloMicros, double DatabaseMicros, double Entries, double WalBytes, double WalSyncs,
    double QueueMessages, double NetworkBytes, double DiskBytes);

/// <summary>The machines that are assumed; each number is a choice, not a measurement.</summary>
/// <param name="SiloCores">Cores of a silo.</param>
/// <param name="DatabaseCores">Cores of a database server.</param>
/// <param name="Busy">Share of a resource that may be used at the peak; the rest is headroom.</param>
/// <param name="CoreSpeed">How much faster one core is than one of the machine that measured; 1 is the same.</param>
/// <param name="WalBytesPerSecond">What the disk of the log takes.</param>
/// <param name="WalSyncsPerSecond">Syncs that it does in a second.</param>
/// <param name="NetworkBytesPerSecond">What the network card of a silo takes.</param>
/// <param name="QueueMessagesPerSecond">What one queue takes.</param>
public sealed record Sizing(
    int SiloCores, int DatabaseCores, double Busy, double CoreSpeed, double WalBytesPerSecond, double WalSyncsPerSecond,
    double NetworkBytesPerSecond, double QueueMessagesPerSecond);
