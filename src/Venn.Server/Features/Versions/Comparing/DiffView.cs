using System.Text.Json;
using Venn.Bitmaps;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Comparing;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Versions.Comparing;

/// <summary>A diff grouped by item. Cost: one read of each annotation that differs, for its item and label.</summary>
internal sealed class DiffView
{
    private const int BatchSize = 4096;

    private readonly SortedDictionary<long, ItemChange> changes = [];
    private readonly Dictionary<string, int> kinds = [];
    private readonly DiffScope scope;
    private readonly CancellationToken cancellationToken;

    /// <param name="diff">Two states.</param>
    /// <param name="scope">What of it is told.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public DiffView(StateDiff diff, DiffScope scope, CancellationToken cancellationToken)
    {
        Diff = diff;
        this.scope = scope;
        this.cancellationToken = cancellationToken;
        foreach (var item in ReadAll(diff.To, Relation.Items, Within(diff.Items.Added, scope.ToItems)))
        {
            Mark(item.Lineage, ChangeKind.Added, from: null, item.Number);
        }

        foreach (var item in ReadAll(diff.From, Relation.Items, Within(diff.Items.Removed, scope.FromItems)))
        {
            Mark(item.Lineage, ChangeKind.Removed, item.Number, to: null);
        }

        foreach (var (before, after) in ReadChanged(Relation.Items, Within(diff.Items.Changed, scope.FromItems, scope.ToItems)))
        {
            Mark(after.Lineage, ChangeKind.Changed, before.Number, after.Number);
        }

        AddAnnotations();
        if (scope.IsOfAnnotations)
        {
            foreach (var lineage in changes.Where(c => !c.Value.HasAnnotations).Select(c => c.Key).ToList())
            {
                changes.Remove(lineage);
            }
        }

        foreach (var change in changes.Values)
        {
            ItemsAddedCount += change.Kind == ChangeKind.Added ? 1 : 0;
            ItemsRemovedCount += change.Kind == ChangeKind.Removed ? 1 : 0;
            ItemsChangedCount += change.Kind == ChangeKind.Changed ? 1 : 0;
        }
    }

    public StateDiff Diff { get; }

    /// <summary>Items that differ, by lineage.</summary>
    public IReadOnlyCollection<KeyValuePair<long, ItemChange>> Items => changes;

    public int ItemsAddedCount { get; }

    public int ItemsRemovedCount { get; }

    public int ItemsChangedCount { get; }

    public int AnnotationsAddedCount { get; private set; }

    public int AnnotationsRemovedCount { get; private set; }

    /// <summary>How many changed annotations changed in their geometry, their label and so on.</summary>
    public IReadOnlyDictionary<string, int> Kinds => kinds;

    /// <summary>Annotations that are the same revision on both sides, of what the filter matches.</summary>
    public RoaringBitmap UnchangedAnnotations => Diff.From.State.Annotations.And(Diff.To.State.Annotations).And(scope.ToAnnotations);

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
        // Of an item that the filter matches on one side alone, all that changed is told.
        var told = scope.IsOfAnnotations ? [] : changes.Keys.ToHashSet();
        foreach (var annotation in ReadAll(Diff.To, Relation.Annotations, Diff.Annotations.Added))
        {
            if (scope.ToAnnotations.Contains((ulong)annotation.Number.Value) || told.Contains(annotation.Item.Value))
            {
                ChangeOf(annotation.Item).AnnotationsAdded.Add(annotation.Number);
                Count(annotation, (1, 0, 0));
                AnnotationsAddedCount++;
            }
        }

        foreach (var annotation in ReadAll(Diff.From, Relation.Annotations, Diff.Annotations.Removed))
        {
            if (scope.FromAnnotations.Contains((ulong)annotation.Number.Value) || told.Contains(annotation.Item.Value))
            {
                ChangeOf(annotation.Item).AnnotationsRemoved.Add(annotation.Number);
                Count(annotation, (0, 1, 0));
                AnnotationsRemovedCount++;
            }
        }

        foreach (var (before, after) in ReadChanged(Relation.Annotations, Diff.Annotations.Changed))
        {
            if (scope.FromAnnotations.Contains((ulong)before.Number.Value) || scope.ToAnnotations.Contains((ulong)after.Number.Value)
                || told.Contains(after.Item.Value))
            {
                ChangeOf(after.Item).AnnotationsChanged.Add((before.Number, after.Number));
                Count(after, (0, 0, 1));
                AnnotationsChangedCount++;
                foreach (var kind in AnnotationKinds.Of(BodyDiff.Compare(before.Body, after.Body)))
                {
                    kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
                }
            }
        }
    }

    private static List<RevisionNumber> Within(IReadOnlyList<RevisionNumber> numbers, RoaringBitmap set) =>
        [.. numbers.Where(n => set.Contains((ulong)n.Value))];

    private static List<ChangedRevision> Within(
        IReadOnlyList<ChangedRevision> changed, RoaringBitmap before, RoaringBitmap after) =>
        [.. changed.Where(c => before.Contains((ulong)c.From.Value) || after.Contains((ulong)c.To.Value))];

    /// <summary>Those of the changed that are seen differently: a mask may leave out what was not there.</summary>
    private IEnumerable<(Revision Before, Revision After)> ReadChanged(
        Relation relation, IReadOnlyList<ChangedRevision> changed)
    {
        foreach (var batch in changed.Chunk(BatchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
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

    /// <summary>In batches: a diff may be as large as a dataset.</summary>
    private IEnumerable<Revision> ReadAll(DatasetVersion version, Relation relation, IReadOnlyList<RevisionNumber> numbers)
    {
        foreach (var batch in numbers.Chunk(BatchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var revision in version.Read(relation, batch))
            {
                yield return revision;
            }
        }
    }

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
