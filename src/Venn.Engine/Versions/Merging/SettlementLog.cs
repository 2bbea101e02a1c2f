using System.Globalization;
using Venn.Engine.Revisions;
using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;

namespace Venn.Engine.Versions.Merging;

/// <summary>
/// How the conflicts of each merge were settled: written with its commit, a thousand in a document. Names of fields and
/// numbers alone: no value, and no path. Format: docs/formats/commits.md.
/// </summary>
internal static class SettlementLog
{
    public const string Kind = "engine.settlement";

    private const int DocumentSettlements = 1000;
    private const byte Format = 1;

    [Flags]
    private enum Marks : byte
    {
        IsAnnotation = 1,

        /// <summary>Every field as the first: their own marks do not follow.</summary>
        IsUniform = 2,
        IsTheirs = 4,
        IsChosen = 8,
    }

    /// <summary>Adds the rows of a commit; none when there was nothing to settle.</summary>
    public static void Write(CatalogBatch batch, CommitId commit, IReadOnlyList<MergeConflict> conflicts)
    {
        for (var from = 0; from < conflicts.Count; from += DocumentSettlements)
        {
            var part = conflicts.Skip(from).Take(DocumentSettlements).ToList();
            batch.NewDocuments.Add(new DocumentRecord(
                Kind, IdOf(commit, from / DocumentSettlements), ScopeOf(commit.Dataset), null, Encode(conflicts.Count, part)));
        }
    }

    /// <param name="catalog">Where they are.</param>
    /// <param name="commit">Of a merge, or of anything else: then there are none.</param>
    /// <param name="first">From 0.</param>
    /// <param name="count">At most so many; only the documents that hold them are read.</param>
    /// <returns>In the order in which they were met, and how many there are in all.</returns>
    public static (long Total, IReadOnlyList<MergeSettlement> Page) Read(ICatalog catalog, CommitId commit, long first, int count)
    {
        var page = new List<MergeSettlement>();
        var total = catalog.ReadDocument(Kind, IdOf(commit, 0)) is { } head ? Decode(head, []) : 0;
        for (var at = first; at < Math.Min(total, first + count);)
        {
            var part = new List<MergeSettlement>();
            var document = catalog.ReadDocument(Kind, IdOf(commit, at / DocumentSettlements))
                ?? throw new Storage.CatalogDamagedException(
                    $"Some of the settlements of commit {commit} are missing from the catalog. Restore the catalog from a backup.");
            Decode(document, part);
            var wanted = part.Skip((int)(at % DocumentSettlements)).Take((int)Math.Min(count, first + count - at)).ToList();
            page.AddRange(wanted);
            at += Math.Max(1, wanted.Count);
        }

        return (total, page);
    }

    /// <summary>Takes those of a whole dataset away.</summary>
    public static void Delete(ICatalog catalog, CatalogBatch batch, DatasetOrdinal dataset) =>
        batch.DeletedDocuments.AddRange(catalog.ReadDocuments(Kind, ScopeOf(dataset)).Select(d => (Kind, d.Id)));

    private static byte[] Encode(int total, List<MergeConflict> conflicts)
    {
        var names = conflicts.SelectMany(c => c.Settled).Select(f => f.Field).Distinct().ToList();
        var places = names.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i, StringComparer.Ordinal);
        var writer = new ByteWriter();
        writer.WriteByte(Format);
        writer.WriteVarint(total);
        writer.WriteVarint(names.Count);
        names.ForEach(writer.WriteText);
        writer.WriteVarint(conflicts.Count);
        long before = 0;
        foreach (var conflict in conflicts)
        {
            var fields = conflict.Settled;
            var isUniform = fields.All(f => MarksOf(f) == MarksOf(fields[0]));
            writer.WriteByte((byte)((conflict.Relation == Relation.Annotations ? Marks.IsAnnotation : 0)
                | (isUniform ? Marks.IsUniform | MarksOf(fields[0]) : 0)));
            writer.WriteSigned(conflict.Lineage.Value - before);
            before = conflict.Lineage.Value;
            writer.WriteVarint(fields.Count);
            foreach (var field in fields)
            {
                writer.WriteVarint(places[field.Field]);
                if (!isUniform)
                {
                    writer.WriteByte((byte)MarksOf(field));
                }
            }
        }

        return writer.ToArray();
    }

    private static long Decode(DocumentRecord document, List<MergeSettlement> into)
    {
        var reader = new ByteReader(document.Body.Span, "settlements of a merge");
        if (reader.ReadByte() is not Format and var format)
        {
            throw reader.Damaged($"format {format} is not known");
        }

        var total = reader.ReadLong();
        var names = new string[reader.ReadCount()];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = reader.ReadText();
        }

        long lineage = 0;
        for (var left = reader.ReadCount(); left > 0; left--)
        {
            var marks = (Marks)reader.ReadByte();
            lineage += reader.ReadSigned();
            var fields = new SettledField[reader.ReadCount()];
            for (var i = 0; i < fields.Length; i++)
            {
                var index = reader.ReadCount();
                var name = index < names.Length ? names[index] : throw reader.Damaged($"field {index} has no name");
                fields[i] = FieldOf(name, (marks & Marks.IsUniform) != 0 ? marks : (Marks)reader.ReadByte());
            }

            into.Add(new MergeSettlement(
                (marks & Marks.IsAnnotation) != 0 ? Relation.Annotations : Relation.Items, new Lineage(lineage), fields));
        }

        return total;
    }

    private static Marks MarksOf(SettledField field) =>
        (field.Side == MergeSide.Theirs ? Marks.IsTheirs : 0) | (field.IsChosen ? Marks.IsChosen : 0);

    private static SettledField FieldOf(string name, Marks marks) => new(
        name, (marks & Marks.IsTheirs) != 0 ? MergeSide.Theirs : MergeSide.Ours, (marks & Marks.IsChosen) != 0);

    private static string IdOf(CommitId commit, long document) =>
        string.Create(CultureInfo.InvariantCulture, $"{commit.Dataset.Value}/{commit.Sequence}/{document}");

    private static string ScopeOf(DatasetOrdinal dataset) => dataset.Value.ToString(CultureInfo.InvariantCulture);
}
