using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
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
    [InlineData("manifest.json", "\"version\":2", "\"version\":9", "Upgrade")]
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

    [Theory]
    [InlineData("/a.jpg", "/../../etc/passwd")]
    [InlineData("/a.jpg", "/a/./b")]
    [InlineData("/a.jpg", "a.jpg")]
    [InlineData("/a.jpg", "//a.jpg")]
    [InlineData("/a.jpg", "/a\\u0000.jpg")]
    [InlineData("\"sizeBytes\":", "\"sizeBytes\":-")]
    [InlineData("{\"label\":\"x\"}", "5")]
    [InlineData("{\"label\":\"x\"}", "{\"metadata\":5}")]
    [InlineData("{\"label\":\"x\"}", "{\"metadata\":{\"system\":[]}}")]
    public async Task ReadAsync_ItemThatNoDatasetHolds_IsRefusedThoughItsHashIsRight(string from, string to)
    {
        var archive = Alter(await WriteAsync(await FilledAsync()), "items.ndjson", from, to, mendHash: true);
        var refused = await Assert.ThrowsAsync<ArchiveException>(() => ReadAsync(archive, "altered"));
        Assert.Contains("of the archive's items.ndjson", refused.Message, StringComparison.Ordinal);
        Assert.Null(Store.Find("p", "altered"));
    }

    [Fact]
    public async Task ReadAsync_EntryThatBursts_IsRefusedBeforeItIsUnpacked()
    {
        var archive = await WriteAsync(await FilledAsync());
        using var stream = new MemoryStream();
        stream.Write(archive);
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            using var bomb = zip.CreateEntry("blobs/bomb", CompressionLevel.SmallestSize).Open();
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 200; i++)
            {
                bomb.Write(zeros);
            }
        }

        var refused = await Assert.ThrowsAsync<ArchiveException>(() => ReadAsync(stream.ToArray(), "bomb"));
        Assert.Contains("would grow", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_NameTwice_IsRefused()
    {
        using var stream = new MemoryStream();
        stream.Write(await WriteAsync(await FilledAsync()));
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            using var second = zip.CreateEntry("items.ndjson").Open();
        }

        var refused = await Assert.ThrowsAsync<ArchiveException>(() => ReadAsync(stream.ToArray(), "twice"));
        Assert.Contains("twice", refused.Message, StringComparison.Ordinal);
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
        Store, new MemoryStream(archive), new DatasetInfo("p", name, default), By("importer", "import"), [],
        TestContext.Current.CancellationToken);

    private static byte[] Alter(byte[] archive, string entry, string from, string to, bool mendHash = false)
    {
        var altered = Alter(archive, entry, text =>
        {
            Assert.Contains(from, text, StringComparison.Ordinal);
            return text.Replace(from, to, StringComparison.Ordinal);
        });
        if (!mendHash)
        {
            return altered;
        }

        var hash = "";
        altered = Alter(altered, entry, text =>
        {
            hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
            return text;
        });
        return Alter(altered, "manifest.json", text => Regex.Replace(text, "\"itemsHash\":\\s*\"[0-9a-f]+\"", $"\"itemsHash\":\"{hash}\""));
    }

    private static byte[] Alter(byte[] archive, string entry, Func<string, string> change)
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
            writer.Write(change(text));
        }

        return stream.ToArray();
    }
}
