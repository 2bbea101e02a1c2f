using Venn.Engine.Query;
using Venn.Engine.Query.Facets;
using Venn.Engine.Query.Samples;
using Venn.Storage.Catalog;

namespace Venn.TestKit.Generators;

/// <summary>Facets over the bodies of <see cref="BodyGenerator"/>.</summary>
public sealed class FacetGenerator(Random random, FilterGenerator filters)
{
    private static readonly string[] ItemFields =
    [
        "description", "metadata.user.weather", "metadata.user.score", "metadata.user.count", "metadata.user.tags",
        "metadata.user.nested.a", "metadata.user.flag", "metadata.system.mimetype", "metadata.system.refs", "metadata.user", "nothing",
    ];

    private static readonly string[] AnnotationFields =
        ["label", "type", "coordinates", "note", "metadata.system.status", "attributes.truncated", "nothing"];

    public FacetRequest Next() => new()
    {
        Items = random.Chance(0.3) ? Filter.All : filters.Next(Relation.Items),
        Annotations = random.Chance(0.5) ? Filter.All : filters.Next(Relation.Annotations),
        Facets = [.. Enumerable.Range(0, 1 + random.Next(6)).Select(_ => One())],
    };

    public Sample Sample() => new()
    {
        Seed = random.Pick(["a", "b", "é"]),
        Size = random.Next(3) switch
        {
            0 => new SampleSize.Count(1 + random.Next(12)),
            1 => new SampleSize.Percent(random.Pick([0.1, 10, 33.3, 50, 100])),
            _ => new SampleSize.Part([("train", 8), ("validation", 1.5), ("test", 1)], random.Pick(["train", "validation", "test"])),
        },
        Strata = random.Next(3) switch
        {
            0 => null,
            1 => new Strata(Relation.Items, FieldOf(Relation.Items)) { AreEqual = random.Chance(0.5) },
            _ => new Strata(Relation.Annotations, FieldOf(Relation.Annotations)) { AreEqual = random.Chance(0.5) },
        },
    };

    private Facet One()
    {
        var relation = random.Chance(0.5) ? Relation.Items : Relation.Annotations;
        return random.Next(8) switch
        {
            < 4 => new Facet.Values(relation, FieldOf(relation)) { Limit = random.Pick([0, 1, 2, 100]) },
            4 => new Facet.Values(Relation.Items, random.Pick([FieldPath.Directory, FieldPath.Path])) { Depth = random.Next(4) },
            5 or 6 => new Facet.Histogram(relation, FieldOf(relation), Cut()),
            _ => new Facet.Together(FieldPath.Parse(random.Pick(["label", "note", "type"])), 2 + random.Next(3)),
        };
    }

    private Buckets Cut() => random.Next(3) switch
    {
        0 => new Buckets.Nice(1 + random.Next(12)),
        1 => new Buckets.Quantiles(1 + random.Next(6)),
        _ => new Buckets.Given(random.Pick<double[]>([[0, 1], [0.5, 3, 7.5], [-5, 0, 2, 10.5, 1e6]]), AreTimes: false),
    };

    private FieldPath FieldOf(Relation relation)
    {
        FieldPath[] builtIn = relation == Relation.Items
            ? [FieldPath.Directory, FieldPath.IsDirectory, FieldPath.SizeBytes, FieldPath.AnnotationsCount, FieldPath.Path]
            : [DerivedNumbers.Across, DerivedNumbers.Up, DerivedNumbers.NoteLength, DerivedNumbers.Spread, FieldPath.Item];
        return random.Chance(0.35)
            ? random.Pick(builtIn)
            : FieldPath.Parse(random.Pick(relation == Relation.Items ? ItemFields : AnnotationFields));
    }
}
