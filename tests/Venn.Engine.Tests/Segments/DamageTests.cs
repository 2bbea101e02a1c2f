using Venn.Engine.Query;
using Venn.Engine.Segments;
using Venn.Engine.Segments.Format;
using Venn.Engine.Tests.Query;
using Venn.Storage.Catalog;

namespace Venn.Engine.Tests.Segments;

/// <summary>Whatever happens to a segment file, answers stay those of the catalog, and the damage is reported when it matters.</summary>
public sealed class DamageTests
{
    [Fact]
    public void FlippedBit_AnywhereInTheFile_NeverChangesAnAnswer()
    {
        var random = new Random(20);
        using var fixture = new QueryFixture(random, itemCount: 60);
        var questions = Enumerable.Range(0, 40).Select(_ => fixture.Data.NextFilter(Relation.Items))
            .Select(filter => (Filter: filter, Expected: fixture.Select(Relation.Items, filter))).ToList();
        fixture.SealAll();
        var path = Directory.GetFiles(fixture.DirectoryOf(Relation.Items)).Order().First();
        var whole = File.ReadAllBytes(path);
        var reported = 0;
        for (var at = 0; at < whole.Length; at += 1 + random.Next(97))
        {
            var damaged = (byte[])whole.Clone();
            damaged[at] ^= (byte)(1 << random.Next(8));
            fixture.Close();
            File.WriteAllBytes(path, damaged);
            fixture.Reports.Clear();
            fixture.Reopen();
            foreach (var (filter, expected) in questions)
            {
                Assert.Equal(expected, fixture.Select(Relation.Items, filter));
            }

            if (fixture.Reports.Count > 0)
            {
                reported++;
                Assert.Contains("made again", Assert.Single(fixture.Reports), StringComparison.Ordinal);
                Assert.Equal(whole, File.ReadAllBytes(path));
            }
        }

        Assert.True(reported > 20, $"only {reported} flips were noticed");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(63)]
    [InlineData(500)]
    [InlineData(-1)]
    public void CutOffFile_IsMadeAgainAndReported(int keptBytes)
    {
        using var fixture = new QueryFixture(new Random(21));
        fixture.SealAll();
        fixture.Close();
        var path = Directory.GetFiles(fixture.DirectoryOf(Relation.Items)).Order().First();
        var whole = File.ReadAllBytes(path);
        File.WriteAllBytes(path, keptBytes < 0 ? [.. whole, 0] : whole[..keptBytes]);
        fixture.Reopen();
        Assert.Single(fixture.Reports);
        Assert.Equal(whole, File.ReadAllBytes(path));
        Assert.Equal(fixture.State.Items.Cardinality, fixture.Select(Relation.Items, new Filter.Exists(FieldPath.Path)).Cardinality);
    }

    [Fact]
    public void MissingFiles_OfWholeSegments_AreMadeAgainAndReported()
    {
        using var fixture = new QueryFixture(new Random(22), itemCount: 300);
        fixture.SealAll();
        fixture.Close();
        fixture.DeleteFiles();
        fixture.Reopen();
        Assert.NotEmpty(fixture.Reports);
        Assert.All(fixture.Reports, report => Assert.Contains("missing", report, StringComparison.Ordinal));
        Assert.NotEmpty(Directory.GetFiles(fixture.DirectoryOf(Relation.Items)));
    }

    [Fact]
    public void UnfinishedWrite_IsRemovedAtOpen()
    {
        using var fixture = new QueryFixture(new Random(23));
        var leftover = Path.Combine(fixture.DirectoryOf(Relation.Items), "0000000000.vseg.tmp");
        File.WriteAllText(leftover, "half");
        fixture.Reopen();
        Assert.False(File.Exists(leftover));
    }

    [Fact]
    public void NewerFormat_IsRefusedByName()
    {
        using var fixture = new QueryFixture(new Random(24));
        fixture.SealAll();
        fixture.Close();
        var path = Directory.GetFiles(fixture.DirectoryOf(Relation.Items)).Order().First();
        var bytes = File.ReadAllBytes(path);
        bytes[12] = 0x10;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(60), Crc32C.Compute(bytes.AsSpan(0, 60)));
        File.WriteAllBytes(path, bytes);
        var refused = Assert.Throws<SegmentTooNewException>(fixture.Reopen);
        Assert.Contains("0x10", refused.Message, StringComparison.Ordinal);
        File.WriteAllBytes(path, [0]);
        fixture.Reopen();
    }
}
