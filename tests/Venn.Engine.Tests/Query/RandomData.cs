using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Storage.Blobs;
using Venn.Storage.Catalog;

namespace Venn.Engine.Tests.Query;

/// <summary>Rows and filters that meet often: few names, few values, every type under every name.</summary>
internal sealed class RandomData(Random random)
{
    private static readonly string[] Names = ["a", "b", "user", "system", "refs", "x y", "名", "deep"];
    private static readonly string[] Texts =
        ["", "car", "cat", "Car", "carrot", "a/b", "5", "7.5", "-1", "1e1", "名前", "😀x", "z\"q\\", "2024-05-02", "tab\t", "ｚ", "\u0000", "2024"];

    private static readonly string[] Times =
    [
        "2024-05-02T00:00:00.000Z", "2024-05-02T10:11:12.345Z", "2023-12-31T23:59:59.999Z", "2024-02-30T00:00:00.000Z",
        "1969-12-31T23:59:59.999Z", "2024-05-02T10:11:12.3450Z",
    ];

    private static readonly string[] Dates =
    [
        "2024-05-02", "2024-05-02T10:11:12", "2024-05-02T10:11:12.345Z", "2024-05-02T10:11", "2024-05-02T12:11:12.345+02:00",
        "2024-05-02T00:00:00.0000001Z", "2023-12-31T23:59:59.999Z", "1969-12-31T23:59:59.9995Z", "2024-13-01",
    ];

    private static readonly long[] Integers = [0, 1, 5, -1, 7, 10, long.MaxValue, long.MinValue, 9_007_199_254_740_993, 300];
    private static readonly double[] Doubles = [0.5, 1.0, -0.0, 7.5, 10.0, 1e19, 9_007_199_254_740_992.0, -1e300, 5.0];

    /// <summary>Dataset fields that queries ask for, beside the built-in ones.</summary>
    public static IReadOnlyList<FieldPath> OpaquePaths { get; } = [FieldPath.Parse("deep"), FieldPath.Parse("user.deep")];

    // What bodies hold, and where: a condition made of it meets rows that one made by chance would hardly ever meet.
    private readonly List<(FieldPath Field, List<FieldValue> Values)> arrays = [];
    private readonly List<(FieldPath Field, string Text)> texts = [];
    private readonly List<(FieldPath Field, long Number)> wholeNumbers = [];

    public int Next(int end) => random.Next(end);

    public Revision NextRevision(Relation relation, long number, long lineage, IReadOnlyList<long> itemLineages)
    {
        var isItem = relation == Relation.Items;
        var isDirectory = isItem && random.Next(6) == 0;
        var body = NextObject(0);
        if (random.Next(6) == 0)
        {
            // Under the masks of the fixture these are shells: something of them is kept.
            body["user"] = new JsonObject { ["a"] = NextNode(3) };
            body["refs"] = new JsonObject { ["user"] = new JsonObject { ["b"] = NextNode(3) } };
        }

        Note(body, []);
        return new Revision
        {
            Number = new RevisionNumber(number),
            Lineage = new Lineage(lineage),
            Item = isItem ? default : new Lineage(itemLineages[random.Next(itemLineages.Count)]),
            Source = random.Next(8) == 0 ? new Lineage(random.Next(1, 9)) : default,
            Path = isItem ? NextPath(number) : "",
            IsDirectory = isDirectory,
            Content = isItem && !isDirectory ? new ContentHash((ulong)random.Next(3) << 60, 0, 0, (ulong)random.Next(5)) : default,
            SizeBytes = isItem && !isDirectory ? random.Next(4) * 1000 : 0,
            Body = Encoding.UTF8.GetBytes(body.ToJsonString(Options)),
        };
    }

    public Filter NextFilter(Relation relation, int depth = 0, bool isInElement = false)
    {
        if (depth < 3 && random.Next(2) == 0)
        {
            return random.Next(5) switch
            {
                0 => new Filter.Not(NextFilter(relation, depth + 1, isInElement)),
                1 or 2 => new Filter.And([.. NextOperands(relation, depth, isInElement)]),
                _ => new Filter.Or([.. NextOperands(relation, depth, isInElement)]),
            };
        }

        var field = NextField(isInElement);
        switch (random.Next(isInElement ? 9 : 11))
        {
            case 0 when !isInElement && texts.Count > 0 && random.Next(2) == 0:
                var (held, text) = texts[random.Next(texts.Count)];
                return new Filter.Compare(held, Comparison.Equal, FieldValue.Of(random.Next(2) == 0 ? text : text.ToUpperInvariant()));
            case 1 when !isInElement && wholeNumbers.Count > 0 && random.Next(4) == 0:
                var (counted, number) = wholeNumbers[random.Next(wholeNumbers.Count)];
                return new Filter.Compare(counted, (Comparison)random.Next(5), FieldValue.Of((double)number));
            case 0:
            case 1:
            case 2:
                return new Filter.Compare(field, (Comparison)random.Next(5), NextValue());
            case 3:
                return new Filter.In(field, [.. Enumerable.Range(0, random.Next(4)).Select(_ => NextValue())]);
            case 4:
            case 5:
                return random.Next(3) == 0 ? new Filter.Regex(field, NextExpression()) : new Filter.Glob(field, NextPattern());
            case 6:
                return random.Next(3) == 0 ? new Filter.IsArray(field)
                    : new Filter.Exists(!isInElement && random.Next(4) == 0 ? Shells[random.Next(Shells.Length)] : field);
            case 7 when !isInElement && arrays.Count > 0 && random.Next(2) == 0:
                var (listed, elements) = arrays[random.Next(arrays.Count)];
                return new Filter.ArrayEquals(listed, [.. elements.OrderBy(_ => random.Next())]);
            case 7:
                return new Filter.ArrayEquals(field, [.. Enumerable.Range(0, random.Next(4)).Select(_ => NextValue())]);
            case 8:
                return depth > 3 ? new Filter.Exists(field) : new Filter.Element(NextBodyField(), NextFilter(relation, depth + 1, isInElement: true));
            default:
                return relation == Relation.Items
                    ? new Filter.HasAnnotation(NextFilter(Relation.Annotations, depth + 2))
                    : new Filter.OnItem(NextFilter(Relation.Items, depth + 2));
        }
    }

