using System.Text;
using System.Text.Json.Nodes;
using Venn.Bitmaps;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Writing;
using Venn.Storage.Blobs;
using Venn.Storage.Catalog;
using Venn.TestKit.Generators;

namespace Venn.Engine.Tests.MergeOracle;

/// <summary>A commit of a few edits, each of another item or annotation, over so few paths that two sides meet.</summary>
internal sealed class FamilyEdits(Random random, BodyGenerator bodies, DatasetWriter writer, Facts before)
{
    private readonly HashSet<long> touched = [];

    public static Task RunAsync(Random random, BodyGenerator bodies, Dataset dataset, Facts before, int count, int additions) =>
        dataset.WriteAsync(new CommitInfo("a", "update"), writer =>
        {
            var edits = new FamilyEdits(random, bodies, writer, before);
            for (var i = 0; i < additions; i++)
            {
                edits.AddItem();
            }

            for (var i = 0; i < count; i++)
            {
                edits.One();
            }

            return 0;
        });

    private void One()
    {
        switch (random.Next(12))
        {
            case 0:
                AddItem();
                break;
            case 1 or 2 or 3:
                OnItem(item => UpdateItem(Edited(Relation.Items, item)));
                break;
            case 4:
                OnItem(item => UpdateItem(Edited(Relation.Items, item) with { Path = NewPath() }));
                break;
            case 5:
                OnItem(item => UpdateItem(Edited(Relation.Items, item) with { Content = NewContent() }));
                break;
            case 6:
                OnItem(item => writer.RemoveItems(RoaringBitmap.Of((ulong)item.Number.Value)));
                break;
            case 7 or 8:
                OnItem(Annotate);
                break;
            case 9 or 10:
                OnAnnotation(annotation => writer.UpdateAnnotation(Edited(Relation.Annotations, annotation)));
                break;
            default:
                OnAnnotation(annotation => writer.RemoveAnnotations(RoaringBitmap.Of((ulong)annotation.Number.Value)));
                break;
        }
    }

    private void AddItem()
    {
        var isDirectory = random.Chance(0.15);
        var path = isDirectory ? random.Pick(["/d", "/d/e"]) : NewPath();
        if (writer.FindItem(path) is null)
        {
            var added = writer.AddItem(new Revision
            {
                Lineage = writer.NewIdentity().Lineage,
                Path = path,
                IsDirectory = isDirectory,
                Content = isDirectory ? ContentHash.None : NewContent(),
                Body = Bytes(bodies.Item()),
            });
            for (var annotations = random.Next(3); annotations > 0; annotations--)
            {
                Annotate(added);
            }
        }
    }

    private void Annotate(Revision item) => writer.AddAnnotation(new Revision
    {
        Lineage = writer.NewIdentity().Lineage, Item = item.Lineage, Body = Bytes(bodies.Annotation()),
    });

    private void OnItem(Action<Revision> edit)
    {
        if (before.Items.Count > 0 && random.Pick([.. before.Items.Keys]) is var lineage && touched.Add(lineage)
            && writer.FindItem(new Lineage(lineage)) is { } item)
        {
            edit(item);
        }
    }

    private void OnAnnotation(Action<Revision> edit)
    {
        if (before.Annotations.Count > 0 && random.Pick([.. before.Annotations.Keys]) is var lineage && touched.Add(lineage)
            && writer.FindAnnotation(new Lineage(lineage)) is { } annotation)
        {
            edit(annotation);
        }
    }

    private void UpdateItem(Revision item)
    {
        if (writer.FindItem(item.Path) is not { } holder || holder.Lineage == item.Lineage)
        {
            writer.UpdateItem(item);
        }
    }

    private Revision Edited(Relation relation, Revision seen) =>
        seen with { Body = Bytes(bodies.Edit(relation, (JsonObject)JsonNode.Parse(seen.Body.Span)!)) };

    private string NewPath() => $"{random.Pick(["", "/d"])}/{random.Pick(["a.jpg", "b.jpg", "c"])}";

    private ContentHash NewContent()
    {
        _ = ContentHash.TryParse(new string((char)('a' + random.Next(4)), 64), out var hash);
        return hash;
    }

    private static byte[] Bytes(JsonObject body) => Encoding.UTF8.GetBytes(body.ToJsonString());
}
