using System.Runtime.InteropServices;
using Venn.Engine.Revisions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions;

/// <summary>
/// Revisions that lie far apart and are read together: each block of the catalog once, on every core. Threads: safe to read.
/// </summary>
internal sealed class RevisionBatch
{
    /// <summary>Groups given to a core at a time.</summary>
    private const int Stride = 32;

    private readonly EngineContext context;
    private readonly Relation relation;
    private readonly RevisionNumber[] numbers;
    private readonly Revision[] revisions;

    /// <param name="context">The store.</param>
    /// <param name="relation">Items or annotations.</param>
    /// <param name="wanted">In any order, also more than once.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public RevisionBatch(EngineContext context, Relation relation, List<RevisionNumber> wanted, CancellationToken cancellationToken)
    {
        this.context = context;
        this.relation = relation;
        numbers = Distinct(wanted);
        revisions = new Revision[numbers.Length];
        var starts = GroupStarts(numbers);
        EveryCore.For(
            (starts.Count + Stride - 2) / Stride, 2,
            stride =>
            {
                for (var i = stride * Stride; i < Math.Min(starts.Count - 1, (stride + 1) * Stride); i++)
                {
                    var group = starts[i]..starts[i + 1];
                    context.Log.GetOnce(relation, numbers.AsSpan(group), revisions.AsSpan(group));
                }
            },
            cancellationToken);
    }

    /// <summary>One that was wanted, as a state shows it.</summary>
    public Revision Get(DatasetState state, RevisionNumber number) =>
        context.Show(revisions[Array.BinarySearch(numbers, number)], state, relation);

    private static RevisionNumber[] Distinct(List<RevisionNumber> wanted)
    {
        wanted.Sort();
        var distinct = new List<RevisionNumber>(wanted.Count);
        foreach (var number in CollectionsMarshal.AsSpan(wanted))
        {
            if (distinct.Count == 0 || distinct[^1] != number)
            {
                distinct.Add(number);
            }
        }

        return [.. distinct];
    }

    /// <summary>Where each group begins among the numbers, and their end.</summary>
    private static List<int> GroupStarts(RevisionNumber[] numbers)
    {
        var starts = new List<int>();
        for (var i = 0; i < numbers.Length; i++)
        {
            if (i == 0 || numbers[i].Value / RevisionBlockCodec.GroupSize != numbers[i - 1].Value / RevisionBlockCodec.GroupSize)
            {
                starts.Add(i);
            }
        }

        starts.Add(numbers.Length);
        return starts;
    }
}
