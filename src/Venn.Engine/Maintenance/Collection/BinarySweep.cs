using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Storage.Blobs;
using Venn.Storage.Catalog;

namespace Venn.Engine.Maintenance.Collection;

/// <summary>Which binaries something refers to: revisions that are stored or on their way, and the layer above.</summary>
/// <remarks>
/// The first eight bytes of each hash are kept, sorted: 8 bytes a binary. Two that agree in them keep each other, which is
/// harmless.
/// </remarks>
internal sealed class BinarySweep(EngineContext context, Func<IEnumerable<ContentHash>> heldAbove, Pace pace)
{
    private ulong[] referenced = [];

    public long Dead { get; private set; }

    public long Removed { get; private set; }

    public long BytesFreed { get; private set; }

    /// <summary>Cost: reads every stored revision of an item once.</summary>
    public async Task ReadReferencedAsync(CancellationToken cancellationToken)
    {
        // In flight first: what becomes durable meanwhile is then seen in one place or the other.
        var found = new HashSet<ulong>(context.Log.ContentsInFlight.Select(c => c.A));
        found.UnionWith(heldAbove().Select(c => c.A));
        const int Span = 1 << 16;
        var end = context.Catalog.ReadRevisionEnd(Relation.Items);
        for (long first = 0; first < end; first += Span)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = 0;
            foreach (var revision in context.Log.Read(Relation.Items, new RevisionNumber(first), new RevisionNumber(first + Span)))
            {
                count++;
                if (!revision.Content.IsNone)
                {
                    found.Add(revision.Content.A);
                }
            }

            await pace.StepAsync(count, cancellationToken).ConfigureAwait(false);
            end = Math.Max(end, context.Catalog.ReadRevisionEnd(Relation.Items));
        }

        referenced = [.. found];
        Array.Sort(referenced);
    }

    public bool IsReferenced(ContentHash hash) => Array.BinarySearch(referenced, hash.A) >= 0;

    /// <summary>Removes what nothing refers to and was put long enough ago.</summary>
    public async Task RunAsync(TimeSpan grace, bool isDryRun, CancellationToken cancellationToken)
    {
        foreach (var blob in context.Blobs.List())
        {
            cancellationToken.ThrowIfCancellationRequested();
            await pace.StepAsync(1, cancellationToken).ConfigureAwait(false);
            if (IsReferenced(blob.Hash))
            {
                continue;
            }

            Dead++;
            if (isDryRun)
            {
                BytesFreed += blob.SizeBytes;
            }
            else if (context.Blobs.TryDelete(blob.Hash, grace))
            {
                Removed++;
                BytesFreed += blob.SizeBytes;
            }
        }
    }
}
