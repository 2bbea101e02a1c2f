using Venn.Engine.Exchange;
using Venn.Engine.Versions;
using Venn.TestKit.Generators;
using Venn.TestKit.Model;

namespace Venn.Engine.Tests.Model;

/// <summary>A version written to an archive, and read from it into a dataset of its own.</summary>
internal sealed class TwinArchives(Twin twin)
{
    private Random Random => twin.Random;

    public async Task<bool> RunAsync(ModelDataset dataset)
    {
        var commit = twin.PickCommit(dataset);
        await twin.Engine.PutBlobsAsync();
        var version = twin.Is(Distortion.ArchiveTakesTheCommitBefore) ? twin.VersionBefore(commit) : twin.VersionOf(commit);
        using var archive = new MemoryStream();
        await ArchiveWriter.WriteAsync(twin.Engine.Store, version, archive, withBinaries: Random.Chance(0.5));
        if (Random.Chance(0.4))
        {
            await DamageAsync(archive.ToArray(), version);
        }

        archive.Position = 0;
        var by = twin.By("import");
        var made = await ArchiveReader.ReadAsync(twin.Engine.Store, archive, twin.NewInfo(), by, [version]);
        Mismatch.UnlessEqual(
            twin.Comparer.CompareDigest(twin.VersionOf(commit), commit.State), made.Head.ComputeDigest().ToString(), $"Digest of the archive of {commit}");
        twin.Born(made, by, [], Copy(commit.State), new ModelNarrowing());
        return true;
    }

    /// <summary>Cut short or altered somewhere: it is refused and nothing is there, or the change was of no matter.</summary>
    private async Task DamageAsync(byte[] archive, DatasetVersion version)
    {
        var at = Random.Next(archive.Length);
        var damaged = archive.AsSpan().ToArray();
        damaged[at] ^= (byte)(1 << Random.Next(8));
        if (Random.Chance(0.5))
        {
            damaged = damaged[..at];
        }

        var count = twin.Engine.Store.AllDatasets.Count;
        try
        {
            using var stream = new MemoryStream(damaged);
            var made = await ArchiveReader.ReadAsync(twin.Engine.Store, stream, twin.NewInfo(), twin.By("damaged"), [version]);
            Mismatch.Unless(damaged.Length == archive.Length, $"An archive cut at byte {at} of {archive.Length} was read");

            // A time or an attribute of the ZIP: what was read is what its digest says.
            await twin.Engine.Store.DeleteDatasetAsync(made.Ordinal);
            count++;
        }
        catch (ArchiveException)
        {
            // As it should be.
        }

        Mismatch.UnlessEqual(count, twin.Engine.Store.AllDatasets.Count, "Datasets, the deleted ones too, after a damaged archive");
    }

    private ModelState Copy(ModelState source)
    {
        var state = new ModelState();
        var placed = new Dictionary<long, long>();
        foreach (var (lineage, entry) in source.Items)
        {
            var fresh = twin.Fresh();
            placed.Add(lineage, fresh);
            state.Items.Add(fresh, Copy(entry, fresh, 0));
        }

        foreach (var entry in source.Annotations.Values)
        {
            var fresh = twin.Fresh();
            state.Annotations.Add(fresh, Copy(entry, fresh, placed[entry.Revision.Item]));
        }

        return state;
    }

    private ModelEntry Copy(ModelEntry entry, long lineage, long item) =>
        new(entry.Revision.With(entry.Revision.See(entry.Masks, twin.Masks)).As(lineage, item, 0), 0);
}
