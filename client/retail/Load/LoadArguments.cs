using System.CommandLine;
using System.Globalization;

namespace RetailActors.Retail.Load;

/// <summary>The options of <c>load</c>.</summary>
internal sealed class LoadArguments
{
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(Findings.MaxSeconds - 600);

    private readonly Option<Uri> _url = CommonOptions.Url();
    private readonly Option<string> _key = CommonOptions.Key();
    private readonly Option<FileInfo?> _json = CommonOptions.Json();
    private readonly Option<FileInfo?> _html = new("--html")
    {
        Description = "Also writes a report with plots to this file; it needs nothing but itself.",
    };
    private readonly Option<int> _rate = CommonOptions.Count(
        "--rate", "Open loop: arrivals per second, whatever the answers. Not with --ramp or --callers.", 100, 1,
        100_000);
    private readonly Option<string?> _ramp = new("--ramp")
    {
        Description = "Open loop with a rate that changes: 0:100,60s:500 goes from 100/s to 500/s in a minute.",
    };
    private readonly Option<int> _callers = CommonOptions.Count(
        "--callers", "Closed loop: callers who send the next request after the answer. 0: open loop.", 0, 0, 20_000);
    private readonly Option<TimeSpan> _think = CommonOptions.Duration(
        "--think", "Closed loop: how long a caller thinks after an answer.", TimeSpan.Zero);
    private readonly Option<bool> _poisson = new("--poisson")
    {
        Description = "Open loop: arrivals at random times instead of evenly spaced ones.",
    };
    private readonly Option<TimeSpan> _for = CommonOptions.Duration(
        "--for", "How long. Not given: to the end of the ramp, or", TimeSpan.FromSeconds(30));
    private readonly Option<TimeSpan> _warmUp = CommonOptions.Duration(
        "--warm-up", "The first seconds are in the plots, and not in the totals and gates.", TimeSpan.Zero);
    private readonly Option<string> _mix = new("--mix")
    {
        Description = "Acts with weights. A pick-up or cancellation without an accepted order is an order.",
        DefaultValueFactory = _ => Mix.Default,
    };
    private readonly Option<string> _lines = new("--lines")
    {
        Description = "Lines per order, as 2 or 1-5; one SKU drawn twice is one line of two units.",
        DefaultValueFactory = _ => "1-3",
    };
    private readonly Option<int> _skus = CommonOptions.Count("--skus", "SKUs that are asked for.", 200, 1, 10_000);
    private readonly Option<int> _hot = CommonOptions.Count(
        "--hot", "Percent of the lines that ask for one hot SKU.", 0, 0, 100);
    private readonly Option<int> _stock = CommonOptions.Count(
        "--stock", "Units of each SKU that are received before the start.", 100_000, 0, 999_999);
    private readonly Option<string?> _location = CommonOptions.Id("--location", "Store that sells. Default store-12.");
    private readonly Option<int> _inFlight = CommonOptions.Count(
        "--in-flight", "Open loop: requests under way at once; what is due beyond is sent late.", 512, 1, 20_000);
    private readonly Option<TimeSpan> _giveUp = CommonOptions.Duration(
        "--give-up", "Open loop: what is later than this is not sent, and counted so.", TimeSpan.FromSeconds(5));
    private readonly Option<TimeSpan> _timeout = CommonOptions.Duration(
        "--timeout", "How long an answer may take.", TimeSpan.FromSeconds(15));
    private readonly Option<TimeSpan> _retry = CommonOptions.Duration(
        "--retry", "How long a caller sends again after Retry-After, with the same key. 0: the first answer counts.",
        TimeSpan.Zero);
    private readonly Option<int> _processes = CommonOptions.Count(
        "--processes", "Processes that share the load.", 1, 1, 64);
    private readonly Option<int> _seed = CommonOptions.Count(
        "--seed", "Of what is random in the requests.", 1, 0, 1_000_000);
    private readonly Option<string?> _maxP99 = new("--max-p99")
    {
        Description = "Ends with 1 when the 99th percentile is above it. As 500ms.",
    };
    private readonly Option<string?> _maxErrors = new("--max-error-rate")
    {
        Description = "Ends with 1 when more than so many percent are errors or were not sent. As 0.1.",
    };

    public IEnumerable<Option> All =>
    [
        _rate, _ramp, _poisson, _inFlight, _giveUp, _callers, _think, _for, _warmUp, _mix, _lines, _skus, _hot, _stock,
        _location, _timeout, _retry, _processes, _seed, _maxP99, _maxErrors, _url, _key, _json, _html,
    ];

