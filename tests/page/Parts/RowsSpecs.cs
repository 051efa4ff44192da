using Bunit;
using Microsoft.Extensions.DependencyInjection;
using RetailActors.Gateway;

namespace RetailActors.Tests.Page.Parts;

/// <summary>The table that every list uses.</summary>
public sealed class RowsSpecs : BunitContext
{
    private static readonly IReadOnlyList<Column<int>> _columns =
        [new("Number", n => n), new("Square", n => n * n, IsNumber: true), new("Secret", n => -n, IsHidden: true)];

    public RowsSpecs() => Services.AddScoped<Browser>();

    [Fact]
    public void Rows_that_are_not_there_yet_are_skeletons_and_no_emptiness()
    {
        var rows = Draw(null);
        rows.FindAll(".mud-skeleton").Count.ShouldBeGreaterThan(0);
        rows.FindAll(".empty").ShouldBeEmpty();
    }

    [Fact]
    public void No_rows_say_what_that_means()
    {
        var rows = Draw([]);
        rows.Find(".empty").TextContent.ShouldContain("Nothing waits.");
    }

    [Fact]
    public void A_second_click_on_a_head_turns_the_order_around()
    {
        var rows = Draw([2, 3, 1]);
        rows.Find("th button").Click();
        First(rows).ShouldBe("1");
        rows.Find("th").GetAttribute("aria-sort").ShouldBe("ascending");
        rows.Find("th button").Click();
        First(rows).ShouldBe("3");
        rows.Find("th").GetAttribute("aria-sort").ShouldBe("descending");
    }

    [Fact]
    public void A_search_leaves_the_rows_that_contain_it()
    {
        var rows = Draw([1, 2, 3, 4, 5, 12]);
        rows.Find("input[type=search]").Input("144");
        rows.FindAll("tbody tr").Count.ShouldBe(1);
        rows.Find("input[type=search]").Input("x");
        rows.Find(".empty").TextContent.ShouldContain("No match");
    }

    [Fact]
    public void Fifty_rows_are_shown_at_once()
    {
        var rows = Draw([.. Enumerable.Range(1, 120)]);
        rows.FindAll("tbody tr").Count.ShouldBe(50);
        rows.FindAll(".pager button")[1].Click();
        First(rows).ShouldBe("51");
        rows.Find(".pager span").TextContent.ShouldBe("51–100 of 120");
    }

    [Fact]
    public void A_table_of_a_part_says_so()
    {
        var rows = Render<Rows<int>>(p => p.Add(r => r.Items, [1]).Add(r => r.Columns, _columns)
            .Add(r => r.Caption, "Numbers").Add(r => r.Note, "Of the first hundred."));
        rows.Find(".rows-note").TextContent.ShouldBe("Of the first hundred.");
        Draw([1]).FindAll(".rows-note").ShouldBeEmpty();
    }

    [Fact]
    public void What_is_only_for_the_file_is_not_shown() => Draw([1]).FindAll("th").Count.ShouldBe(2);

    private IRenderedComponent<Rows<int>> Draw(IReadOnlyList<int>? items) => Render<Rows<int>>(p => p
        .Add(r => r.Items, items).Add(r => r.Columns, _columns).Add(r => r.Caption, "Numbers")
        .Add(r => r.EmptyText, "Nothing waits."));

    private static string First(IRenderedComponent<Rows<int>> rows) =>
        rows.Find("tbody td").TextContent.Trim();
}
