using System.IO.Compression;
using Venn.Engine.Exchange;
using Venn.Engine.Maintenance;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;

namespace Venn.Engine.Tests.History;

public sealed class ArchiveTests : HistoryFixture
{
    [Fact]
    public async Task ReadAsync_WrittenArchive_HasTheSameDigestUnderLineagesOfItsOwn()
    {
        var dataset = await FilledAsync();
        var archive = await WriteAsync(dataset);

        var copy = await ReadAsync(archive, "copy");

        Assert.Equal(dataset.Head.ComputeDigest(), copy.Head.ComputeDigest());
        Assert.NotEqual(dataset.Head.FindItem("/a.jpg")!.Lineage, copy.Head.FindItem("/a.jpg")!.Lineage);
        Assert.Equal(["""{"label":"x"}"""], AnnotationsAt(copy.Head, "/a.jpg"));
        var report = await new Verifier(Store).VerifyAsync(Store.Datasets, withBinaries: true, TestContext.Current.CancellationToken);
        Assert.Empty(report.Problems);
        Assert.Equal(1, report.BlobsCount);
    }

    [Fact]
    public async Task ReadAsync_CutAtAnyLength_IsRefusedAndNoDatasetStays()
    {
        var archive = await WriteAsync(await FilledAsync());
        for (var length = 0; length < archive.Length; length += 37)
        {
            await Assert.ThrowsAsync<ArchiveException>(() => ReadAsync(archive[..length], "cut"));
        }

        Assert.Null(Store.Find("p", "cut"));
    }

    [Theory]
    [InlineData("items.ndjson", "\"k\":1", "\"k\":2", "altered")]
    [InlineData("manifest.json", "\"version\":1", "\"version\":9", "Upgrade")]
    [InlineData("manifest.json", "sha256:", "sha256:00", "digest")]
    [InlineData("manifest.json", "venn-snapshot", "something", "Venn snapshot")]
    public async Task ReadAsync_AlteredEntry_IsRefusedWithTheReason(string entry, string from, string to, string reason)
    {
        var archive = Alter(await WriteAsync(await FilledAsync()), entry, from, to);
        var refused = await Assert.ThrowsAsync<ArchiveException>(() => ReadAsync(archive, "altered"));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Single(Store.AllDatasets);
    }

    [Fact]
    public async Task ReadAsync_EveryByteAltered_IsRefusedOrOfNoMatterAndNothingElseHappens()
    {
        var dataset = await FilledAsync();
        var archive = await WriteAsync(dataset);
        for (var at = 0; at < archive.Length; at++)
        {
            var altered = archive.ToArray();
            altered[at] ^= 0xFF;
            try
            {
                var made = await ReadAsync(altered, "altered");
                Assert.Equal(dataset.Head.ComputeDigest(), made.Head.ComputeDigest());
                await Store.DeleteDatasetAsync(made.Ordinal);
            }
            catch (ArchiveException)
            {
                Assert.Null(Store.Find("p", "altered"));
            }
        }
    }

    [Fact]
    public async Task VerifyAsync_BinaryLost_NamesIt()
    {
        var dataset = await FilledAsync();
        var hash = dataset.Head.FindItem("/a.jpg")!.Content;
        Store.Blobs.TryDelete(hash, TimeSpan.Zero);
        var report = await new Verifier(Store).VerifyAsync([dataset], withBinaries: true, TestContext.Current.CancellationToken);
        Assert.Contains(hash.ToString(), Assert.Single(report.Problems), StringComparison.Ordinal);
    }

    private async Task<Dataset> FilledAsync()
    {
        var dataset = await CreateAsync("source");
        var blob = await Store.Blobs.PutAsync(new MemoryStream([1, 2, 3]), null, TestContext.Current.CancellationToken);
        await dataset.WriteAsync(By("owner", "upload"), w => w.AddItem(new Revision
        {
            Lineage = w.NewIdentity().Lineage, Path = "/a.jpg", Content = blob.Hash, SizeBytes = blob.SizeBytes,
            Body = """{"k":1,"updatedAt":"2024-01-01T00:00:00.000Z"}"""u8.ToArray(),
        }));
        await AnnotateAsync(dataset, "/a.jpg", """{"label":"x"}""");
        return dataset;
    }

    private async Task<byte[]> WriteAsync(Dataset dataset)
    {
        var stream = new MemoryStream();
        await ArchiveWriter.WriteAsync(Store, dataset.Head, stream, withBinaries: true, TestContext.Current.CancellationToken);
        return stream.ToArray();
    }

    private Task<Dataset> ReadAsync(byte[] archive, string name) => ArchiveReader.ReadAsync(
        Store, new MemoryStream(archive), new DatasetInfo("p", name, default), By("importer", "import"),
        TestContext.Current.CancellationToken);

    private static byte[] Alter(byte[] archive, string entry, string from, string to)
    {
        var stream = new MemoryStream();
        stream.Write(archive);
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            string text;
            using (var reader = new StreamReader(zip.GetEntry(entry)!.Open()))
            {
                text = reader.ReadToEnd();
            }

            zip.GetEntry(entry)!.Delete();
            using var writer = new StreamWriter(zip.CreateEntry(entry).Open());
            Assert.Contains(from, text, StringComparison.Ordinal);
            writer.Write(text.Replace(from, to, StringComparison.Ordinal));
        }

        return stream.ToArray();
    }
}
