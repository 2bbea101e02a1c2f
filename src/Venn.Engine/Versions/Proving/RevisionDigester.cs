using System.Security.Cryptography;
using System.Text;
using Venn.Engine.Revisions;
using Venn.Storage.Blobs;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Proving;

/// <summary>
/// The digest of one revision's own content: nothing of it depends on a state but what annotations it names, which are told
/// apart. One thread. Format: docs/formats/digest.md.
/// </summary>
internal sealed class RevisionDigester(DigestPaths itemPaths, DigestPaths annotationPaths)
{
    public const int SizeBytes = 32;

    private const byte ItemTag = 1;
    private const byte AnnotationTag = 2;

    private readonly CanonicalJson items = new(itemPaths);
    private readonly CanonicalJson annotations = new(annotationPaths);

    /// <param name="relation">Items or annotations.</param>
    /// <param name="revision">Its body as a state shows it.</param>
    /// <param name="destination">32 bytes.</param>
    /// <returns>The annotations it names; valid until the next call.</returns>
    public IReadOnlyList<Lineage> Digest(Relation relation, Revision revision, Span<byte> destination)
    {
        var canonical = relation == Relation.Items ? items : annotations;
        canonical.Begin();
        if (relation == Relation.Items)
        {
            var length = Encoding.UTF8.GetByteCount(revision.Path);
            var head = canonical.Reserve(2 + sizeof(int) + length + ContentHash.SizeBytes);
            head[0] = ItemTag;
            head[1] = revision.IsDirectory ? (byte)1 : (byte)0;
            System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(head[2..], length);
            Encoding.UTF8.GetBytes(revision.Path, head[6..]);
            revision.Content.CopyTo(head[(6 + length)..]);
        }
        else
        {
            canonical.Reserve(1)[0] = AnnotationTag;
        }

        canonical.Write(revision.Body.Span);
        SHA256.HashData(canonical.Written, destination);
        return canonical.References;
    }
}
