using System.Text.Json;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Server.Features.Agreement;
using Venn.Server.Wire;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Versions.Comparing;

/// <summary>Writes a diff: the summary of the whole, and its items or a page of them.</summary>
internal sealed class DiffWriter(Utf8JsonWriter json, DiffView view)
{
    /// <summary>Characters of a value's JSON that are told.</summary>
    private const int ValueMaxLength = 4096;

    private readonly DatasetVersion from = view.Diff.From;
    private readonly DatasetVersion to = view.Diff.To;

    public void WritePage(DiffSummary summary, AgreementReport? agreement, long page, int pageSize)
    {
        json.WriteStartObject();
        WriteStates(summary, agreement);
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

    /// <summary>All but the items.</summary>
    public void WriteHead(DiffSummary summary, AgreementReport? agreement)
    {
        json.WriteStartObject();
        WriteStates(summary, agreement);
        json.WriteNumber("totalItemsCount", view.Items.Count);
        json.WriteEndObject();
    }

    private void WriteStates(DiffSummary summary, AgreementReport? agreement)
    {
        WriteVersion("from", from);
        WriteVersion("to", to);
        new DiffSummaryWriter(json, view).Write(summary, agreement);
    }

    private void WriteVersion(string name, DatasetVersion version)
    {
        json.WriteStartObject(name);
        json.WriteString("datasetId", WireId.OfDataset(version.Dataset.Ordinal));
        json.WriteString("commitId", WireId.OfCommit(version.Commit.Id));
        json.WriteEndObject();
    }

    public void WriteItem(Lineage lineage, ItemChange change)
    {
        var before = change.From is { } f ? from.Read(Relation.Items, [f])[0] : null;
        var after = change.To is { } t ? to.Read(Relation.Items, [t])[0] : null;
        var shown = after ?? before ?? to.FindItem(lineage) ?? from.FindItem(lineage);
        var side = change.Kind == ChangeKind.Removed ? from : to;
        json.WriteStartObject();
        json.WriteString("id", WireId.Of(side.Dataset.Ordinal, lineage));
        json.WriteString("filename", shown?.Path);
        json.WriteString("change", change.Kind.ToString().ToLowerInvariant());
        WriteKeys(change.Kind == ChangeKind.Changed && before is not null && after is not null ? Keys(before, after) : []);
        WriteAnnotations(change);
        json.WriteEndObject();
    }

    private static List<(string Key, JsonElement Before, JsonElement After)> Keys(Revision before, Revision after)
    {
        var keys = new List<(string Key, JsonElement Before, JsonElement After)>();
        if (before.Path != after.Path)
        {
            keys.Add(("filename", Text(before.Path), Text(after.Path)));
        }

        if (before.Content != after.Content)
        {
            keys.Add(("content", Text(before.Content.ToString()), Text(after.Content.ToString())));
        }

        return [.. keys, .. BodyDiff.CompareValues(before.Body, after.Body)];
    }

    private static JsonElement Text(string value) => JsonSerializer.SerializeToElement(value);

    /// <summary>The keys that differ, and what they were and are; a long value is told by its length alone.</summary>
    private void WriteKeys(List<(string Key, JsonElement Before, JsonElement After)> keys)
    {
        json.WriteStartArray("keys");
        foreach (var (key, _, _) in keys)
        {
            json.WriteStringValue(key);
        }

        json.WriteEndArray();
        json.WriteStartObject("values");
        foreach (var (key, before, after) in keys)
        {
            json.WriteStartObject(key);
            WriteValue("before", before);
            WriteValue("after", after);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void WriteValue(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            return;
        }

        json.WritePropertyName(name);
        var text = value.GetRawText();
        if (text.Length <= ValueMaxLength)
        {
            value.WriteTo(json);
            return;
        }

        json.WriteStartObject();
        json.WriteNumber("length", text.Length);
        json.WriteEndObject();
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
            var keys = BodyDiff.CompareValues(old.Body, now.Body);
            WriteKeys(keys);
            json.WriteStartArray("kinds");
            foreach (var kind in AnnotationKinds.Of([.. keys.Select(k => k.Key)]))
            {
                json.WriteStringValue(kind);
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
