using Venn.Storage.Blobs;

namespace Venn.Engine.Versions.Proving;

/// <summary>
/// Digests of states, with those of their items for the states that were proved last: of a state that differs little from one of
/// them only what differs is hashed, and the rest is gone through. Derived; in memory alone. Threads: safe.
/// </summary>
internal sealed class KeptProofs(EngineContext context, long limitBytes)
{
    /// <summary>Of a difference larger than this part of a state it is no shorter way to compute both sides of it.</summary>
    private const int LargestPart = 4;

    /// <summary>Each of those kept is held against a state; and it keeps its own state, which the bound of bytes does not count.</summary>
    private const int LargestCount = 8;

    private readonly Lock changing = new();

    /// <summary>The one used last comes first.</summary>
    private readonly LinkedList<Proof> proofs = new();

    /// <summary>How often all were forgotten: what was begun before then is not kept.</summary>
    private long clearings;

    /// <summary>How many are kept.</summary>
    public int Count
    {
        get
        {
            lock (changing)
            {
                return proofs.Count;
            }
        }
    }

    public ContentHash Compute(DatasetState state, CancellationToken cancellationToken)
    {
        var before = Interlocked.Read(ref clearings);
        var proof = Find(state, cancellationToken) ?? Prove(
            state, new ItemDigests(context, state, DigestSource.Kept, cancellationToken).Compute());
        Keep(proof, before);
        return proof.Digest;
    }

    /// <summary>Forgets all of them: what some of them hold was collected, or erased, and then not even a hash of it stays.</summary>
    public void Clear()
    {
        lock (changing)
        {
            proofs.Clear();
            clearings++;
        }
    }

    private static Proof Prove(DatasetState state, ContentHash[] items) => new(state, items, StateDigest.Of(items));

    private Proof? Find(DatasetState state, CancellationToken cancellationToken)
    {
        Proof[] kept;
        lock (changing)
        {
            kept = [.. proofs];
        }

        if (kept.Length == 0)
        {
            return null;
        }

        var (nearest, difference) = kept.Select(p => (Proof: p, Difference: new StateDifference(context, p.State, state)))
            .MinBy(p => p.Difference.Count);
        if (difference.Count == 0)
        {
            return nearest;
        }

        if (difference.Count > (state.Items.Cardinality + state.Annotations.Cardinality) / LargestPart)
        {
            return null;
        }

        Touch(nearest);
        try
        {
            var (gone, come) = difference.Digest(cancellationToken);
            return DigestSort.Replace(nearest.Items, gone, come) is { } items ? Prove(state, items) : null;
        }
        catch (Exception e) when (e is RevisionGoneException or InvalidOperationException)
        {
            // What the kept state held was collected meanwhile.
            return null;
        }
    }

    /// <summary>Used last; nothing that was forgotten meanwhile comes back by it.</summary>
    private void Touch(Proof proof)
    {
        lock (changing)
        {
            if (proofs.Remove(proof))
            {
                proofs.AddFirst(proof);
            }
        }
    }

    private void Keep(Proof proof, long clearingsBefore)
    {
        lock (changing)
        {
            proofs.Remove(proof);
            if (proof.SizeBytes > limitBytes || clearings != clearingsBefore)
            {
                return;
            }

            proofs.AddFirst(proof);
            var size = proofs.Sum(p => p.SizeBytes);
            while (size > limitBytes || proofs.Count > LargestCount)
            {
                size -= proofs.Last!.Value.SizeBytes;
                proofs.RemoveLast();
            }
        }
    }

    private sealed class Proof(DatasetState state, ContentHash[] items, ContentHash digest)
    {
        /// <summary>What was proved.</summary>
        public DatasetState State { get; } = state;

        /// <summary>The digests of its items, sorted.</summary>
        public ContentHash[] Items { get; } = items;

        /// <summary>Its own.</summary>
        public ContentHash Digest { get; } = digest;

        public long SizeBytes => (long)Items.Length * ContentHash.SizeBytes;
    }
}
