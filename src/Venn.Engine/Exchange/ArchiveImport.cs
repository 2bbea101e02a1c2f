using System.Text.Json;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Merging;
using Venn.Engine.Versions.Writing;
using Venn.Storage.Blobs;

namespace Venn.Engine.Exchange;

/// <summary>Writes an archive's items under lineages of this store; what names another annotation follows it.</summary>
internal sealed class ArchiveImport(EngineContext context, DatasetWriter writer)
{
    private readonly Dictionary<string, Lineage> lineages = new(StringComparer.Ordinal);
    private readonly References references = new(context.ReferencePaths);

    /// <returns>How many items.</returns>
    public int Add(IReadOnlyList<ArchiveItem> items)
    {
        // Lineages first: an annotation may name one that comes later.
        foreach (var annotation in items.SelectMany(i => i.Annotations))
        {
            if (!lineages.TryAdd(annotation.Id, writer.NewIdentity().Lineage))
            {
                throw new ArchiveException($"The archive has the annotation {annotation.Id} twice: it was altered.");
            }
        }

        foreach (var item in items)
        {
            Add(item);
        }

        return items.Count;
    }

    private void Add(ArchiveItem item)
    {
        if (!item.Path.StartsWith('/'))
        {
            throw new ArchiveException($"The archive's path '{item.Path}' does not begin with '/': it was altered.");
        }

        var content = ContentHash.TryParse(item.Content, out var hash) ? hash : ContentHash.None;
        var added = writer.AddItem(new Revision
        {
            Lineage = writer.NewIdentity().Lineage,
            Path = item.Path,
            IsDirectory = item.IsDirectory,
            Content = content,
            SizeBytes = item.SizeBytes,
            Body = Bytes(item.Body),
        });
        foreach (var annotation in item.Annotations)
        {
            writer.AddAnnotation(new Revision
            {
                Lineage = lineages[annotation.Id], Item = added.Lineage, Body = WithReferences(annotation.Body),
            });
        }
    }

    private ReadOnlyMemory<byte> WithReferences(JsonElement body) => references.Rewrite(
        Bytes(body), text => lineages.TryGetValue(text, out var lineage) ? LineageReference.Format(lineage) : null);

    private static byte[] Bytes(JsonElement body) => System.Text.Encoding.UTF8.GetBytes(body.GetRawText());
}
