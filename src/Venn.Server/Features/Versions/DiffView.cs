using System.Text.Json;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Comparing;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Versions;

/// <summary>A diff grouped by item. Cost: one read of each annotation that differs, for its item and label.</summary>
internal sealed class DiffView
{
    private const int BatchSize = 4096;

    private readonly SortedDictionary<long, ItemChange> changes = [];

    public DiffView(StateDiff diff)
    {
        Diff = diff;
        foreach (var number in ReadAll(diff.To, Relation.Items, diff.Items.Added))
        {
            Mark(number.Lineage, ChangeKind.Added, from: null, number.Number);
        }

        foreach (var number in ReadAll(diff.From, Relation.Items, diff.Items.Removed))
        {
            Mark(number.Lineage, ChangeKind.Removed, number.Number, to: null);
        }

        foreach (var (before, after) in ReadChanged(Relation.Items, diff.Items.Changed))
        {
            Mark(after.Lineage, ChangeKind.Changed, before.Number, after.Number);
            ItemsChangedCount++;
        }

        AddAnnotations();
    }

    public StateDiff Diff { get; }

    /// <summary>Items that differ, by lineage.</summary>
    public IReadOnlyCollection<KeyValuePair<long, ItemChange>> Items => changes;

    public int ItemsChangedCount { get; private set; }

    public int AnnotationsChangedCount { get; private set; }

    /// <summary>Annotations that differ, by label.</summary>
    public SortedDictionary<string, (int Added, int Removed, int Changed)> Labels { get; } =
        new(StringComparer.Ordinal);

    public static string ReadLabel(Revision annotation) => ReadText(annotation, "label"u8);

    public static string ReadType(Revision annotation) => ReadText(annotation, "type"u8);

    private static string ReadText(Revision annotation, ReadOnlySpan<byte> name)
    {
        var reader = new Utf8JsonReader(annotation.Body.Span, Wire.JsonSlices.ReaderOptions);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals(name);
            reader.Read();
            if (found)
            {
                return reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
            }

            reader.Skip();
        }

        return "";
    }

    private void AddAnnotations()
    {
        foreach (var annotation in ReadAll(Diff.To, Relation.Annotations, Diff.Annotations.Added))
        {
            ChangeOf(annotation.Item).AnnotationsAdded.Add(annotation.Number);
            Count(annotation, (1, 0, 0));
        }

        foreach (var annotation in ReadAll(Diff.From, Relation.Annotations, Diff.Annotations.Removed))
        {
            ChangeOf(annotation.Item).AnnotationsRemoved.Add(annotation.Number);
            Count(annotation, (0, 1, 0));
        }

        foreach (var (before, after) in ReadChanged(Relation.Annotations, Diff.Annotations.Changed))
        {
            ChangeOf(after.Item).AnnotationsChanged.Add((before.Number, after.Number));
            Count(after, (0, 0, 1));
            AnnotationsChangedCount++;
        }
    }

    /// <summary>Those of the changed that are seen differently: a mask may leave out what was not there.</summary>
    private IEnumerable<(Revision Before, Revision After)> ReadChanged(
        Relation relation, IReadOnlyList<ChangedRevision> changed)
    {
        foreach (var batch in changed.Chunk(BatchSize))
        {
            var before = Diff.From.Read(relation, [.. batch.Select(c => c.From)]);
            var after = Diff.To.Read(relation, [.. batch.Select(c => c.To)]);
            for (var i = 0; i < batch.Length; i++)
            {
                if (before[i].Path != after[i].Path || before[i].Content != after[i].Content
                    || before[i].Item != after[i].Item || !before[i].Body.Span.SequenceEqual(after[i].Body.Span))
                {
                    yield return (before[i], after[i]);
                }
            }
        }
    }

    private static IReadOnlyList<Revision> ReadAll(
        DatasetVersion version, Relation relation, IReadOnlyList<RevisionNumber> numbers) =>
        numbers.Count == 0 ? [] : version.Read(relation, numbers);

    private void Mark(Lineage lineage, ChangeKind kind, RevisionNumber? from, RevisionNumber? to)
    {
        var change = ChangeOf(lineage);
        (change.Kind, change.From, change.To) = (kind, from, to);
    }

    private ItemChange ChangeOf(Lineage lineage)
    {
        if (!changes.TryGetValue(lineage.Value, out var change))
        {
            changes[lineage.Value] = change = new ItemChange();
        }

        return change;
    }

    private void Count(Revision annotation, (int Added, int Removed, int Changed) one)
    {
        var label = ReadLabel(annotation);
        Labels.TryGetValue(label, out var sum);
        Labels[label] = (sum.Added + one.Added, sum.Removed + one.Removed, sum.Changed + one.Changed);
    }
}
