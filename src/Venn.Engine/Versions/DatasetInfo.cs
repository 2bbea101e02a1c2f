namespace Venn.Engine.Versions;

/// <summary>The durable facts of a dataset that are not its history.</summary>
/// <param name="Scope">What the name is unique in (a project's id).</param>
/// <param name="Name">Unique in the scope among the living.</param>
/// <param name="Body">JSON of the layer above, opaque to the engine.</param>
public sealed record DatasetInfo(string Scope, string Name, ReadOnlyMemory<byte> Body);
