namespace Venn.Storage.Catalog.Records;

/// <summary>A JSON document of the layers above (project, recipe, task, command …).</summary>
/// <param name="Kind">Its collection.</param>
/// <param name="Id">Unique within the kind.</param>
/// <param name="Scope">What lists are made by (a project's id); empty for none.</param>
/// <param name="Name">When not null: unique within kind and scope.</param>
/// <param name="Body">JSON.</param>
public sealed record DocumentRecord(string Kind, string Id, string Scope, string? Name, ReadOnlyMemory<byte> Body);
