using System.Text.Json;
using System.Text.Json.Nodes;
using Venn.Server.Wire;
using Venn.Storage.Catalog.Records;

namespace Venn.Server.Hosting;

/// <summary>A JSON document of the domain, immutable. Threads: safe.</summary>
public sealed class Document
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 128 };

    private readonly Lazy<JsonElement> root;

    public Document(string kind, string id, string scope, string? name, ReadOnlyMemory<byte> body)
    {
        (Kind, Id, Scope, Name, Body) = (kind, id, scope, name, body);
        root = new Lazy<JsonElement>(() => JsonElement.Parse(Body.Span, Options));
    }

    public Document(string kind, string id, string scope, string? name, JsonObject body)
        : this(kind, id, scope, name, WireJson.ToBytes(body))
    {
    }

    /// <summary>One of <see cref="Kinds"/>.</summary>
    public string Kind { get; }

    public string Id { get; }

    /// <summary>What lists are made by (a project's id); empty for none.</summary>
    public string Scope { get; }

    /// <summary>When not null: unique within kind and scope.</summary>
    public string? Name { get; }

    /// <summary>UTF-8 JSON, an object.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    public JsonElement Root => root.Value;

    /// <summary>A fresh copy to be changed.</summary>
    public JsonObject ToObject() => JsonNode.Parse(Body.Span, null, Options)!.AsObject();

    public Document With(JsonObject body, string? name = null, string? scope = null) =>
        new(Kind, Id, scope ?? Scope, name ?? Name, body);

    internal DocumentRecord ToRecord() => new(Kind, Id, Scope, Name, Body);
}
