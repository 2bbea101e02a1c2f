using System.Text.Json.Nodes;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Storage.Catalog;
using Venn.TestKit.Generators;
using Venn.TestKit.Model;

namespace Venn.Engine.Tests.Model;

/// <summary>Compares a version with a state of the model: everything that a reader can see, and what is shared.</summary>
internal sealed class TwinComparer(Twin twin)
{
    private readonly Dictionary<(Relation, long), ModelRevision> byNumber = [];
    private readonly Dictionary<ModelRevision, long> numbers = [];
    private readonly Dictionary<string, string> canonical = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> digests = new(StringComparer.Ordinal);

    /// <summary>The engine's number; one not yet known is newer than all that are.</summary>
    public long NumberOf(ModelRevision revision) => numbers.GetValueOrDefault(revision, long.MaxValue);

    public string Canonical(ReadOnlyMemory<byte> body)
    {
        var text = System.Text.Encoding.UTF8.GetString(body.Span);
        if (!canonical.TryGetValue(text, out var known))
        {
            canonical[text] = known = CanonicalText.Of(JsonNode.Parse(text));
        }

        return known;
    }

    public void Compare(DatasetVersion version, ModelCommit commit)
    {
        Mismatch.UnlessEqual(commit.ToString(), version.Commit.Id.ToString(), "Commit");
        Mismatch.UnlessEqual(commit.Generation, version.Commit.Generation, $"Generation of {commit}");
        Mismatch.UnlessSame(
            commit.Parents.Select(p => p.ToString()), version.Commit.Parents.Select(p => p.ToString()), $"Parents of {commit}");
        Compare(version, commit.State, Relation.Items);
        Compare(version, commit.State, Relation.Annotations);
        Probe(version, commit.State);
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
            var known = lineage > 0 ? lineage : version.FindItem(entry.Revision.Path)?.Lineage.Value
                ?? throw new MismatchException($"The engine has no item at {entry.Revision.Path}");
            lineages.Add(lineage, known);
            adopted.Items.Add(known, lineage > 0 ? entry : entry with { Revision = entry.Revision.As(known, 0, entry.Revision.Source) });
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
            var text = entry.Revision.SeeText(entry.Masks, twin.Masks);
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

    /// <summary>Equal content, equal digest; other content, another digest: over the whole run.</summary>
    public void CompareDigest(DatasetVersion version, ModelState state)
    {
        var content = string.Join('\n', state.Items.Values.OrderBy(i => i.Revision.Path, StringComparer.Ordinal).Select(i =>
            $"{i.Revision.Path}|{i.Revision.IsDirectory}|{i.Revision.Content}|{TextWithoutStamp(i)}|" + string.Join(
                '|', state.AnnotationsOf(i.Revision.Lineage).Select(TextWithoutStamp).Order(StringComparer.Ordinal))));
        var digest = version.ComputeDigest().ToString();
        foreach (var (key, value) in new[] { ("content " + content, digest), ("digest " + digest, content) })
        {
            Mismatch.Unless(
                digests.TryAdd(key, value) || digests[key] == value, $"Digest of {version.Commit.Id} does not follow its content:\n{key}\nwas\n{digests[key]}\nis\n{value}");
        }
    }

    /// <summary>When and by whom something was edited is no part of its content.</summary>
    private string TextWithoutStamp(ModelEntry entry)
    {
        var body = (JsonObject)entry.Revision.See(entry.Masks, twin.Masks).DeepClone();
        body.Remove(BodyGenerator.Stamp);
        return CanonicalText.Of(body);
    }

    private string Text(ModelEntry entry) => entry.Revision.SeeText(entry.Masks, twin.Masks);

    private void Compare(DatasetVersion version, ModelState state, Relation relation)
    {
        var where = $"{relation} of {version.Commit.Id}";
        var set = version.State[relation];
        Mismatch.UnlessEqual(state[relation].Count, (int)set.Cardinality, $"Count of {where}");
        foreach (var revision in version.Read(relation, set))
        {
            var lineage = revision.Lineage.Value;
            Mismatch.Unless(state[relation].TryGetValue(lineage, out var entry), $"{where}: the model has no lineage {lineage}");
            CompareRevision(version, relation, revision, entry, $"{where}, lineage {lineage}");
        }

        for (var i = 0; i < twin.Masks.Count; i++)
        {
            if (twin.Masks.RelationOf(i) == relation)
            {
                Mismatch.Unless(version.State.Masks[i].AndNot(set).IsEmpty, $"Mask {i} of {where} is no subset");
            }
        }
    }

    private void CompareRevision(DatasetVersion version, Relation relation, Revision found, ModelEntry entry, string where)
    {
        var model = entry.Revision;
        Mismatch.UnlessEqual(model.Path, found.Path, $"Path, {where}");
        Mismatch.UnlessEqual(model.IsDirectory, found.IsDirectory, $"IsDirectory, {where}");
        Mismatch.UnlessEqual(model.Content, found.Content.IsNone ? "" : found.Content.ToString(), $"Content, {where}");
        Mismatch.UnlessEqual(model.SizeBytes, found.SizeBytes, $"Size, {where}");
        Mismatch.UnlessEqual(model.Item, found.Item.Value, $"Item, {where}");
        Mismatch.UnlessEqual(model.Source, found.Source.Value, $"Source, {where}");
        Mismatch.UnlessEqual(Text(entry), Canonical(found.Body), $"Body, {where}");
        for (var i = 0; i < twin.Masks.Count; i++)
        {
            if (twin.Masks.RelationOf(i) == relation)
            {
                Mismatch.UnlessEqual(
                    (entry.Masks >> i & 1) != 0, version.State.Masks[i].Contains((ulong)found.Number.Value), $"Mask {i}, {where}");
            }
        }

        // A revision is one object here and one number there: what is written anew shows.
        var number = (relation, found.Number.Value);
        if (!byNumber.TryGetValue(number, out var known))
        {
            Mismatch.Unless(!numbers.ContainsKey(model), $"{where} has been written anew, as {found.Number}");
            byNumber.Add(number, model);
            numbers.Add(model, found.Number.Value);
        }
        else
        {
            Mismatch.Unless(ReferenceEquals(known, model), $"{where} should be another revision than {found.Number}");
        }
    }

    /// <summary>A few look-ups, by each of the ways there are.</summary>
    private void Probe(DatasetVersion version, ModelState state)
    {
        Mismatch.Unless(version.FindItem("/no such item") is null, "An item is found that is not there");
        Mismatch.Unless(version.FindItem(new Lineage(Lineage.MaxValue)) is null, "A lineage is found that is not there");
        if (state.Items.Count == 0)
        {
            return;
        }

        var item = state.Items.ElementAt(twin.Random.Next(state.Items.Count)).Value.Revision;
        Mismatch.UnlessEqual(item.Lineage, version.FindItem(item.Path)?.Lineage.Value, $"Item at {item.Path}");
        Mismatch.UnlessEqual(item.Path, version.FindItem(new Lineage(item.Lineage))?.Path, $"Item {item.Lineage}");
        var annotations = state.AnnotationsOf(item.Lineage).Select(a => a.Revision.Lineage).ToList();
        Mismatch.UnlessSame(
            annotations, version.ReadAnnotations(new Lineage(item.Lineage)).Select(a => a.Lineage.Value), $"Annotations of {item.Lineage}");
        Mismatch.UnlessEqual(annotations.Count, version.CountAnnotations([new Lineage(item.Lineage)])[0], $"Count on {item.Lineage}");
        Mismatch.UnlessEqual(
            state.Annotations.Values.Select(a => a.Revision.Item).Distinct().LongCount(), version.CountAnnotatedItems(), "Annotated items");
        if (state.Annotations.Count > 0)
        {
            var one = state.Annotations.Keys.ElementAt(twin.Random.Next(state.Annotations.Count));
            Mismatch.UnlessEqual(one, version.FindAnnotation(new Lineage(one))?.Lineage.Value, "Annotation");
        }
    }
}
