using System.Text;
using System.Text.Json.Nodes;
using Venn.Bitmaps;
using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Engine.Versions.Writing;
using Venn.Storage.Blobs;
using Venn.Storage.Catalog;
using Venn.TestKit.Generators;
using Venn.TestKit.Model;

namespace Venn.Engine.Tests.Model;

/// <summary>One commit of a few edits, each made to the engine and to the model.</summary>
internal sealed class TwinEdits(Twin twin, DatasetWriter writer, ModelState state)
{
    private static readonly string[] Directories = ["", "/a", "/a/b", "/c d"];

    private Random Random => twin.Random;

    public static async Task<bool> RunAsync(Twin twin, ModelDataset dataset, int count)
    {
        var by = twin.By("update");
        var state = await twin.DatasetOf(dataset).WriteAsync(
            by,
            writer =>
            {
                var changed = dataset.Head.State.Copy();
                var edits = new TwinEdits(twin, writer, changed);
                for (var i = 0; i < count; i++)
                {
                    edits.One();
                }

                return changed;
            });
        twin.Grown(dataset, by, state);
        return true;
    }

    private void One()
    {
        var choice = Random.Next(100);
        if (choice < 30 || state.Items.Count == 0)
        {
            if (state.Items.Count < 30)
            {
                AddItem();
                return;
            }

            choice = 60;
        }

        Action edit = choice switch
        {
            < 42 => EditItem,
            < 50 => MoveItem,
            < 54 => ReplaceContent,
            < 66 => RemoveItems,
            < 84 => AddAnnotation,
            < 93 => EditAnnotation,
            < 97 => RemoveAnnotation,
            _ => ReadBack,
        };
        edit();
    }

    private void AddItem()
    {
        var isDirectory = Random.Chance(0.15);
        var path = isDirectory ? Random.Pick(["/", "/a", "/a/b", "/c d"]) : NewPath();
        var binary = Random.Next(TwinContents.Count);
        var item = new ModelRevision
        {
            Lineage = writer.NewIdentity().Lineage.Value,
            Path = path,
            IsDirectory = isDirectory,
            Content = isDirectory ? "" : TwinContents.Hash(binary),
            SizeBytes = isDirectory ? 0 : TwinContents.Bytes(binary).Length,
            Body = twin.Bodies.Item(),
        };
        if (state.At(path) is not null)
        {
            Refused<PathTakenException>(() => writer.AddItem(ToEngine(item)), path);
            return;
        }

        writer.AddItem(ToEngine(item));
        state.Items.Add(item.Lineage, new ModelEntry(item, 0));
    }

    private void EditItem() => Update(PickItem(), (revision, seen) => revision.With(twin.Bodies.Edit(Relation.Items, seen)));

    private void ReplaceContent()
    {
        var item = PickItem();
        if (!item.Revision.IsDirectory)
        {
            var binary = Random.Next(TwinContents.Count);
            Update(item, (revision, seen) => revision.With(twin.Bodies.Edit(Relation.Items, seen))
                .Holding(TwinContents.Hash(binary), TwinContents.Bytes(binary).Length));
        }
    }

    private void MoveItem()
    {
        var item = PickItem();
        var path = NewPath();
        if (state.At(path) is { } holder && holder.Revision.Lineage != item.Revision.Lineage)
        {
            Refused<PathTakenException>(() => writer.UpdateItem(ToEngine(item.Revision.At(path))), path);
            return;
        }

        Update(item, (revision, seen) => revision.With(twin.Bodies.Edit(Relation.Items, seen)).At(path));
    }

    private void Update(ModelEntry item, Func<ModelRevision, JsonObject, ModelRevision> edit)
    {
        var found = writer.FindItem(new Lineage(item.Revision.Lineage));
        Mismatch.Unless(found is not null, $"The writer does not find item {item.Revision.Lineage}");
        Mismatch.UnlessEqual(Seen(item), twin.Comparer.Canonical(found!.Body), $"Body in the edit of {item.Revision.Lineage}");
        var edited = edit(item.Revision, item.Revision.See(item.Masks, twin.Masks));
        writer.UpdateItem(ToEngine(edited));
        state.Items[edited.Lineage] = new ModelEntry(edited, 0);
    }

