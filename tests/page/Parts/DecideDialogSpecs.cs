using System.Collections.Immutable;
using AngleSharp.Dom;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using MudBlazor.Services;
using RetailActors.Gateway;
using RetailActors.Operations;
using Role = RetailActors.Operations.Role;

namespace RetailActors.Tests.Page.Parts;

/// <summary>The dialog that asks how to go on with an exception.</summary>
public sealed class DecideDialogSpecs : BunitContext, IAsyncLifetime
{
    private readonly List<ImmutableDictionary<string, string>> _asked = [];

    public DecideDialogSpecs()
    {
        Services.AddMudServices();
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("units-missing", "resolution=backorder days=14")]
    [InlineData("settlement-mismatch", "accept=true")]
    [InlineData("stock-discrepancy", "onHand=")]
    [InlineData("posting-rejected", "postingDate=")]
    public async Task An_edit_begins_with_the_fields_that_the_kind_takes(string kind, string fields)
    {
        var (dialog, _) = await Open(kind, ResolutionKind.Edit);
        var inputs = dialog.FindAll(".pair input").Select(i => i.GetAttribute("value") ?? "").ToList();
        string.Join(' ', inputs.Chunk(2).Select(pair => $"{pair[0]}={pair[1]}")).ShouldBe(fields);
    }

    [Fact]
    public async Task What_an_edit_would_change_is_shown_before_it_is_saved_and_saved_as_shown()
    {
        var (dialog, result) = await Open("units-missing", ResolutionKind.Edit);
        _asked.ShouldBeEmpty();
        dialog.FindAll(".pair input")[3].Input("7");
        Button(dialog, "What would change").Click();
        _asked.ShouldHaveSingleItem()["days"].ShouldBe("7");
        dialog.Find(".differences tbody tr").TextContent.ShouldBe("unitsmissingwaited for");
        dialog.Find(".differences .dim").TextContent.ShouldBe("Not known before. Only the search can tell.");
        dialog.Find("#decide").Submit();
        var decision = (Decision)(await result)!.Data!;
        decision.Edits.Select(e => $"{e.Key}={e.Value}").Order().ShouldBe(["days=7", "resolution=backorder"]);
    }

    [Fact]
    public async Task A_retry_says_at_once_what_it_would_change()
    {
        var (dialog, _) = await Open("posting-rejected", ResolutionKind.Retry);
        _asked.ShouldHaveSingleItem().ShouldBeEmpty();
        dialog.FindAll(".differences").Count.ShouldBe(1);
    }

    private async Task<(IRenderedComponent<MudDialogProvider> Dialog, Task<DialogResult?> Result)> Open(
        string kind, ResolutionKind decision)
    {
        Render<MudPopoverProvider>();
        var provider = Render<MudDialogProvider>();
        var now = DateTimeOffset.UnixEpoch;
        var report = new ExceptionReport(
            kind, "order/demo/o", "p", "web", Role.Operations, "Nobody knows.", now, now, [decision]);
        var parameters = new DialogParameters<DecideDialog>
        {
            { d => d.Case, new ExceptionView("exc_1", report, "open", null, [], 1) }, { d => d.Kind, decision },
            { d => d.Preview, edits =>
                {
                    _asked.Add(edits);
                    return Task.FromResult<DecisionPreview?>(new(
                        [new("units", "missing", "waited for")], "Only the search can tell."));
                }
            },
        };
        IDialogReference? dialog = null;
        await provider.InvokeAsync(async () => dialog = await Services.GetRequiredService<IDialogService>()
            .ShowAsync<DecideDialog>("Decide", parameters));
        provider.WaitForElement("#decide");
        return (provider, dialog!.Result);
    }

    private static IElement Button(IRenderedComponent<MudDialogProvider> dialog, string text) =>
        dialog.FindAll("button").Single(b => b.TextContent == text);
}
