using System.Text.Json;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Versions;

/// <summary>A diff grouped by item. Cost: one read of each annotation that differs, for its item and label.</summary>
internal sealed class DiffView
{
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

        foreach (var changed in diff.Items.Changed)
        {
            Mark(changed.Lineage, ChangeKind.Changed, changed.From, changed.To);
        }

        AddAnnotations();
    }

    public StateDiff Diff { get; }

    /// <summary>Items that differ, by lineage.</summary>
    public IReadOnlyCollection<KeyValuePair<long, ItemChange>> Items => changes;

    /// <summary>Annotations that differ, by label.</summary>
    public SortedDictionary<string, (int Added, int Removed, int Changed)> Labels { get; } = new(StringComparer.Ordinal);

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

        var changed = Diff.Annotations.Changed;
        var after = Diff.To.Read(Relation.Annotations, [.. changed.Select(c => c.To)]);
        for (var i = 0; i < changed.Count; i++)
        {
            ChangeOf(after[i].Item).AnnotationsChanged.Add((changed[i].From, changed[i].To));
            Count(after[i], (0, 0, 1));
        }
    }

    private static IReadOnlyList<Revision> ReadAll(DatasetVersion version, Relation relation, IReadOnlyList<RevisionNumber> numbers) =>
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
