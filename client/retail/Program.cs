using System.Runtime.InteropServices;
using RetailActors.Retail;

using var cancel = new CancellationTokenSource();
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return await Verbs.Run(args, Terminal.OfConsole(), cancel.Token);

void Stop(PosixSignalContext signal)
{
    // The second signal ends the process at once.
    signal.Cancel = !cancel.IsCancellationRequested;
    cancel.Cancel();
}
