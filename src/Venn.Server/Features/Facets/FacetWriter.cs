using System.Text.Json;
using Venn.Engine.Query;
using Venn.Engine.Query.Facets;
using Venn.Engine.Versions;
using Venn.Server.Wire;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Facets;

/// <summary>Writes the answer to a request for facets.</summary>
internal static class FacetWriter
{
    public static void Write(Utf8JsonWriter json, DatasetVersion version, IReadOnlyList<AskedFacet> asked, FacetAnswer answer)
    {
        json.WriteStartObject();
        json.WriteString("datasetId", WireId.OfDataset(version.Dataset.Ordinal));
        json.WriteString("commitId", WireId.OfCommit(version.Commit.Id));
        json.WriteStartObject("totals");
        json.WriteNumber("itemsCount", answer.Totals.ItemsCount);
        json.WriteNumber("directoriesCount", answer.Totals.DirectoriesCount);
        json.WriteNumber("sizeBytes", answer.Totals.SizeBytes);
        json.WriteNumber("annotationsCount", answer.Totals.AnnotationsCount);
        json.WriteNumber("annotatedItemsCount", answer.Totals.AnnotatedItemsCount);
        json.WriteEndObject();
        json.WriteStartArray("facets");
        for (var i = 0; i < asked.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("name", asked[i].Name);
            json.WriteString("field", asked[i].Field);
            json.WriteString("resource", asked[i].Binding.Relation == Relation.Items ? "items" : "annotations");
            switch (answer.Results[i])
            {
                case FacetResult.Values values:
                    WriteValues(json, asked[i].Binding, values);
                    break;
                case FacetResult.Histogram histogram:
                    WriteHistogram(json, histogram);
                    break;
                case FacetResult.Together together:
                    WriteTogether(json, together);
                    break;
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteValues(Utf8JsonWriter json, FacetField field, FacetResult.Values values)
    {
        json.WriteString("kind", "values");
        json.WriteStartArray("values");
        foreach (var (value, count) in values.Counts)
        {
            json.WriteStartObject();
            json.WritePropertyName("value");
            if (field.Names is { } names)
            {
                json.WriteStringValue(value.Integer != 0 ? names.True : names.False);
            }
            else
            {
                WriteValue(json, value);
            }

            json.WriteNumber("count", count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("distinctCount", values.DistinctCount);
        json.WriteNumber("otherCount", values.OtherCount);
        json.WriteNumber("missingCount", values.MissingCount);
    }

    private static void WriteValue(Utf8JsonWriter json, FieldValue value)
    {
        switch (value.Kind)
        {
            case FieldValueKind.Text:
                json.WriteStringValue(value.Text);
                break;
            case FieldValueKind.Integer:
                json.WriteNumberValue(value.Integer);
                break;
            case FieldValueKind.Number:
                json.WriteNumberValue(value.Number);
                break;
            default:
                json.WriteBooleanValue(value.Integer != 0);
                break;
        }
    }

    private static void WriteHistogram(Utf8JsonWriter json, FacetResult.Histogram histogram)
    {
        json.WriteString("kind", "histogram");
        json.WriteString("type", histogram.AreTimes ? "time" : "number");
        json.WriteStartArray("buckets");
        for (var i = 0; i < histogram.Counts.Count; i++)
        {
            json.WriteStartObject();
            WriteNumber(json, "from", histogram.Edges[i], histogram.AreTimes);
            WriteNumber(json, "to", histogram.Edges[i + 1], histogram.AreTimes);
            json.WriteNumber("count", histogram.Counts[i]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("belowCount", histogram.BelowCount);
        json.WriteNumber("aboveCount", histogram.AboveCount);
        json.WriteNumber("count", histogram.Count);
        json.WriteNumber("missingCount", histogram.MissingCount);
        WriteNumber(json, "min", histogram.Min, histogram.AreTimes);
        WriteNumber(json, "max", histogram.Max, histogram.AreTimes);
        WriteNumber(json, "mean", histogram.Mean, histogram.AreTimes);
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double value, bool isTime)
    {
        if (!double.IsFinite(value))
        {
            json.WriteNull(name);
        }
        else if (isTime)
        {
            json.WriteString(name, WireTime.Format(DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(value))));
        }
        else
        {
            json.WriteNumber(name, value);
        }
    }

    private static void WriteTogether(Utf8JsonWriter json, FacetResult.Together together)
    {
        json.WriteString("kind", "together");
        json.WriteStartArray("values");
        foreach (var (text, count) in together.Texts)
        {
            json.WriteStartObject();
            json.WriteString("value", text);
            json.WriteNumber("itemsCount", count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("pairs");
        foreach (var (first, second, count) in together.Pairs)
        {
            json.WriteStartObject();
            json.WriteStartArray("values");
            json.WriteStringValue(together.Texts[first].Text);
            json.WriteStringValue(together.Texts[second].Text);
            json.WriteEndArray();
            json.WriteNumber("itemsCount", count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
