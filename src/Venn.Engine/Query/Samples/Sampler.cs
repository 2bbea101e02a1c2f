using System.IO.Hashing;
using System.Text;
using Venn.Bitmaps;
using Venn.Engine.Revisions;
using Venn.Engine.Segments.Columns;
using Venn.Engine.Versions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Query.Samples;

/// <summary>Takes a sample of the items of a state. Cost: a hash of each path, and an order of those hashes.</summary>
internal sealed class Sampler(StateSelection selection, IReadOnlyList<MaskDefinition> masks)
{
    /// <exception cref="InvalidRequestException">The sample is out of its bounds, or has too many strata.</exception>
    public RoaringBitmap Take(Sample sample)
    {
        Check(sample);
        var files = selection.Select(
            Relation.Items,
            new Filter.Not(new Filter.Compare(FieldPath.IsDirectory, Comparison.Equal, FieldValue.Of(true))));
        if (files.IsEmpty)
        {
            return files;
        }

        var strata = sample.Strata is null ? null : new StratumReader(selection, masks, sample.Strata).Read(files);
        var candidates = ReadCandidates(files, sample.Seed, strata);
        candidates.Sort();
        var chosen = sample.Size switch
        {
            SampleSize.Part part => Split(candidates, part),
            _ => Choose(candidates, CountOf(sample.Size, candidates.Count), sample.Strata?.AreEqual ?? false),
        };
        chosen.Sort();
        return RoaringBitmap.FromSorted([.. chosen]);
    }

    private List<Candidate> ReadCandidates(RoaringBitmap files, string seed, int[]? strata)
    {
        var prefix = Encoding.UTF8.GetBytes(seed + "\0");
        var buffer = new byte[prefix.Length + Revision.PathMaxBytes];
        prefix.CopyTo(buffer, 0);
        var candidates = new List<Candidate>(checked((int)files.Cardinality));
        var codes = new long[RowBits.WordCount << 6];
        var present = new ulong[RowBits.WordCount];
        var rows = new ushort[RowBits.WordCount << 6];
        for (var i = 0; i < files.ContainerCount; i++)
        {
            selection.CancellationToken.ThrowIfCancellationRequested();
            var segment = selection.Store(Relation.Items).Get((long)files.KeyAt(i));
            var paths = segment.Paths!;
            paths.ReadFirst(codes, present);
            var count = files.ContainerAt(i).CopyTo(rows);
            for (var j = 0; j < count; j++)
            {
                var path = paths.Dictionary!.Get((int)codes[rows[j]], default);
                path.CopyTo(buffer.AsSpan(prefix.Length));
                candidates.Add(new Candidate(
                    strata?[candidates.Count] ?? 0, XxHash3.HashToUInt64(buffer.AsSpan(0, prefix.Length + path.Length)),
                    (ulong)segment.Number.At(rows[j]).Value));
            }
        }

        return candidates;
    }

    private static long CountOf(SampleSize size, int all) => size switch
    {
        SampleSize.Count count => Math.Min(count.Items, all),
        SampleSize.Percent percent => (long)Math.Round(all * percent.Value / 100, MidpointRounding.AwayFromZero),
        _ => throw new NotSupportedException(size.GetType().Name),
    };

    private static List<ulong> Choose(List<Candidate> candidates, long count, bool equal)
    {
        var sizes = new List<int>();
        for (var i = 0; i < candidates.Count; i++)
        {
            if (i == 0 || candidates[i].Stratum != candidates[i - 1].Stratum)
            {
                sizes.Add(0);
            }

            sizes[^1]++;
        }

        var wanted = equal ? Allocation.Equal(sizes, count) : Allocation.Proportional(sizes, count);
        var chosen = new List<ulong>();
        var start = 0;
        for (var s = 0; s < sizes.Count; s++)
        {
            chosen.AddRange(candidates.Skip(start).Take((int)wanted[s]).Select(candidate => candidate.Number));
            start += sizes[s];
        }

        return chosen;
    }

    // Each item goes to the part that is farthest behind its share of what has been dealt so far: parts are exact as a whole,
    // and in each stratum, for strata come one after the other.
    private static List<ulong> Split(List<Candidate> candidates, SampleSize.Part part)
    {
        var total = part.Parts.Sum(entry => entry.Weight);
        var dealt = new long[part.Parts.Count];
        var wanted = part.Parts.TakeWhile(entry => entry.Name != part.Name).Count();
        var chosen = new List<ulong>();
        for (var i = 0; i < candidates.Count; i++)
        {
            var (next, behind) = (0, double.NegativeInfinity);
            for (var p = 0; p < dealt.Length; p++)
            {
                var lack = (part.Parts[p].Weight * (i + 1) / total) - dealt[p];
                if (lack > behind)
                {
                    (next, behind) = (p, lack);
                }
            }

            dealt[next]++;
            if (next == wanted)
            {
                chosen.Add(candidates[i].Number);
            }
        }

        return chosen;
    }

    private static void Check(Sample sample)
    {
        Require(sample.Size is not SampleSize.Count { Items: < 1 }, "A sample has 1 item at least.");
        Require(
            sample.Size is not SampleSize.Percent percent || percent.Value is > 0 and <= 100, "A sample is above 0 and at most 100 percent.");
        if (sample.Size is SampleSize.Part part)
        {
            Require(part.Parts.Count is >= 2 and <= SampleSize.Part.PartsMax, $"A split has 2 to {SampleSize.Part.PartsMax} parts.");
            Require(part.Parts.All(entry => double.IsFinite(entry.Weight) && entry.Weight > 0), "Weights of parts are above 0.");
            Require(part.Parts.DistinctBy(entry => entry.Name).Count() == part.Parts.Count, "Names of parts differ.");
            Require(part.Parts.Any(entry => entry.Name == part.Name), $"The split has no part '{part.Name}'.");
        }
    }

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new InvalidRequestException(otherwise);
        }
    }

    /// <summary>Ordered by stratum, then by chance; the number decides where two hashes are equal, which no one will see.</summary>
    private readonly record struct Candidate(int Stratum, ulong Hash, ulong Number) : IComparable<Candidate>
    {
        public int CompareTo(Candidate other) =>
            Stratum != other.Stratum ? Stratum.CompareTo(other.Stratum)
            : Hash != other.Hash ? Hash.CompareTo(other.Hash)
            : Number.CompareTo(other.Number);
    }
}
