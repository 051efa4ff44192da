using RetailActors.Retail;

using var cancel = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    cancel.Cancel();
};
return await Verbs.Run(args, Terminal.OfConsole(), cancel.Token);
