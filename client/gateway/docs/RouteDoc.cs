using Microsoft.AspNetCore.Mvc;

namespace RetailActors.Gateway;

/// <summary>A parameter in the address or a header.</summary>
public sealed record ParameterDoc(string In, string Name, string Description, string Example, bool Required);

/// <summary>What the documents say about an operation.</summary>
public sealed class RouteDoc
{
    private readonly IEndpointConventionBuilder _builder;

    internal RouteDoc(Operation operation, IEndpointConventionBuilder builder)
    {
        (Operation, _builder) = (operation, builder);
        builder.WithMetadata(this);
    }

    /// <summary>The operation.</summary>
    public Operation Operation { get; }

    /// <summary>Parameters besides the usual headers.</summary>
    public List<ParameterDoc> Parameters { get; } = [];

    /// <summary>Type of the body, or null.</summary>
    public Type? RequestType { get; private set; }

    /// <summary>Example of the body, as JSON.</summary>
    public string? RequestExample { get; private set; }

    /// <summary>Description and example of each answer.</summary>
    public List<(int Status, string Description, string? Example)> Answered { get; } = [];

    /// <summary>Slugs of the problems by status.</summary>
    public List<(int Status, string[] Slugs)> Refused { get; } = [];

    /// <summary>Group, title and text.</summary>
    public RouteDoc Is(string tag, string summary, string description)
    {
        _builder.WithTags(tag).WithSummary(summary).WithDescription(description);
        return this;
    }

    /// <summary>A part of the path.</summary>
    public RouteDoc Path(string name, string description, string example) =>
        Add(new ParameterDoc("path", name, description, example, true));

    /// <summary>A part of the query.</summary>
    public RouteDoc Query(string name, string description, string example) =>
        Add(new ParameterDoc("query", name, description, example, false));

    /// <summary>A header.</summary>
    public RouteDoc Header(string name, string description, string example) =>
        Add(new ParameterDoc("header", name, description, example, false));

    /// <summary>The body.</summary>
    public RouteDoc Takes<T>(string example)
    {
        // Not as metadata of the endpoint: routing would refuse other content types before size and key are checked.
        (RequestExample, RequestType) = (example, typeof(T));
        return this;
    }

    /// <summary>An answer with a body.</summary>
    public RouteDoc Answers<T>(int status, string description, string example)
    {
        Answered.Add((status, description, example));
        _builder.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(T), ["application/json"]));
        return this;
    }

    /// <summary>An answer without a body.</summary>
    public RouteDoc Answers(int status, string description)
    {
        Answered.Add((status, description, null));
        _builder.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(void), []));
        return this;
    }

    /// <summary>A problem of its own; the usual ones are added by themselves.</summary>
    public RouteDoc Refuses(int status, params string[] slugs)
    {
        Refused.Add((status, slugs));
        return this;
    }

    private RouteDoc Add(ParameterDoc parameter)
    {
        Parameters.Add(parameter);
        return this;
    }
}
