using System.Text.Json.Nodes;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Storage.Catalog;
using Venn.TestKit.Generators;
using Venn.TestKit.Model;

namespace Venn.Engine.Tests.Model;

/// <summary>
/// Compares a version with a state of the model: everything that a reader can see, and what is shared. Sets and masks are
/// compared each time; a revision is read and compared in full when it is first met, when it is met first after a restart,
/// and whenever the whole state's turn comes.
/// </summary>
internal sealed class TwinComparer(Twin twin)
{
    /// <summary>One in so many comparisons reads everything again.</summary>
    private const int FullEvery = 8;

    private const int ProbeEvery = 4;

    private readonly Dictionary<(Relation, long), ModelRevision> byNumber = [];
    private readonly Dictionary<ModelRevision, (long Number, ModelCommit Origin)> known = [];
    private readonly Dictionary<(Relation, long), List<ModelRevision>> byLineage = [];
    private readonly HashSet<(Relation, long, uint)> read = [];
    private readonly Dictionary<string, string> canonical = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> digests = new(StringComparer.Ordinal);
    private int compared;

    /// <summary>The engine's number; one not yet known is newer than all that are.</summary>
    public long NumberOf(ModelRevision revision) => known.TryGetValue(revision, out var found) ? found.Number : long.MaxValue;

    /// <summary>The commit that wrote a revision.</summary>
    public ModelCommit OriginOf(ModelRevision revision) => known[revision].Origin;

    /// <summary>Every revision of a lineage that some state holds or held.</summary>
    public IReadOnlyList<ModelRevision> RevisionsOf(Relation relation, long lineage) =>
        byLineage.TryGetValue((relation, lineage), out var list) ? list : [];

    public string Canonical(ReadOnlyMemory<byte> body)
    {
        var text = System.Text.Encoding.UTF8.GetString(body.Span);
        if (!canonical.TryGetValue(text, out var found))
        {
            canonical[text] = found = CanonicalText.Of(JsonNode.Parse(text));
        }

        return found;
    }

    /// <summary>The store was closed and opened again: what was read before proves nothing of what is read now.</summary>
    public void Forget() => read.Clear();

    /// <summary>A commit just made: who, when and why are as the caller said.</summary>
    public void CompareNew(DatasetVersion version, ModelCommit commit)
    {
        var latest = commit.Parents.Select(p => p.CreatedAt).DefaultIfEmpty(DateTimeOffset.MinValue).Max();
        Mismatch.Unless(commit.CreatedAt >= latest, $"{commit} is of {commit.CreatedAt:O}, before a parent of {latest:O}");
        var before = commit.Parents.Count == 0 ? new ModelState() : commit.Parents[0].State;
        var changes = new CommitChanges(CountChanges(before.Items, commit.State.Items), CountChanges(before.Annotations, commit.State.Annotations));
        Mismatch.UnlessEqual(changes, version.Commit.Changes, $"How many changes are told of {commit}");
        Compare(version, commit);
    }

    public void Compare(DatasetVersion version, ModelCommit commit)
    {
        compared++;
        CompareCommit(version.Commit, commit);
        Compare(version, commit, Relation.Items);
        Compare(version, commit, Relation.Annotations);
        if (compared % ProbeEvery == 0)
        {
            TwinProbe.Run(version, commit.State, twin.Random);
        }
    }

    public static void CompareCommit(Commit engine, ModelCommit commit)
    {
        if (commit.ToString() != engine.Id.ToString()
            || commit.Generation != engine.Generation
            || commit.CreatedAt != engine.CreatedAt
            || commit.Info != Twin.Text(new CommitInfo(engine.Author, engine.Operation, engine.Message))
            || !commit.Parents.Select(p => p.ToString()).SequenceEqual(engine.Parents.Select(p => p.ToString())))
        {
            throw new MismatchException(
                $"Commit: model {commit} of {string.Join(", ", commit.Parents)}, generation {commit.Generation}, "
                + $"{commit.CreatedAt:O} {commit.Info}; engine {engine}, parents {string.Join(", ", engine.Parents)}");
        }
    }