    public SortField NextSort() => new(NextField(isInElement: false), random.Next(2) == 0);

    public FieldPath NextField(bool isInElement)
    {
        if (!isInElement && random.Next(4) == 0)
        {
            FieldPath[] builtIn =
            [
                FieldPath.Lineage, FieldPath.Item, FieldPath.Path, FieldPath.Name, FieldPath.Directory, FieldPath.IsDirectory,
                FieldPath.SizeBytes, FieldPath.Content, FieldPath.Source, FieldPath.AnnotationsCount,
            ];
            return builtIn[random.Next(builtIn.Length)];
        }

        return NextBodyField();
    }

    public FieldPath NextBodyField() =>
        FieldPath.Of([.. Enumerable.Range(0, 1 + random.Next(3)).Select(_ => Names[random.Next(Names.Length)])]);

    private static readonly FieldPath[] Shells =
        [FieldPath.Parse("user"), FieldPath.Parse("refs"), FieldPath.Parse("refs.user"), FieldPath.Parse("system"), FieldPath.Parse("system.b")];

    private static readonly JsonSerializerOptions Options = new() { MaxDepth = 64 };

    private IEnumerable<Filter> NextOperands(Relation relation, int depth, bool isInElement) =>
        Enumerable.Range(0, random.Next(4)).Select(_ => NextFilter(relation, depth + 1, isInElement));

    private FieldValue NextValue() => random.Next(8) switch
    {
        0 => FieldValue.Of(Integers[random.Next(Integers.Length)]),
        1 => FieldValue.Of(Doubles[random.Next(Doubles.Length)]),
        2 => FieldValue.Of(random.Next(2) == 0),
        3 => FieldValue.Of(Dates[random.Next(Dates.Length)]),
        4 => FieldValue.Of(NextPath(random.Next(300))),
        5 => FieldValue.Of((long)random.Next(300)),
        _ => FieldValue.Of(Texts[random.Next(Texts.Length)]),
    };

    private string NextPattern()
    {
        string[] patterns = ["*", "c*", "*r", "c?r", "ca*t", "", "?", "??", "/d1/*", "*/f1*", "2024-*", "2024-0?-*Z", "*😀*", "/d*/*/f?", "f*", "*a*r*", "名*", "2*5Z", "**"];
        return patterns[random.Next(patterns.Length)];
    }

    private string NextExpression()
    {
        string[] expressions = ["^c", "t$", "a.r", "^/d[12]/", "[0-9]+$", "(car|cat)", "^$", "ca(r+)o?t?$", "名", "T10:|T00:", "(a|b)*z", "\\.[0-9]{3}Z$"];
        return expressions[random.Next(expressions.Length)];
    }

    private string NextPath(long number)
    {
        string[] directories = ["", "/d1", "/d1/e", "/d2", "/名/e"];
        return directories[random.Next(directories.Length)] + "/f" + number.ToString(CultureInfo.InvariantCulture);
    }

    private JsonObject NextObject(int depth)
    {
        var json = new JsonObject();
        var count = random.Next(depth == 0 ? 6 : 4);
        for (var i = 0; i < count; i++)
        {
            json[Names[random.Next(Names.Length)]] = NextNode(depth + 1);
        }

        return json;
    }

    private JsonNode? NextNode(int depth)
    {
        switch (random.Next(depth > 4 ? 8 : 12))
        {
            case 0:
                return null;
            case 1:
                return JsonValue.Create(random.Next(2) == 0);
            case 2:
                return JsonNode.Parse(Integers[random.Next(Integers.Length)].ToString(CultureInfo.InvariantCulture));
            case 3:
                return JsonNode.Parse(Doubles[random.Next(Doubles.Length)].ToString("E17", CultureInfo.InvariantCulture));
            case 4:
                return JsonValue.Create(Times[random.Next(Times.Length)]);
            case 5:
                return JsonValue.Create((long)random.Next(300));
            case 6:
            case 7:
                return JsonValue.Create(Texts[random.Next(Texts.Length)]);
            case 8:
                return new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => (JsonNode)Texts[random.Next(Texts.Length)])]);
            case 9:
                return new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => NextNode(depth + 1))]);
            default:
                return NextObject(depth);
        }
    }

    private void Note(JsonNode? node, string[] path)
    {
        switch (node)
        {
            case JsonObject json:
                foreach (var (name, inner) in json)
                {
                    Note(inner, [.. path, name]);
                }

                break;
            case JsonArray array when array.All(element => element?.GetValueKind() is JsonValueKind.String):
                arrays.Add((FieldPath.Of(path), [.. array.Select(element => FieldValue.Of(element!.GetValue<string>()))]));
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                texts.Add((FieldPath.Of(path), value.GetValue<string>()));
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.Number
                && long.TryParse(value.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number):
                wholeNumbers.Add((FieldPath.Of(path), number));
                break;
        }
    }
}
