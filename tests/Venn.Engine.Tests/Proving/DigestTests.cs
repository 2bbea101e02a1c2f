using System.Text;
using Venn.Engine.Maintenance;
using Venn.Engine.Revisions;
using Venn.Engine.Tests.Versions;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Proving;
using Venn.Engine.Versions.Writing;
using Venn.Storage.Blobs;

namespace Venn.Engine.Tests.Proving;

public class DigestTests
{
    private const int Many = 300;

    [Fact]
    public async Task ComputeDigest_TheSameContentWrittenInAnotherOrder_IsTheSame()
    {
        await using var fixture = await VersionFixture.OpenAsync();
        var one = await fixture.CreateAsync("one");
        await FillAsync(one, Enumerable.Range(0, Many));
        var other = await fixture.CreateAsync("other");
        await FillAsync(other, Enumerable.Range(0, Many).Reverse());
        await fixture.Store.DrainSealingAsync(TestContext.Current.CancellationToken);

        Assert.Equal(one.Head.ComputeDigest(), other.Head.ComputeDigest());
        Assert.Equal(one.Head.ComputeDigest(), one.Head.RecomputeDigest());
    }

    [Theory]
    [InlineData("path")]
    [InlineData("content")]
    [InlineData("body")]
    [InlineData("annotation")]
    [InlineData("moved annotation")]
    [InlineData("parent")]
    [InlineData("directory")]
    public async Task ComputeDigest_OneThingChanged_IsAnother(string what)
    {
        await using var fixture = await VersionFixture.OpenAsync();
        var dataset = await fixture.CreateAsync("one");
        await FillAsync(dataset, Enumerable.Range(0, 10));
        var before = dataset.Head.ComputeDigest();

        await VersionFixture.WriteAsync(dataset, writer => Change(writer, what));

        Assert.NotEqual(before, dataset.Head.ComputeDigest());
        Assert.Equal(dataset.Head.RecomputeDigest(), dataset.Head.ComputeDigest());
    }

    [Fact]
    public async Task ComputeDigest_OfAStamp_DoesNotChange()
    {
        await using var fixture = await VersionFixture.OpenAsync();
        var dataset = await fixture.CreateAsync("one", "/a");
        var before = dataset.Head.ComputeDigest();

        await VersionFixture.WriteAsync(dataset, writer =>
        {
            var item = writer.FindItem("/a")!;
            writer.UpdateItem(item with { Body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(item.Body.Span).Replace("t0", "t9", StringComparison.Ordinal)) });
        });

