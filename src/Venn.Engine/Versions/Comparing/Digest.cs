using System.Security.Cryptography;
using Venn.Engine.Revisions;
using Venn.Storage.Blobs;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Comparing;

/// <summary>
/// The digest of what a state shows: SHA-256 over its items by path, each with its binary, its canonical body and the
/// digests of its annotations, sorted. No number, id, time or order of writing goes into it. Format: docs/formats/digest.md.
/// </summary>
internal sealed class Digest
{
    private const byte FormatVersion = 1;

    private readonly EngineContext context;
    private readonly DatasetState state;
    private readonly CanonicalJson canonical;
    private readonly CanonicalJson withoutReferences;

    private Digest(EngineContext context, DatasetState state)
    {
        this.context = context;
        this.state = state;
        canonical = new CanonicalJson(context.StampPaths, context.ReferencePaths, DigestReference);
        withoutReferences = new CanonicalJson([.. context.StampPaths, .. context.ReferencePaths], [], static text => text);
    }

    public static ContentHash Compute(EngineContext context, DatasetState state, CancellationToken cancellationToken) =>
        new Digest(context, state).Compute(cancellationToken);

    private ContentHash Compute(CancellationToken cancellationToken)
    {
        var annotations = DigestAnnotations(cancellationToken);
        var items = new List<(string Path, byte[] Digest)>();
        foreach (var number in state.Items)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var item = context.Read(state, Relation.Items, new RevisionNumber((long)number));
            items.Add((item.Path, DigestItem(item, annotations.GetValueOrDefault(item.Lineage))));
        }

        items.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        whole.AppendData([FormatVersion]);
        foreach (var (_, digest) in items)
        {
            whole.AppendData(digest);
        }

        return ContentHash.FromBytes(whole.GetHashAndReset());
    }

    private Dictionary<Lineage, List<byte[]>> DigestAnnotations(CancellationToken cancellationToken)
    {
        var annotations = new Dictionary<Lineage, List<byte[]>>();
        foreach (var number in state.Annotations)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var annotation = context.Read(state, Relation.Annotations, new RevisionNumber((long)number));
            if (!annotations.TryGetValue(annotation.Item, out var list))
            {
                annotations.Add(annotation.Item, list = []);
            }

            list.Add(SHA256.HashData(canonical.Write(annotation.Body)));
        }

        return annotations;
    }

    /// <summary>What an annotation says of another is said by that one's content, for its number means nothing elsewhere.</summary>
    private string DigestReference(string text) =>
        LineageReference.TryParse(text, out var lineage)
        && context.AnnotationSegments.TryFindLineage(state.Annotations, lineage, out var number)
            ? Convert.ToHexStringLower(SHA256.HashData(
                withoutReferences.Write(context.Read(state, Relation.Annotations, number).Body)))
            : "";

    private byte[] DigestItem(Revision item, List<byte[]>? annotations)
    {
        var writer = new ByteWriter();
        writer.WriteByte(item.IsDirectory ? (byte)1 : (byte)0);
        writer.WriteText(item.Path);
        item.Content.CopyTo(writer.Reserve(ContentHash.SizeBytes));
        writer.WriteBlock(canonical.Write(item.Body));
        writer.WriteVarint(annotations?.Count ?? 0);
        if (annotations is not null)
        {
            annotations.Sort(static (a, b) => a.AsSpan().SequenceCompareTo(b));
            foreach (var digest in annotations)
            {
                writer.WriteBytes(digest);
            }
        }

        return SHA256.HashData(writer.Written);
    }
}
