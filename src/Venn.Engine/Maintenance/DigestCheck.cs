using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Proving;
using Venn.Storage.Catalog;

namespace Venn.Engine.Maintenance;

/// <summary>Holds the digests that are kept beside the segments against the bodies. One thread; revisions come by number.</summary>
internal sealed class DigestCheck(EngineContext context)
{
    private readonly RevisionDigester digester = context.Digests.NewDigester();
    private (Relation Relation, SegmentNumber Segment) at = (default, new SegmentNumber(-1));
    private DigestColumn? kept;

    /// <returns>What is wrong, where, and what to do; null when all is well or nothing is kept of it.</returns>
    public string? FindProblem(Relation relation, Revision revision)
    {
        using var use = context.Digests.Hold(out _);
        if (at != (relation, revision.Number.Segment))
        {
            at = (relation, revision.Number.Segment);
            kept = null;
            try
            {
                kept = context.Digests.FindKept(relation, revision.Number.Segment);
            }
            catch (IOException e)
            {
                // Of the segment nothing more is said: it is once that it could not be looked at.
                return $"Segment {revision.Number.Segment.Value} of {relation}: the digests kept of it cannot be read ({e.Message}) and were not looked at.";
            }
        }

        if (kept is null)
        {
            return null;
        }

        Span<byte> digest = stackalloc byte[RevisionDigester.SizeBytes];
        var named = digester.Digest(relation, revision, digest);
        return kept.Get(revision.Number.Row).SequenceEqual(digest) && kept.ReferencesOf(revision.Number.Row).SequenceEqual(named)
            ? null
            : $"Revision {revision.Number} of {relation}: the digest kept of it is another than that of its body. Stop the server, "
                + "delete the directory 'segments' and start it: it is made again from the catalog.";
    }
}
