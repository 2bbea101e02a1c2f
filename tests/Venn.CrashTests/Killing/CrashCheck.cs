using System.Text.Json.Nodes;
using Venn.Engine.Revisions;
using Venn.Storage.Catalog;
using Venn.TestKit.Generators;

namespace Venn.CrashTests.Killing;

/// <summary>Compares a store that a killed process left with what that process had said.</summary>
internal sealed class CrashCheck(VersionStore store, CrashLedger ledger)
{
    private readonly List<string> problems = [];

    /// <returns>What is wrong; empty when nothing is.</returns>
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        foreach (var dataset in store.Datasets)
        {
            CheckInvariants(dataset);
        }

        foreach (var name in CrashStore.Shared)
        {
            if (store.Find(CrashStore.Scope, name) is { } dataset)
            {
                CheckGroups(dataset);
            }
        }

        CheckCopies();
        CheckOwn();
        foreach (var (dataset, name, sequence) in ledger.Snapshots)
        {
            Expect(
                store.Find(CrashStore.Scope, dataset)?.ReadSnapshots().Any(s => s.Name == name && s.Commit.Sequence == sequence) == true,
                $"snapshot {name} of {dataset} was acknowledged and is lost");
        }

        await CheckBlobsAsync();
        return problems;
    }

    private void CheckInvariants(Dataset dataset)
    {
        var head = dataset.Head;
        var log = dataset.ReadLog(long.MaxValue, int.MaxValue);
        Expect(
            log.Select(c => c.Id.Sequence).SequenceEqual(Enumerable.Range(1, log.Count).Select(i => (long)i).Reverse()),
            $"dataset {dataset.Ordinal}: the sequences have a gap");
        var items = head.Read(Relation.Items, head.State.Items).ToList();
        var annotations = head.Read(Relation.Annotations, head.State.Annotations).ToList();
        Expect(items.DistinctBy(i => i.Lineage).Count() == items.Count, $"dataset {dataset.Ordinal}: an item is there twice");
        Expect(items.DistinctBy(i => i.Path).Count() == items.Count, $"dataset {dataset.Ordinal}: a path is there twice");
        Expect(annotations.DistinctBy(a => a.Lineage).Count() == annotations.Count, $"dataset {dataset.Ordinal}: an annotation is there twice");
        var lineages = items.Select(i => i.Lineage).ToHashSet();
        Expect(annotations.TrueForAll(a => lineages.Contains(a.Item)), $"dataset {dataset.Ordinal}: an annotation has no item");
        for (var i = 0; i < BodyGenerator.Masks.Count; i++)
        {
            Expect(
                head.State.Masks[i].AndNot(head.State[BodyGenerator.Masks[i].Relation]).IsEmpty,
                $"dataset {dataset.Ordinal}: mask {i} is no subset");
        }

        foreach (var group in items.Where(i => i.Path != "/value").GroupBy(i => (string)Body(i)["group"]!))
        {
            // Clones and merges too: a commit of a group is whole wherever it is seen.
            Expect(
                group.Count() == (int)Body(group.First())["count"]! && group.Select(i => (int)Body(i)["version"]!).Distinct().Count() == 1,
                $"dataset {dataset.Ordinal}: group {group.Key} is torn");
        }

        var probe = items.FirstOrDefault();
        Expect(probe is null || head.FindItem(probe.Path)?.Lineage == probe.Lineage, $"dataset {dataset.Ordinal}: a path is not found");
    }

    private void CheckGroups(Dataset dataset)
    {
        var found = dataset.Head.Read(Relation.Items, dataset.Head.State.Items).ToLookup(i => (string)Body(i)["group"]!);
        foreach (var items in found)
        {
            Expect(ledger.Groups.TryGetValue(items.Key, out var known) && !known.IsRemoved, $"group {items.Key} should not be there");
        }

        foreach (var (token, group) in ledger.Groups.Where(g => g.Value.Dataset == dataset.Info.Name))
        {
            var items = found[token].ToList();
            if (items.Count == 0)
            {
                Expect(!group.IsAdded || group.IsRemoved || group.IsRemovalTried, $"group {token} was acknowledged and is lost");
                group.IsRemoved = true;
                continue;
            }

            CheckGroup(dataset.Head, token, group, items);

            // What was in doubt is settled by what is there.
            (group.IsAdded, group.IsRemovalTried) = (true, false);
            group.Version = group.TriedVersion = (int)Body(items[0])["version"]!;
        }
    }

    private void CheckGroup(DatasetVersion head, string token, CrashLedger.Group group, List<Revision> items)
    {
        var version = (int)Body(items[0])["version"]!;
        Expect(items.Count == group.Count, $"group {token} has {items.Count} of {group.Count} items");
        Expect(version == group.Version || version == group.TriedVersion, $"group {token} is at {version}, acknowledged was {group.Version}");
        foreach (var item in items)
        {
            var annotations = head.ReadAnnotations(item.Lineage);
            Expect(
                annotations.Count == 1 && (int)Body(annotations[0])["version"]! == version,
                $"group {token}: annotations and items of one commit differ");
            Expect(store.Blobs.Exists(item.Content), $"group {token}: the binary of {item.Path} is lost");
        }
    }

    private void CheckCopies()
    {
        foreach (var (name, copy) in ledger.Copies)
        {
            if (store.Find(CrashStore.Scope, name) is { } dataset)
            {
                Expect(!copy.IsDropped, $"dataset {name} was deleted and is back");
                Expect(dataset.Head.State.Items.Cardinality == copy.Count, $"copy {name} has {dataset.Head.State.Items.Cardinality} of {copy.Count} items");
                (copy.IsMade, copy.IsDropTried) = (true, false);
            }
            else
            {
                Expect(!copy.IsMade || copy.IsDropped || copy.IsDropTried, $"copy {name} was acknowledged and is lost");
                copy.IsDropped = true;
            }
        }
    }

    private void CheckOwn()
    {
        foreach (var ((name, sequence), (isBack, value)) in ledger.Own)
        {
            var dataset = store.Find(CrashStore.Scope, name);
            var version = dataset?.FindVersion(sequence);
            var expected = isBack ? ValueAt(dataset?.FindVersion(value)) : value;
            Expect(version is not null && ValueAt(version) == expected, $"commit {sequence} of {name} is not what was acknowledged");
        }
    }

    private async Task CheckBlobsAsync()
    {
        foreach (var blob in store.Blobs.List().ToList())
        {
            try
            {
                await store.Blobs.VerifyAsync(blob.Hash, CancellationToken.None);
            }
            catch (Storage.StorageException e)
            {
                problems.Add(e.Message);
            }
        }
    }

    private static long? ValueAt(DatasetVersion? version) => version?.FindItem("/value") is { } item ? (long)Body(item)["value"]! : null;

    private static JsonObject Body(Revision revision) => (JsonObject)JsonNode.Parse(revision.Body.Span)!;

    private void Expect(bool holds, string otherwise)
    {
        if (!holds)
        {
            problems.Add(otherwise);
        }
    }
}
