using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace RetailActors.Retail;

/// <summary>Options that several verbs have, so that they look and fail alike.</summary>
internal static class CommonOptions
{
    public static Option<Uri> Url() => new("--url")
    {
        Description = "Base address of the gateway.",
        DefaultValueFactory = _ => new Uri("http://localhost:8080"),
        CustomParser = Address,
    };

    public static Option<Uri?> Books() => new("--books")
    {
        Description = "Where the sandbox's systems and their books are; by default URL/sandbox.",
        CustomParser = Address,
    };

    public static Option<string?> Database() => new("--database")
    {
        Description = "sqlite:FILE or a PostgreSQL connection string; data/retailactors.db when that file exists.",
    };

    public static Option<string[]> Shards() => new("--shard")
    {
        Description = "Connection string of a database that has a part of the journal, beside --database; repeated.",
    };

    public static Option<string> Key() => new("--key")
    {
        Description = "API key of the client.", DefaultValueFactory = _ => "dev-key",
    };

    public static Option<FileInfo?> Json() => new("--json")
    {
        Description = "Also writes the result as JSON to this file.",
    };

    public static Option<int> Count(string name, string description, int value, int least, int most) => new(name)
    {
        Description = $"{description} {least:N0} to {most:N0}.",
        DefaultValueFactory = _ => value,
        CustomParser = result =>
            int.TryParse(Text(result), NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            && n >= least && n <= most ? n : Reject<int>(result, $"is not a number from {least} to {most}"),
    };

    public static Option<TimeSpan> Duration(string name, string description, TimeSpan value) => new(name)
    {
        Description = $"{description} As 500ms, 90s, 2m.",
        DefaultValueFactory = _ => value,
        CustomParser = result => ParseDuration(Text(result)) ?? Reject<TimeSpan>(result, "is not a time like 90s"),
    };

    /// <summary>Reads <c>500ms</c>, <c>90s</c>, <c>2m</c>, <c>1h</c> or plain seconds; null when it is none.</summary>
    public static TimeSpan? ParseDuration(string text)
    {
        var digits = text.AsSpan().TrimEnd("msh");
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var n))
            return null;
        return text[digits.Length..] switch
        {
            "ms" => TimeSpan.FromMilliseconds(n),
            "" or "s" => TimeSpan.FromSeconds(n),
            "m" => TimeSpan.FromMinutes(n),
            "h" => TimeSpan.FromHours(n),
            _ => null,
        };
    }

    public static Option<string?> Id(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !Identifier.IsValid(token.Value))
                result.AddError($"{name}: '{token.Value}' is not an id (1 to 128 letters, digits, . _ : # + @ -).");
        });
        return option;
    }

    private static Uri Address(ArgumentResult result) => Uri.TryCreate(Text(result), UriKind.Absolute, out var url)
        && url.Scheme is "http" or "https" ? url : Reject<Uri>(result, "is not an http(s) address");

    private static string Text(ArgumentResult result) => result.Tokens is [var token] ? token.Value : "";

    private static T Reject<T>(ArgumentResult result, string why)
    {
        result.AddError($"'{Text(result)}' {why}.");
        return default!;
    }
}
