using System.Text.Json;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Server.Wire;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Versions;

/// <summary>Writes a diff: the summary of the whole, and one page of its items.</summary>
internal sealed class DiffWriter(Utf8JsonWriter json, DiffView view)
{
    private readonly DatasetVersion from = view.Diff.From;
    private readonly DatasetVersion to = view.Diff.To;

    public void Write(long page, int pageSize)
    {
        json.WriteStartObject();
        WriteVersion("from", from);
        WriteVersion("to", to);
        WriteSummary();
        json.WriteNumber("totalItemsCount", view.Items.Count);
        json.WriteNumber("totalPagesCount", Page.PageCount(view.Items.Count, pageSize));
        json.WriteBoolean("hasNextPage", Page.HasNext(view.Items.Count, page, pageSize));
        json.WriteStartArray("items");
        foreach (var (lineage, change) in view.Items.Skip((int)Math.Min(page * pageSize, int.MaxValue)).Take(pageSize))
        {
            WriteItem(new Lineage(lineage), change);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteVersion(string name, DatasetVersion version)
    {
        json.WriteStartObject(name);
        json.WriteString("datasetId", WireId.OfDataset(version.Dataset.Ordinal));
        json.WriteString("commitId", WireId.OfCommit(version.Commit.Id));
        json.WriteEndObject();
    }

    private void WriteSummary()
    {
        json.WriteStartObject("summary");
        WriteCounts("items", view.Diff.Items.Added.Count, view.Diff.Items.Removed.Count, view.ItemsChangedCount);
        var annotations = view.Diff.Annotations;
        WriteCounts("annotations", annotations.Added.Count, annotations.Removed.Count, view.AnnotationsChangedCount);
        json.WriteStartObject("labels");
        foreach (var (label, (added, removed, changed)) in view.Labels)
        {
            WriteCounts(label, added, removed, changed);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteCounts(string name, int added, int removed, int changed)
    {
        json.WriteStartObject(name);
        json.WriteNumber("added", added);
        json.WriteNumber("removed", removed);
        json.WriteNumber("changed", changed);
        json.WriteEndObject();
    }

    private void WriteItem(Lineage lineage, ItemChange change)
    {
        var before = change.From is { } f ? from.Read(Relation.Items, [f])[0] : null;
        var after = change.To is { } t ? to.Read(Relation.Items, [t])[0] : null;
        var shown = after ?? before ?? to.FindItem(lineage) ?? from.FindItem(lineage);
        var side = change.Kind == ChangeKind.Removed ? from : to;
        json.WriteStartObject();
        json.WriteString("id", WireId.Of(side.Dataset.Ordinal, lineage));
        json.WriteString("filename", shown?.Path);
        json.WriteString("change", change.Kind.ToString().ToLowerInvariant());
        json.WriteStartArray("keys");
        if (change.Kind == ChangeKind.Changed && before is not null && after is not null)
        {
            foreach (var key in Keys(before, after))
            {
                json.WriteStringValue(key);
            }
        }

        json.WriteEndArray();
        WriteAnnotations(change);
        json.WriteEndObject();
    }

    private static IEnumerable<string> Keys(Revision before, Revision after)
    {
        if (before.Path != after.Path)
        {
            yield return "filename";
        }

        if (before.Content != after.Content)
        {
            yield return "content";
        }

        foreach (var key in BodyDiff.Compare(before.Body, after.Body))
        {
            yield return key;
        }
    }

    private void WriteAnnotations(ItemChange change)
    {
        json.WriteStartObject("annotations");
        WriteList("added", to, change.AnnotationsAdded);
        WriteList("removed", from, change.AnnotationsRemoved);
        json.WriteStartArray("changed");
        foreach (var (before, after) in change.AnnotationsChanged)
        {
            var old = from.Read(Relation.Annotations, [before])[0];
            var now = to.Read(Relation.Annotations, [after])[0];
            WriteStart(to, now);
            json.WriteStartArray("keys");
            foreach (var key in BodyDiff.Compare(old.Body, now.Body))
            {
                json.WriteStringValue(key);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteList(string name, DatasetVersion side, List<RevisionNumber> numbers)
    {
        json.WriteStartArray(name);
        foreach (var annotation in numbers.Count == 0 ? [] : side.Read(Relation.Annotations, numbers))
        {
            WriteStart(side, annotation);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteStart(DatasetVersion side, Revision annotation)
    {
        json.WriteStartObject();
        json.WriteString("id", WireId.Of(side.Dataset.Ordinal, annotation.Lineage));
        json.WriteString("type", DiffView.ReadType(annotation));
        json.WriteString("label", DiffView.ReadLabel(annotation));
    }
}
