using Venn.Engine.Query;
using Venn.Storage.Catalog;

namespace Venn.TestKit.Generators;

/// <summary>Filters over the bodies of <see cref="BodyGenerator"/>.</summary>
public sealed class FilterGenerator(Random random)
{
    private static readonly string[] Texts = ["sun", "rain", "snow", "fog", "new", "old", "good", "bad", "nothing"];

    public Filter Next(Relation relation, int depth = 2)
    {
        if (depth > 0 && random.Chance(0.35))
        {
            return random.Next(4) switch
            {
                0 => new Filter.And([Next(relation, depth - 1), Next(relation, depth - 1)]),
                1 => new Filter.Or([Next(relation, depth - 1), Next(relation, depth - 1)]),
                2 => new Filter.Not(Next(relation, depth - 1)),
                _ => relation == Relation.Items
                    ? new Filter.HasAnnotation(Next(Relation.Annotations, depth - 1))
                    : new Filter.OnItem(Next(Relation.Items, depth - 1)),
            };
        }

        return relation == Relation.Items ? OfItems() : OfAnnotations();
    }

    public IReadOnlyList<SortField> Sort(Relation relation)
    {
        FieldPath[] fields = relation == Relation.Items
            ? [FieldPath.Path, FieldPath.SizeBytes, Field("metadata.user.score"), Field("metadata.user.weather"), FieldPath.AnnotationsCount]
            : [Field("label"), Field("note"), FieldPath.Item, DerivedNumbers.NoteLength, DerivedNumbers.Spread];
        return [.. fields.Where(_ => random.Chance(0.3)).Select(f => new SortField(f, random.Chance(0.5)))];
    }

    private Filter OfItems() => random.Next(12) switch
    {
        0 => Filter.All,
        1 => new Filter.Compare(Field("metadata.user.weather"), Comparison.Equal, FieldValue.Of(random.Pick(Texts))),
        2 => new Filter.Compare(Field("metadata.user.score"), Order(), FieldValue.Of(random.Next(20) + 0.5)),
        3 => new Filter.Compare(Field("metadata.user.count"), Order(), FieldValue.Of((long)random.Next(6))),
        4 => new Filter.In(Field("metadata.user.tags"), [FieldValue.Of(random.Pick(Texts)), FieldValue.Of(random.Pick(Texts))]),
        5 => new Filter.Glob(FieldPath.Path, random.Pick(["/a/*", "*.jpg", "/*1*", "*b*", "/c d/?3.jpg", "*(1)*"])),
        6 => new Filter.Exists(Field(random.Pick(["description", "metadata.user", "metadata.user.flag", "metadata.system.refs"]))),
        7 => new Filter.Compare(FieldPath.IsDirectory, Comparison.Equal, FieldValue.Of(random.Chance(0.5))),
        8 => new Filter.Compare(FieldPath.AnnotationsCount, Order(), FieldValue.Of((long)random.Next(3))),
        9 => new Filter.Compare(FieldPath.Directory, Comparison.Equal, FieldValue.Of(random.Pick(["/", "/a", "/a/b", "/c d"]))),
        10 => new Filter.Compare(Field("metadata.user.flag"), Comparison.Equal, FieldValue.Of(random.Chance(0.5))),
        _ => new Filter.Compare(FieldPath.SizeBytes, Order(), FieldValue.Of((long)random.Next(50))),
    };

    private Filter OfAnnotations() => random.Next(8) switch
    {
        0 => Filter.All,
        1 => new Filter.Compare(Field("label"), Comparison.Equal, FieldValue.Of(random.Pick(["cat", "dog", "bird", "cow"]))),
        2 => new Filter.Compare(Field("coordinates"), Order(), FieldValue.Of(random.Next(5) + 0.25)),
        3 => new Filter.Exists(Field(random.Pick(["note", "metadata.system.status", "attributes"]))),
        6 => new Filter.Compare(
            random.Pick([DerivedNumbers.Across, DerivedNumbers.Up, DerivedNumbers.Spread]), Order(), FieldValue.Of(random.Next(12) + 0.25)),
        7 => new Filter.Compare(DerivedNumbers.NoteLength, Order(), FieldValue.Of((long)random.Next(5))),
        4 => new Filter.Compare(Field("attributes.truncated"), Comparison.Equal, FieldValue.Of(random.Chance(0.5))),
        _ => new Filter.Glob(Field("note"), random.Pick(["*o*", "?ew", "good"])),
    };

    private Comparison Order() => (Comparison)random.Next(5);

    private static FieldPath Field(string dotted) => FieldPath.Parse(dotted);
}
