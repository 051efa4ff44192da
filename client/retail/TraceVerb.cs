using System.CommandLine;

namespace RetailActors.Retail;

/// <summary><c>retail trace ORDER</c>: what happened to an order, in all systems, in order of time.</summary>
internal static class TraceVerb
{
    public static Command Create(Terminal terminal)
    {
        var url = CommonOptions.Url();
        var key = CommonOptions.Key();
        var full = new Option<bool>("--full") { Description = "Every detail of every step." };
        var order = new Argument<string>("ORDER") { Description = "Id of the order (ord_…)." };
        order.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !Identifier.IsValid(token.Value))
                result.AddError($"'{token.Value}' is not an order id.");
        });
        var command = new Command("trace", "Shows an order's documents, money, returns and steps across all systems.")
        {
            order, full, url, key,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var api = new RetailApi(parsed.GetValue(url)!, parsed.GetValue(key)!, TimeSpan.Zero);
            var id = parsed.GetValue(order)!;
            var lineage = await api.Find($"/v1/orders/{id}/lineage", cancellation)
                ?? throw new CommandFailedException($"There is no order {id}.");
            var head = await api.Find($"/v1/orders/{id}", cancellation) ?? default;
            new OrderTrace(id, head, [.. lineage.Items("items").OrderBy(s => s.Time("at"))], parsed.GetValue(full))
                .Print(terminal.Out);
            return Verbs.Green;
        });
        return command;
    }
}