    private static RelationChanges CountChanges(SortedDictionary<long, ModelEntry> from, SortedDictionary<long, ModelEntry> to)
    {
        bool Counts(ModelEntry entry) => !entry.Revision.IsDirectory;
        return new RelationChanges(
            to.LongCount(e => Counts(e.Value) && !from.ContainsKey(e.Key)),
            from.LongCount(e => Counts(e.Value) && !to.ContainsKey(e.Key)),
            to.LongCount(e => Counts(e.Value) && from.TryGetValue(e.Key, out var old) && !ReferenceEquals(old.Revision, e.Value.Revision)));
    }

    /// <summary>Gives the lineages that the engine has made to what the model holds under placeholders.</summary>
    public ModelState Adopt(DatasetVersion version, ModelState state)
    {
        if (state.Items.Keys.FirstOrDefault() >= 0 && state.Annotations.Keys.FirstOrDefault() >= 0)
        {
            return state;
        }

        var adopted = new ModelState();
        var lineages = new Dictionary<long, long>();
        foreach (var (lineage, entry) in state.Items)
        {
            var found = lineage > 0 ? lineage : version.FindItem(entry.Revision.Path)?.Lineage.Value
                ?? throw new MismatchException($"The engine has no item at {entry.Revision.Path}");
            lineages.Add(lineage, found);
            adopted.Items.Add(found, lineage > 0 ? entry : entry with { Revision = entry.Revision.As(found, 0, entry.Revision.Source) });
        }

        var unknown = version.Read(Relation.Annotations, version.State.Annotations)
            .Where(a => !state.Annotations.ContainsKey(a.Lineage.Value))
            .OrderBy(a => a.Lineage).ToList();
        foreach (var (lineage, entry) in state.Annotations)
        {
            if (lineage > 0)
            {
                adopted.Annotations.Add(lineage, entry);
                continue;
            }

            var item = lineages[entry.Revision.Item];
            var text = Text(entry);
            var at = unknown.FindIndex(a =>
                a.Item.Value == item && a.Source.Value == entry.Revision.Source && Canonical(a.Body) == text);
            Mismatch.Unless(at >= 0, $"The engine has no copy on item {item} of annotation {entry.Revision.Source} with {text}");
            adopted.Annotations.Add(
                unknown[at].Lineage.Value,
                entry with { Revision = entry.Revision.As(unknown[at].Lineage.Value, item, entry.Revision.Source) });
            unknown.RemoveAt(at);
        }

        return adopted;
    }

    /// <summary>As the naive digest has it; equal content, equal digest; other content, another: over the whole run.</summary>
    public string CompareDigest(DatasetVersion version, ModelState state)
    {
        var content = string.Join('\n', state.Items.Values.OrderBy(i => i.Revision.Path, StringComparer.Ordinal).Select(i =>
            $"{i.Revision.Path}|{i.Revision.IsDirectory}|{i.Revision.Content}|{TextWithoutStamp(i)}|" + string.Join(
                '|', state.AnnotationsOf(i.Revision.Lineage).Select(TextWithoutStamp).Order(StringComparer.Ordinal))));
        var digest = version.ComputeDigest().ToString();
        Mismatch.UnlessEqual(new ModelDigest(twin.Masks, [BodyGenerator.Stamp]).Of(state), digest, $"Digest of {version.Commit.Id}");
        foreach (var (key, value) in new[] { ("content " + content, digest), ("digest " + digest, content) })
        {
            if (!digests.TryAdd(key, value) && digests[key] != value)
            {
                throw new MismatchException(
                    $"Digest of {version.Commit.Id} does not follow its content:\n{key}\nwas\n{digests[key]}\nis\n{value}");
            }
        }

        return digest;
    }

    /// <summary>When and by whom something was edited is no part of its content.</summary>
    private string TextWithoutStamp(ModelEntry entry)
    {
        var body = (JsonObject)entry.Revision.See(entry.Masks, twin.Masks).DeepClone();
        body.Remove(BodyGenerator.Stamp);
        return CanonicalText.Of(body);
    }

