namespace Venn.Engine.Versions;

/// <param name="Added">Lineages that were not there before.</param>
/// <param name="Removed">Lineages that are not there any more.</param>
/// <param name="Changed">Lineages that have another revision.</param>
public readonly record struct RelationChanges(long Added, long Removed, long Changed);
