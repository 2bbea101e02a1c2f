using System.Text;
using Venn.Bitmaps;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Comparing;
using Venn.Storage.Catalog;

namespace Venn.Engine.Tests.Versions;

/// <summary>Masks that lie differently on the two sides: a change where something else is seen, and nowhere else.</summary>
public class MaskDiffTests
{
    private static readonly string[] Bodies =
    [
        "{}", """{"metadata":{}}""", """{"metadata":null}""", """{"metadata":5}""", """{"metadata":[]}""", """{"metadata":[{"system":1}]}""",
        """{"metadata":{"system":{}}}""", """{"metadata":{"system":{"refs":[]}}}""", """{"metadata":{"system":{"refs":["a"],"k":1}}}""",
        """{"metadata":{"user":{}}}""", """{"metadata":{"user":{"k":1},"system":{"k":1}}}""", """{"metadata":{"user":null,"system":null}}""",
        """{"description":"d"}""", """{"description":""}""", """{"other":{"metadata":1}}""", """{"metadata":{"user":{"deep":[[1,{"x":2}]]}}}""",
    ];

    [Fact]
    public async Task Diff_EveryPairOfMasks_IsWhatTheBodiesSay()
    {
        await using var fixture = await VersionFixture.OpenAsync();
        var dataset = await fixture.CreateAsync("source");
        await VersionFixture.WriteAsync(dataset, writer =>
        {
            for (var i = 0; i < 300; i++)
            {
                var body = i % 17 == 0 ? "{" + string.Join(',', Enumerable.Range(0, 1200).Select(n => $"\"p{n}\":1")) + ",\"metadata\":{\"user\":1}}" : Bodies[i % Bodies.Length];
                writer.AddItem(new Revision { Lineage = writer.NewIdentity().Lineage, Path = $"/{i}", Body = Encoding.UTF8.GetBytes(body) });
            }
        });
        await fixture.Store.DrainSealingAsync(TestContext.Current.CancellationToken);
        var context = fixture.Store.Context;
        var all = dataset.Head.State;
        for (var left = 0; left < 4; left++)
        {
            for (var right = 0; right < 4; right++)
            {
                var (from, to) = (Under(all, left), Under(all, right));
                var found = Diff.Compute(context, Relation.Items, from, to);
                var expected = all.Items.Select(n => new RevisionNumber((long)n)).Where(n => !Venn.Engine.Versions.Merging.BodyMerge.AreEqual(
                    context.Read(from, Relation.Items, n).Body, context.Read(to, Relation.Items, n).Body)).ToList();
                Assert.Equal(expected, found.Changed.Select(c => c.To).Order());
                Assert.Empty(found.Added);
                Assert.Empty(found.Removed);
            }
        }
    }

    [Fact]
    public async Task Diff_MoreThanASegmentOfMaskedItems_CountsThoseThatLookDifferentAlone()
    {
        const int Count = 70_000;
        await using var fixture = await VersionFixture.OpenAsync();
        var dataset = await fixture.CreateAsync("source");
        await VersionFixture.WriteAsync(dataset, writer =>
        {
            for (var i = 0; i < Count; i++)
            {
                writer.AddItem(new Revision
                {
                    Lineage = writer.NewIdentity().Lineage,
                    Path = $"/{i}",
                    Body = i % 1000 == 0 ? """{"metadata":{"user":{"k":1}}}"""u8.ToArray() : """{"metadata":{"system":{"k":1}}}"""u8.ToArray(),
                });
            }
        });
        var clone = await fixture.CloneAsync(dataset, "bare", r => r with { Masks = [0] });

        Assert.Equal(Count / 1000, fixture.Store.Diff(dataset.Head, clone.Head).Items.Changed.Count);
    }

    private static DatasetState Under(DatasetState state, int masks) => state with
    {
        Masks = [.. state.Masks.Select((_, i) => i < 2 && (masks >> i & 1) != 0 ? state.Items : RoaringBitmap.Empty)],
    };
}