    private string Text(ModelEntry entry) => entry.Revision.SeeText(entry.Masks, twin.Masks);

    private void Compare(DatasetVersion version, ModelCommit commit, Relation relation)
    {
        var set = version.State[relation];
        var model = commit.State[relation];
        if (model.Count != set.Cardinality)
        {
            throw new MismatchException($"Count of {relation} of {commit}: model {model.Count}, engine {set.Cardinality}");
        }

        CompareMasks(version, commit, relation);
        foreach (var number in set)
        {
            var masks = MasksOf(version, relation, number);
            if (byNumber.TryGetValue((relation, (long)number), out var revision)
                && !(model.TryGetValue(revision.Lineage, out var entry)
                    && ReferenceEquals(entry.Revision, revision) && entry.Masks == masks))
            {
                throw new MismatchException(
                    $"{relation} of {commit}: the model does not hold revision {number} of lineage {revision.Lineage} under masks {masks}");
            }

            if (compared % FullEvery == 0 || revision is null || !read.Contains((relation, (long)number, masks)))
            {
                CompareRevision(version, commit, relation, (long)number, masks);
            }
        }
    }

    private void CompareMasks(DatasetVersion version, ModelCommit commit, Relation relation)
    {
        for (var i = 0; i < twin.Masks.Count; i++)
        {
            if (twin.Masks.RelationOf(i) == relation && !version.State.Masks[i].IsEmpty
                && !version.State.Masks[i].AndNot(version.State[relation]).IsEmpty)
            {
                throw new MismatchException($"Mask {i} of {relation} of {commit} is no subset");
            }
        }
    }

    private uint MasksOf(DatasetVersion version, Relation relation, ulong number)
    {
        var bits = 0u;
        for (var i = 0; i < twin.Masks.Count; i++)
        {
            bits |= twin.Masks.RelationOf(i) == relation && version.State.Masks[i].Contains(number) ? 1u << i : 0;
        }

        return bits;
    }

    private void CompareRevision(DatasetVersion version, ModelCommit commit, Relation relation, long number, uint masks)
    {
        var found = version.Read(relation, [new RevisionNumber(number)])[0];
        var lineage = found.Lineage.Value;
        if (!commit.State[relation].TryGetValue(lineage, out var entry))
        {
            throw new MismatchException($"{relation} of {commit}: the model has no lineage {lineage}");
        }

        var model = entry.Revision;
        if (Difference(model, entry, found, masks) is { } difference)
        {
            throw new MismatchException($"{relation} of {commit}, lineage {lineage}, revision {number}: {difference}");
        }

        // A revision is one object here and one number there: what is written anew shows.
        if (byNumber.TryAdd((relation, number), model))
        {
            if (!known.TryAdd(model, (number, commit)))
            {
                throw new MismatchException($"{relation} of {commit}, lineage {lineage} has been written anew, as {number}");
            }

            if (!byLineage.TryGetValue((relation, lineage), out var list))
            {
                byLineage.Add((relation, lineage), list = []);
            }

            list.Add(model);
        }
        else if (!ReferenceEquals(byNumber[(relation, number)], model))
        {
            throw new MismatchException($"{relation} of {commit}, lineage {lineage} should be another revision than {number}");
        }

        read.Add((relation, number, masks));
    }

    private string? Difference(ModelRevision model, ModelEntry entry, Revision found, uint masks)
    {
        static string? Tell<T>(T model, T engine, string what) =>
            EqualityComparer<T>.Default.Equals(model, engine) ? null : $"{what}: model {model}, engine {engine}";
        return Tell(model.Path, found.Path, "path")
            ?? Tell(model.IsDirectory, found.IsDirectory, "isDirectory")
            ?? Tell(model.Content, found.Content.IsNone ? "" : found.Content.ToString(), "content")
            ?? Tell(model.SizeBytes, found.SizeBytes, "size")
            ?? Tell(model.Item, found.Item.Value, "item")
            ?? Tell(model.Source, found.Source.Value, "source")
            ?? Tell(entry.Masks, masks, "masks")
            ?? Tell(Text(entry), Canonical(found.Body), "body");
    }
}
