using System.Text.Json;
using Venn.Engine.Revisions;
using Venn.Server.Features.Items.Downloading;
using Venn.Server.Wire;

namespace Venn.Server.Features.Items;

/// <summary>
/// Revision to wire JSON. Cost: one pass over the body's bytes; whatever the server does not look into is copied as it
/// is.
/// </summary>
internal sealed class ItemMapping(string baseUrl, DatasetOrdinal dataset, SourceFinder sources)
{
    private readonly string datasetId = WireId.OfDataset(dataset);
    private readonly string datasetUrl = $"{baseUrl}/datasets/{WireId.OfDataset(dataset)}";

    public void Write(Utf8JsonWriter json, Revision item, int annotationsCount)
    {
        json.WriteStartObject();
        WriteFields(json, item, annotationsCount);
        json.WriteString("annotations", $"{baseUrl}/items/{WireId.Of(dataset, item.Lineage)}/annotations");
        json.WriteEndObject();
    }

    /// <summary>
    /// The members of the item's object but <c>annotations</c>, which an export fills with the annotations themselves.
    /// </summary>
    public void WriteFields(Utf8JsonWriter json, Revision item, int annotationsCount)
    {
        var id = WireId.Of(dataset, item.Lineage);
        var url = $"{baseUrl}/items/{id}";
        json.WriteString("id", id);
        json.WriteString("datasetId", datasetId);
        json.WriteString("type", item.IsDirectory ? "dir" : "file");
        json.WriteString("name", ItemPath.GetName(item.Path));
        json.WriteString("filename", item.Path);
        json.WriteString("dir", ItemPath.GetDirectory(item.Path));
        json.WriteBoolean("annotated", annotationsCount > 0);
        json.WriteNumber("annotationsCount", annotationsCount);
        json.WriteString("url", url);
        json.WriteString("dataset", datasetUrl);
        json.WriteString("stream", url + "/stream");
        json.WriteString("thumbnail", url + "/thumbnail");
        WriteSource(json, item);
        WriteBody(json, item);
    }

    private void WriteBody(Utf8JsonWriter json, Revision item)
    {
        var body = item.Body.Span;
        var reader = new Utf8JsonReader(body, JsonSlices.ReaderOptions);
        var hasMetadata = false;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("external"u8))
            {
                // Where the bytes are is the server's own business.
                reader.Skip();
            }
            else if (reader.ValueTextEquals("metadata"u8))
            {
                hasMetadata = true;
                reader.Read();
                WriteMetadata(json, ref reader, body, item);
            }
            else
            {
                JsonSlices.CopyMember(json, ref reader, body);
            }
        }

        if (!hasMetadata)
        {
            json.WriteStartObject("metadata");
            WriteSystem(json, item);
            json.WriteEndObject();
        }
    }

    private void WriteMetadata(Utf8JsonWriter json, ref Utf8JsonReader reader, ReadOnlySpan<byte> body, Revision item)
    {
        var hasSystem = false;
        json.WriteStartObject("metadata");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!reader.ValueTextEquals("system"u8))
            {
                JsonSlices.CopyMember(json, ref reader, body);
                continue;
            }

            hasSystem = true;
            reader.Read();
            json.WriteStartObject("system");
            WriteSize(json, item);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("thumbnailId"u8))
                {
                    reader.Read();
                    WriteThumbnail(json, ref reader);
                }
                else
                {
                    JsonSlices.CopyMember(json, ref reader, body);
                }
            }

            json.WriteEndObject();
        }

        if (!hasSystem)
        {
            WriteSystem(json, item);
        }

        json.WriteEndObject();
    }

    private static void WriteSystem(Utf8JsonWriter json, Revision item)
    {
        json.WriteStartObject("system");
        WriteSize(json, item);
        json.WriteEndObject();
    }

    private static void WriteSize(Utf8JsonWriter json, Revision item)
    {
        if (!item.IsDirectory)
        {
            json.WriteNumber("size", item.SizeBytes);
        }
    }

    // A clone's item was not given the thumbnail of its source.
    private void WriteThumbnail(Utf8JsonWriter json, ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String
            && reader.ValueSpan.StartsWith(System.Text.Encoding.ASCII.GetBytes(datasetId[..10])))
        {
            json.WriteString("thumbnailId", reader.ValueSpan);
        }
    }

    private void WriteSource(Utf8JsonWriter json, Revision item)
    {
        var source = sources.Find(item);
        json.WriteStartObject("spec");
        if (source is not { } direct)
        {
            json.WriteString("type", "MasterItemSpec");
            json.WriteEndObject();
            return;
        }

        var sourceId = WireId.Of(direct.Dataset, direct.Lineage);
        json.WriteString("type", "ClonedItemSpec");
        json.WriteString("masterDatasetItemId", sources.FindRoot(direct));
        json.WriteString("parentDatasetItemId", sourceId);
        json.WriteString("parentDatasetId", WireId.OfDataset(direct.Dataset));
        json.WriteEndObject();
        json.WriteString("srcItem", sourceId);
    }
}