    /// <summary>The load that is asked for, or the first reason why there is none.</summary>
    public LoadOptions Read(ParseResult parsed)
    {
        Check(parsed);
        var callers = parsed.GetValue(_callers);
        var rate = string.Create(CultureInfo.InvariantCulture, $"0:{parsed.GetValue(_rate)}");
        var (fewest, most) = LineRange(parsed.GetValue(_lines)!)!.Value;
        var plan = new LoadPlan(
            parsed.GetValue(_url)!, parsed.GetValue(_key)!, RunId(), parsed.GetValue(_location) ?? "store-12",
            callers > 0 ? null : parsed.GetValue(_ramp) ?? rate, parsed.GetValue(_poisson), callers,
            parsed.GetValue(_think), Length(parsed),
            parsed.GetValue(_warmUp), parsed.GetValue(_mix)!, fewest, most, parsed.GetValue(_skus),
            parsed.GetValue(_hot), parsed.GetValue(_inFlight), parsed.GetValue(_giveUp), parsed.GetValue(_timeout),
            parsed.GetValue(_retry), parsed.GetValue(_seed), parsed.GetValue(_processes));
        var gates = new Gates(
            parsed.GetValue(_maxP99) is { } p99 ? CommonOptions.ParseDuration(p99) : null,
            parsed.GetValue(_maxErrors) is { } errors ? Percent(errors) : null);
        return new LoadOptions(
            plan, parsed.GetValue(_stock), gates, parsed.GetValue(_json), parsed.GetValue(_html));
    }

    /// <summary>What no option can see for itself; the first fault is said.</summary>
    private void Check(ParseResult parsed)
    {
        bool Given(Option option) => parsed.GetResult(option) is { Implicit: false };
        Demand(
            new Option[] { _rate, _ramp, _callers }.Count(Given) <= 1,
            "--rate, --ramp and --callers are three kinds of load; choose one.");
        Demand(
            parsed.GetValue(_ramp) is not { } ramp || Ramp.Parse(ramp) is not null,
            "--ramp: times that do not fall, from 0, with rates up to 100,000/s, as 0:100,60s:500.");
        Demand(Mix.Parse(parsed.GetValue(_mix)!) is not null, $"--mix: acts with weights, as {Mix.Default}.");
        Demand(LineRange(parsed.GetValue(_lines)!) is not null, "--lines: 1 to 50, as 2 or 1-5.");
        Demand(
            parsed.GetValue(_maxP99) is not { } p99 || CommonOptions.ParseDuration(p99) is not null,
            "--max-p99: a time, as 500ms.");
        Demand(
            parsed.GetValue(_maxErrors) is not { } errors || Percent(errors) is not null,
            "--max-error-rate: percent, as 0.1.");
        var lanes = parsed.GetValue(_callers) is > 0 and var callers ? callers : parsed.GetValue(_inFlight);
        Demand(parsed.GetValue(_processes) <= lanes, "--processes: not more than callers or requests in flight.");
        var length = Length(parsed);
        Demand(
            length > parsed.GetValue(_warmUp) && length <= _longest,
            $"--for: longer than --warm-up and at most {_longest.TotalSeconds:0}s.");
    }

    private static void Demand(bool kept, string otherwise)
    {
        if (!kept)
            throw new CommandFailedException(otherwise);
    }

    /// <summary>As asked; or, when it is not, to the end of the ramp.</summary>
    private TimeSpan Length(ParseResult parsed) =>
        parsed.GetResult(_for) is not { Implicit: false }
        && parsed.GetValue(_ramp) is { } ramp && Ramp.Parse(ramp)!.End is { Ticks: > 0 } end
            ? end
            : parsed.GetValue(_for);

    private static (int Fewest, int Most)? LineRange(string text)
    {
        var parts = text.Split('-');
        return parts.Length <= 2 && Whole(parts[0]) is { } fewest && Whole(parts[^1]) is { } most && fewest <= most
            ? (fewest, most)
            : null;

        static int? Whole(string part) =>
            int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n is >= 1 and <= 50
                ? n
                : null;
    }

    private static double? Percent(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
        && percent <= 100 ? percent : null;

    // Letters between the digits: sixteen digits in a row look like a card number to the gateway.
    private static string RunId() => string.Create(
        CultureInfo.InvariantCulture,
        $"ld{DateTime.UtcNow:yyMMdd}t{DateTime.UtcNow:HHmmss}x{Random.Shared.Next(0x10000):x4}");
}
