using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Venn.Engine.Query;
using Venn.Storage.Catalog;
using Venn.TestKit.Generators;

namespace Venn.TestKit.Model;

/// <summary>The meaning of the filters that <see cref="Generators.FilterGenerator"/> makes, row by row.</summary>
public sealed class ModelFilter(ModelState state, ModelMasks masks)
{
    public List<long> Select(Relation relation, Filter filter) =>
        [.. state[relation].Where(row => Holds(relation, row.Value, filter)).Select(row => row.Key)];

    /// <summary>Lineages in order: missing values first when ascending, the lineage last.</summary>
    public List<long> Sort(Relation relation, IEnumerable<long> lineages, IReadOnlyList<SortField> sort)
    {
        var list = lineages.ToList();
        list.Sort((a, b) =>
        {
            foreach (var field in sort)
            {
                var order = Order(
                    Values(relation, state[relation][a], field.Field).FirstOrDefault(),
                    Values(relation, state[relation][b], field.Field).FirstOrDefault());
                if (order != 0)
                {
                    return field.Descending ? -order : order;
                }
            }

            return a.CompareTo(b);
        });
        return list;
    }

    private bool Holds(Relation relation, ModelEntry row, Filter filter) => filter switch
    {
        Filter.And and => and.Operands.All(f => Holds(relation, row, f)),
        Filter.Or or => or.Operands.Any(f => Holds(relation, row, f)),
        Filter.Not not => !Holds(relation, row, not.Operand),
        Filter.Compare c => Values(relation, row, c.Field).Any(v => Compares(v, c.Operator, c.Value)),
        Filter.In i => Values(relation, row, i.Field).Any(v => i.Values.Any(wanted => Compares(v, Comparison.Equal, wanted))),
        Filter.Glob g => Values(relation, row, g.Field).OfType<string>().Any(text => Matches(text, g.Pattern)),
        Filter.Exists e => Exists(row, e.Field),
        Filter.HasAnnotation h => state.Annotations.Values.Any(
            a => a.Revision.Item == row.Revision.Lineage && Holds(Relation.Annotations, a, h.Condition)),
        Filter.OnItem o => state.Items.TryGetValue(row.Revision.Item, out var item) && Holds(Relation.Items, item, o.Condition),
        _ => throw new NotSupportedException(filter.GetType().Name),
    };

    private bool Exists(ModelEntry row, FieldPath field)
    {
        var found = new List<JsonNode?>();
        Collect(row.Revision.See(row.Masks, masks), field.Segments, found);
        return found.Exists(n => n is not null);
    }

    /// <summary>Text, double or bool.</summary>
    public List<object> Values(Relation relation, ModelEntry row, FieldPath field)
    {
        if (field.DerivedFrom is not null)
        {
            return relation == Relation.Annotations && DerivedNumbers.Of(field, row.Revision.See(row.Masks, masks)) is { } number ? [number] : [];
        }

        if (field.IsBuiltIn)
        {
            return [BuiltIn(relation, row, field)];
        }

        var found = new List<JsonNode?>();
        Collect(row.Revision.See(row.Masks, masks), field.Segments, found);
        var values = new List<object>();
        foreach (var node in found)
        {
            Flatten(node, values);
        }

        return values;
    }

    private object BuiltIn(Relation relation, ModelEntry row, FieldPath field)
    {
        var revision = row.Revision;
        return field.ToString() switch
        {
            "$lineage" => (double)revision.Lineage,
            "$item" => (double)revision.Item,
            "$path" when relation == Relation.Items => revision.Path,
            "$dir" when relation == Relation.Items => ModelPaths.DirectoryOf(revision.Path),
            "$isDirectory" => revision.IsDirectory,
            "$size" => (double)revision.SizeBytes,
            "$annotationsCount" => (double)state.AnnotationsOf(revision.Lineage).Count(),
            _ => throw new NotSupportedException(field.ToString()),
        };
    }

    private static void Collect(JsonNode? node, ReadOnlySpan<string> path, List<JsonNode?> found)
    {
        if (path.IsEmpty)
        {
            found.Add(node);
        }
        else if (node is JsonArray elements)
        {
            foreach (var element in elements)
            {
                Collect(element, path, found);
            }
        }
        else if (node is JsonObject members && members.TryGetPropertyValue(path[0], out var value))
        {
            Collect(value, path[1..], found);
        }
    }

    private static void Flatten(JsonNode? node, List<object> values)
    {
        if (node is JsonArray elements)
        {
            foreach (var element in elements)
            {
                Flatten(element, values);
            }
        }
        else if (node is JsonValue value)
        {
            values.Add(value.GetValueKind() switch
            {
                JsonValueKind.String => value.GetValue<string>(),
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                _ => double.Parse(value.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture),
            });
        }
    }

    private static bool Compares(object value, Comparison comparison, FieldValue wanted)
    {
        int order;
        switch (wanted.Kind)
        {
            case FieldValueKind.Text when value is string text:
                order = string.CompareOrdinal(text, wanted.Text);
                break;
            case FieldValueKind.Boolean when value is bool flag:
                return comparison == Comparison.Equal && flag == (wanted.Integer != 0);
            case FieldValueKind.Integer when value is double number:
                order = number.CompareTo((double)wanted.Integer);
                break;
            case FieldValueKind.Number when value is double number:
                order = number.CompareTo(wanted.Number);
                break;
            default:
                return false;
        }

        return comparison switch
        {
            Comparison.Equal => order == 0,
            Comparison.Less => order < 0,
            Comparison.LessOrEqual => order <= 0,
            Comparison.Greater => order > 0,
            _ => order >= 0,
        };
    }

    private static bool Matches(string text, string pattern) => Regex.IsMatch(
        text, "^" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal) + "$",
        RegexOptions.Singleline);

    private static int Order(object? left, object? right) => (left, right) switch
    {
        (null, null) => 0,
        (null, _) => -1,
        (_, null) => 1,
        (string a, string b) => Math.Sign(string.CompareOrdinal(a, b)),
        (double a, double b) => a.CompareTo(b),
        (bool a, bool b) => a.CompareTo(b),
        _ => throw new NotSupportedException("A sorted field has values of one type in these tests."),
    };
}