    private void RemoveItems()
    {
        if (Random.Chance(0.15))
        {
            // By filter, with what this very edit has written.
            var filter = new Filter.And([twin.Filters.Next(Relation.Items), twin.Filters.Next(Relation.Items)]);
            var wanted = new ModelFilter(state, twin.Masks).Select(Relation.Items, filter);
            var set = writer.Select(Relation.Items, filter);
            Mismatch.UnlessSame(wanted, writer.Read(Relation.Items, set).Select(r => r.Lineage.Value).Order(), $"Select in an edit: {FilterText.Of(filter)}");
            writer.RemoveItems(set);
            wanted.ForEach(Forget);
            return;
        }

        var lineage = PickItem().Revision.Lineage;
        var number = writer.FindItem(new Lineage(lineage))!.Number;
        writer.RemoveItems(RoaringBitmap.FromSorted([(ulong)number.Value]));
        Forget(lineage);
    }

    private void Forget(long item)
    {
        foreach (var annotation in state.AnnotationsOf(item).Select(a => a.Revision.Lineage).ToList())
        {
            state.Annotations.Remove(annotation);
        }

        state.Items.Remove(item);
    }

    private void AddAnnotation()
    {
        var item = PickItem().Revision.Lineage;
        var annotation = new ModelRevision
        {
            Lineage = writer.NewIdentity().Lineage.Value, Item = item, Body = twin.Bodies.Annotation(),
        };
        if (Random.Chance(0.03))
        {
            Refused<ItemNotInDatasetException>(
                () => writer.AddAnnotation(ToEngine(annotation) with { Item = new Lineage(Lineage.MaxValue) }), "no item");
            return;
        }

        writer.AddAnnotation(ToEngine(annotation));
        state.Annotations.Add(annotation.Lineage, new ModelEntry(annotation, 0));
    }

    private void EditAnnotation()
    {
        if (state.Annotations.Count == 0)
        {
            return;
        }

        var entry = state.Annotations.ElementAt(Random.Next(state.Annotations.Count)).Value;
        var found = writer.FindAnnotation(new Lineage(entry.Revision.Lineage));
        Mismatch.UnlessEqual(Seen(entry), found is null ? "" : twin.Comparer.Canonical(found.Body), "Annotation in the edit");
        var edited = entry.Revision.With(twin.Bodies.Edit(Relation.Annotations, entry.Revision.See(entry.Masks, twin.Masks)));
        writer.UpdateAnnotation(ToEngine(edited));
        state.Annotations[edited.Lineage] = new ModelEntry(edited, 0);
    }

    private void RemoveAnnotation()
    {
        if (state.Annotations.Count == 0)
        {
            return;
        }

        var lineage = state.Annotations.ElementAt(Random.Next(state.Annotations.Count)).Key;
        var number = writer.FindAnnotation(new Lineage(lineage))!.Number;
        writer.RemoveAnnotations(RoaringBitmap.FromSorted([(ulong)number.Value]));
        state.Annotations.Remove(lineage);
    }

    private void ReadBack()
    {
        var item = PickItem().Revision;
        Mismatch.UnlessEqual(item.Lineage, writer.FindItem(item.Path)?.Lineage.Value, $"Item at {item.Path} in the edit");
        Mismatch.UnlessSame(
            state.AnnotationsOf(item.Lineage).Select(a => a.Revision.Lineage),
            writer.ReadAnnotations(new Lineage(item.Lineage)).Select(a => a.Lineage.Value), $"Annotations of {item.Lineage} in the edit");
        var path = NewPath();
        Mismatch.UnlessEqual(
            state.At(path)?.Revision.Lineage, writer.FindItem(path)?.Lineage.Value, $"Item at {path} in the edit");
    }

    private ModelEntry PickItem() => state.Items.ElementAt(Random.Next(state.Items.Count)).Value;

    private string NewPath() => $"{Random.Pick(Directories)}/{Random.Pick(["f", "g"])}{Random.Next(14)}{Random.Pick([".jpg", ".jpg", ""])}";

    private string Seen(ModelEntry entry) => entry.Revision.SeeText(entry.Masks, twin.Masks);

    private static Revision ToEngine(ModelRevision model) => new()
    {
        Lineage = new Lineage(model.Lineage),
        Item = new Lineage(model.Item),
        Source = new Lineage(model.Source),
        SourceDataset = new DatasetOrdinal(model.Source == 0 ? 0 : 1),
        Path = model.Path,
        IsDirectory = model.IsDirectory,
        Content = ContentHash.TryParse(model.Content, out var hash) ? hash : ContentHash.None,
        SizeBytes = model.SizeBytes,
        Body = Encoding.UTF8.GetBytes(model.Body.ToJsonString()),
    };

    private static void Refused<TException>(Action action, string what)
        where TException : Exception
    {
        try
        {
            action();
        }
        catch (TException)
        {
            return;
        }

        throw new MismatchException($"{typeof(TException).Name} was expected for {what}");
    }
}