        Assert.Equal(before, dataset.Head.ComputeDigest());
    }

    [Fact]
    public async Task ComputeDigest_UnderAMask_IsThatOfWhatIsSeen()
    {
        await using var fixture = await VersionFixture.OpenAsync();
        var whole = await fixture.CreateAsync("whole");
        await FillAsync(whole, Enumerable.Range(0, Many));
        var bare = await fixture.CreateAsync("bare");
        await FillAsync(bare, Enumerable.Range(0, Many), body: _ => """{"metadata":{}}""");
        var masked = await fixture.CloneAsync(whole, "masked", r => r with { Masks = [0] });
        await fixture.Store.DrainSealingAsync(TestContext.Current.CancellationToken);

        // A mask leaves a shell only where something below it is kept.
        var stripped = await fixture.CreateAsync("stripped");
        await FillAsync(stripped, Enumerable.Range(0, Many), body: _ => "{}");

        Assert.Equal(stripped.Head.ComputeDigest(), masked.Head.ComputeDigest());
        Assert.NotEqual(bare.Head.ComputeDigest(), masked.Head.ComputeDigest());
        Assert.Equal(masked.Head.RecomputeDigest(), masked.Head.ComputeDigest());
        Assert.NotEqual(whole.Head.ComputeDigest(), masked.Head.ComputeDigest());
    }

    [Fact]
    public async Task WriteNext_EverySealedSegment_IsWrittenOnceAndUsedAfterAStart()
    {
        await using var fixture = await VersionFixture.OpenAsync();
        await FillAsync(await fixture.CreateAsync("one"), Enumerable.Range(0, Many));
        await fixture.Store.DrainSealingAsync(TestContext.Current.CancellationToken);
        var digest = fixture.Store.Find("p", "one")!.Head.RecomputeDigest();

        var written = 0;
        while (fixture.Store.Context.Digests.WriteNext())
        {
            written++;
        }

        Assert.Equal(Files(fixture, "*.vseg").Length, written);
        Assert.Equal(written, Files(fixture, "*.vdig").Length);
        var stamps = Files(fixture, "*.vdig").Select(File.GetLastWriteTimeUtc).ToList();
        await fixture.ReopenAsync();
        Assert.Equal(digest, fixture.Store.Find("p", "one")!.Head.ComputeDigest());
        Assert.Equal(stamps, Files(fixture, "*.vdig").Select(File.GetLastWriteTimeUtc));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(100)]
    [InlineData(-1)]
    public async Task ComputeDigest_ADamagedFile_IsMadeAgain(int at)
    {
        await using var fixture = await VersionFixture.OpenAsync();
        await FillAsync(await fixture.CreateAsync("one"), Enumerable.Range(0, Many));
        await fixture.Store.DrainSealingAsync(TestContext.Current.CancellationToken);
        var digest = fixture.Store.Find("p", "one")!.Head.ComputeDigest();
        foreach (var file in Files(fixture, "*.vdig"))
        {
            var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            bytes[at < 0 ? bytes.Length + at : at] ^= 1;
            File.Delete(file);
            await File.WriteAllBytesAsync(file, at == 20 ? bytes[..^7] : bytes, TestContext.Current.CancellationToken);
        }

        await fixture.ReopenAsync();

        Assert.Equal(digest, fixture.Store.Find("p", "one")!.Head.ComputeDigest());
    }

    /// <summary>A column that lies under a good checksum: the quick digest believes it, a verification must not.</summary>
    [Fact]
    public async Task VerifyAsync_AKeptDigestThatIsWrong_IsNamedAndNotBelieved()
    {
        await using var fixture = await VersionFixture.OpenAsync();
        await FillAsync(await fixture.CreateAsync("one"), Enumerable.Range(0, Many));
        await fixture.Store.DrainSealingAsync(TestContext.Current.CancellationToken);
        var digest = fixture.Store.Find("p", "one")!.Head.ComputeDigest();
        var report = await new Verifier(fixture.Store).VerifyAsync(
            fixture.Store.Datasets, withBinaries: false, TestContext.Current.CancellationToken);
        Assert.Empty(report.Problems);
        Forge(Files(fixture, "*.vdig")[^1]);

        await fixture.ReopenAsync();
        var dataset = fixture.Store.Find("p", "one")!;
        report = await new Verifier(fixture.Store).VerifyAsync([dataset], withBinaries: false, TestContext.Current.CancellationToken);

        Assert.NotEqual(digest, dataset.Head.ComputeDigest());
        Assert.Equal(digest, dataset.Head.RecomputeDigest());
        Assert.Contains("the digest kept of it", Assert.Single(report.Problems), StringComparison.Ordinal);
    }

    /// <summary>Written from docs/formats/digest.md alone, over texts; the own digests of revisions have tests of their own.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Many)]
    [InlineData(10_000)] // Some parts have two items or more.
    public async Task ComputeDigest_OfAState_IsWhatTheFormatSays(int count)
    {
        await using var fixture = await VersionFixture.OpenAsync();
        var dataset = await fixture.CreateAsync("one");
        await FillAsync(dataset, Enumerable.Range(0, count), body: i => i % 3 == 0 ? """{"k":1}""" : "{}");

        // Twins among the annotations, and an item with more of them than are put in their places one by one.
        if (count > 1)
        {
            await VersionFixture.WriteAsync(dataset, writer =>
            {
                for (var i = 0; i < 40; i++)
                {
                    Annotate(writer, writer.FindItem("/7")!.Lineage, $$"""{"label":"one of {{i % 9}}"}""");
                }
            });
        }

        Assert.Equal(NaiveDigest(fixture, dataset), dataset.Head.ComputeDigest().ToString());
    }

    private static string NaiveDigest(VersionFixture fixture, Dataset dataset)
    {
        var digester = fixture.Store.Context.Digests.NewDigester();
        var owns = new Dictionary<Lineage, (byte[] Own, Lineage[] Named)>();
        foreach (var annotation in dataset.Head.Read(Storage.Catalog.Relation.Annotations, dataset.Head.State.Annotations))
        {
            var own = new byte[32];
            owns[annotation.Lineage] = (own, [.. digester.Digest(Storage.Catalog.Relation.Annotations, annotation, own)]);
        }

        var parts = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var item in dataset.Head.Read(Storage.Catalog.Relation.Items, dataset.Head.State.Items))
        {
            var own = new byte[32];
            digester.Digest(Storage.Catalog.Relation.Items, item, own);
            var on = dataset.Head.ReadAnnotations(item.Lineage).Select(a => owns[a.Lineage]).Select(a => a.Named.Length == 0
                ? Hex(a.Own)
                : Sha("03" + Hex(a.Own) + string.Concat(a.Named.Select(n => owns.TryGetValue(n, out var there) ? Hex(there.Own) : new string('0', 64)))));
            var sorted = on.Order(StringComparer.Ordinal).ToList();
            var entry = Hex(own) + Hex(BitConverter.GetBytes(sorted.Count)) + string.Concat(sorted);
            parts.TryAdd(entry[..4], []);
            parts[entry[..4]].Add(entry);
        }

        return Sha("0503" + string.Concat(parts.Values.Select(p => Sha("04" + string.Concat(p.Order(StringComparer.Ordinal))))));

        static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
        static string Sha(string hex) => Hex(System.Security.Cryptography.SHA256.HashData(Convert.FromHexString(hex)));
    }

    /// <summary>"All is well" must not mean that nothing was looked at.</summary>
    [Fact]
    public async Task VerifyAsync_KeptDigestsThatCannotBeRead_AreNamed()
    {
        await using var fixture = await VersionFixture.OpenAsync();
        await FillAsync(await fixture.CreateAsync("one"), Enumerable.Range(0, Many));
        await fixture.Store.DrainSealingAsync(TestContext.Current.CancellationToken);
        var dataset = fixture.Store.Find("p", "one")!;
        var digest = dataset.Head.ComputeDigest();
        await fixture.ReopenAsync();
        dataset = fixture.Store.Find("p", "one")!;
        using (var wide = new FileStream(Files(fixture, "*.vdig")[0], FileMode.Open))
        {
            // More than can be mapped; a hole takes no room.
            wide.SetLength(int.MaxValue + 1L);
        }

        var report = await new Verifier(fixture.Store).VerifyAsync([dataset], withBinaries: false, TestContext.Current.CancellationToken);

        Assert.Contains("cannot be read", Assert.Single(report.Problems), StringComparison.Ordinal);
        Assert.Equal(digest, dataset.Head.ComputeDigest());
    }

    private static string[] Files(VersionFixture fixture, string pattern) =>
        [.. Directory.GetFiles(fixture.DataDirectory, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private static void Forge(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var rows = BitConverter.ToInt32(bytes, 24);
        bytes[80] ^= 1;
        var forged = DigestFile.Write(BitConverter.ToUInt64(bytes, 16), bytes.AsSpan(32, 32), bytes.AsSpan(80, rows * 32), []);
        File.Delete(path);
        File.WriteAllBytes(path, forged);
    }

    private static async Task FillAsync(Dataset dataset, IEnumerable<int> order, Func<int, string>? body = null)
    {
        body ??= i => $$"""{"metadata":{"user":{"k":{{i % 7}} } } }""";
        foreach (var chunk in order.Chunk(50))
        {
            await VersionFixture.WriteAsync(dataset, writer =>
            {
                foreach (var i in chunk)
                {
                    var item = writer.AddItem(new Revision
                    {
                        Lineage = writer.NewIdentity().Lineage,
                        Path = $"/{i}",
                        Content = new ContentHash((ulong)i, 1, 2, 3),
                        Body = Encoding.UTF8.GetBytes(body(i)),
                    });
                    var parent = Annotate(writer, item.Lineage, $$"""{"label":"parent {{i}}"}""");
                    Annotate(writer, item.Lineage, $$"""{"label":"child","parentId":"{{parent.Lineage.Value:x24}}"}""");
                }
            });
        }
    }

    private static Revision Annotate(DatasetWriter writer, Lineage item, string body) => writer.AddAnnotation(new Revision
    {
        Lineage = writer.NewIdentity().Lineage, Item = item, Body = Encoding.UTF8.GetBytes(body),
    });

    private static void Change(DatasetWriter writer, string what)
    {
        var item = writer.FindItem("/3")!;
        var annotations = writer.ReadAnnotations(item.Lineage);
        switch (what)
        {
            case "path":
                writer.UpdateItem(item with { Path = "/3x" });
                break;
            case "content":
                writer.UpdateItem(item with { Content = new ContentHash(9, 9, 9, 9) });
                break;
            case "body":
                writer.UpdateItem(item with { Body = """{"metadata":{"user":{"k":77}}}"""u8.ToArray() });
                break;
            case "directory":
                writer.UpdateItem(item with { IsDirectory = true });
                break;
            case "annotation":
                writer.UpdateAnnotation(annotations[1] with { Body = """{"label":"other"}"""u8.ToArray() });
                break;
            case "moved annotation":
                writer.RemoveAnnotations(Venn.Bitmaps.RoaringBitmap.Of((ulong)annotations[1].Number.Value));
                Annotate(writer, writer.FindItem("/4")!.Lineage, Encoding.UTF8.GetString(annotations[1].Body.Span));
                break;
            default:
                var other = writer.ReadAnnotations(writer.FindItem("/4")!.Lineage)[0];
                writer.UpdateAnnotation(annotations[1] with
                {
                    Body = Encoding.UTF8.GetBytes($$"""{"label":"child","parentId":"{{other.Lineage.Value:x24}}"}"""),
                });
                break;
        }
    }
}
