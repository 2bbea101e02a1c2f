using System.Globalization;
using System.Text;
using System.Text.Json;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Writing;
using Venn.Storage.Catalog;

namespace Venn.Engine.Tests.Concurrency;

/// <summary>
/// A dataset of counters, one a writer, and an item that holds their sum: a reader who sees one commit's state sees a sum
/// that fits, whichever commit that is. Every addition leaves an annotation with its name.
/// </summary>
internal static class Ledger
{
    private const string SumPath = "/sum";

    public static void Open(DatasetWriter writer, int writers)
    {
        Add(writer, SumPath);
        for (var i = 0; i < writers; i++)
        {
            Add(writer, PathOf(i));
        }
    }

    /// <summary>One more on a writer's counter, and on the sum.</summary>
    /// <param name="writer">The edit.</param>
    /// <param name="index">Whose counter.</param>
    /// <param name="name">Of the addition.</param>
    /// <param name="seen">An older state to work on, by mistake.</param>
    public static void Increment(DatasetWriter writer, int index, string name, DatasetVersion? seen)
    {
        foreach (var path in new[] { PathOf(index), SumPath })
        {
            var item = writer.FindItem(path)!;
            var value = ValueOf(seen?.FindItem(path) ?? item) + 1;
            writer.UpdateItem(item with { Body = Body(value) });
        }

        writer.AddAnnotation(new Revision
        {
            Lineage = writer.NewIdentity().Lineage, Item = writer.FindItem(PathOf(index))!.Lineage,
            Body = Encoding.UTF8.GetBytes($$"""{"name":"{{name}}"}"""),
        });
    }

    public static int SumOf(DatasetVersion version) => ValueOf(version.FindItem(SumPath)!);

    /// <summary>What is wrong with a state; null when it is one commit's, whole.</summary>
    public static string? Check(DatasetVersion items, DatasetVersion sums)
    {
        var total = items.Read(Relation.Items, items.State.Items).Where(i => i.Path != SumPath).Sum(ValueOf);
        var (sum, additions) = (SumOf(sums), items.State.Annotations.Cardinality);
        return total == sum && total == additions
            ? null
            : $"At {items.Commit.Id} the counters are {total}, the sum is {sum}, and {additions} additions are noted";
    }

    /// <summary>The names of the additions that a version holds.</summary>
    public static HashSet<string> NamesIn(DatasetVersion version) =>
        [.. version.Read(Relation.Annotations, version.State.Annotations).Select(a => Text(a, "name"))];

    private static string PathOf(int index) => string.Create(CultureInfo.InvariantCulture, $"/counter {index}");

    private static void Add(DatasetWriter writer, string path) =>
        writer.AddItem(new Revision { Lineage = writer.NewIdentity().Lineage, Path = path, Body = Body(0) });

    private static byte[] Body(int value) => Encoding.UTF8.GetBytes($$"""{"value":{{value.ToString(CultureInfo.InvariantCulture)}}}""");

    private static int ValueOf(Revision item) => int.Parse(Text(item, "value"), CultureInfo.InvariantCulture);

    private static string Text(Revision revision, string name)
    {
        using var document = JsonDocument.Parse(revision.Body);
        return document.RootElement.GetProperty(name).ToString();
    }
}
