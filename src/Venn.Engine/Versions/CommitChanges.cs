using Venn.Engine.Revisions;

namespace Venn.Engine.Versions;

/// <summary>
/// How many of what a commit changed against its first parent: counted once, when it is made, so that a page of the log costs
/// its rows alone and a forgotten commit still says it. What only comes under a mask is not counted.
/// </summary>
/// <param name="Items">Items that are no directories.</param>
/// <param name="Annotations">Annotations.</param>
public sealed record CommitChanges(RelationChanges Items, RelationChanges Annotations)
{
    /// <summary>Six varints: docs/formats/commits.md.</summary>
    internal byte[] Encode()
    {
        var writer = new ByteWriter();
        foreach (var changes in (RelationChanges[])[Items, Annotations])
        {
            writer.WriteVarint(changes.Added);
            writer.WriteVarint(changes.Removed);
            writer.WriteVarint(changes.Changed);
        }

        return writer.ToArray();
    }

    /// <exception cref="Venn.Storage.CatalogDamagedException">The bytes are not what was written.</exception>
    internal static CommitChanges? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return null;
        }

        var reader = new ByteReader(bytes, "count of changes");
        var items = new RelationChanges(reader.ReadLong(), reader.ReadLong(), reader.ReadLong());
        return new CommitChanges(items, new RelationChanges(reader.ReadLong(), reader.ReadLong(), reader.ReadLong()));
    }
}
