using System.Text;
using System.Text.Json;
using Venn.Engine.Revisions;
using Venn.Server.Wire;

namespace Venn.Server.Features.Annotations;

/// <summary>Revision to wire JSON; geometry is copied as it was sent.</summary>
internal sealed class AnnotationMapping(string baseUrl, DatasetOrdinal dataset)
{
    private const int OrdinalDigits = 10;

    private static readonly byte[] NoOrdinal = Encoding.ASCII.GetBytes(new string('0', OrdinalDigits));

    private readonly string datasetId = WireId.OfDataset(dataset);

    public void Write(Utf8JsonWriter json, Revision annotation)
    {
        var id = WireId.Of(dataset, annotation.Lineage);
        var itemId = WireId.Of(dataset, annotation.Item);
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("url", $"{baseUrl}/annotations/{id}");
        json.WriteString("itemId", itemId);
        json.WriteString("item", $"{baseUrl}/items/{itemId}");
        json.WriteString("datasetId", datasetId);
        json.WriteString("dataset", $"{baseUrl}/datasets/{datasetId}");
        WriteBody(json, annotation.Body.Span);
        json.WriteEndObject();
    }

    private void WriteBody(Utf8JsonWriter json, ReadOnlySpan<byte> body)
    {
        // Few annotations have parents: the others are copied without a look inside their metadata.
        var hasParent = body.IndexOf("\"parentId\""u8) >= 0;
        var reader = new Utf8JsonReader(body, JsonSlices.ReaderOptions);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (hasParent && reader.ValueTextEquals("metadata"u8))
            {
                reader.Read();
                json.WriteStartObject("metadata");
                WriteMetadata(json, ref reader, body);
                json.WriteEndObject();
            }
            else
            {
                JsonSlices.CopyMember(json, ref reader, body);
            }
        }
    }

    private void WriteMetadata(Utf8JsonWriter json, ref Utf8JsonReader reader, ReadOnlySpan<byte> body)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!reader.ValueTextEquals("system"u8))
            {
                JsonSlices.CopyMember(json, ref reader, body);
                continue;
            }

            reader.Read();
            json.WriteStartObject("system");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("parentId"u8))
                {
                    reader.Read();
                    WriteParent(json, ref reader, body);
                }
                else
                {
                    JsonSlices.CopyMember(json, ref reader, body);
                }
            }

            json.WriteEndObject();
        }
    }

    private void WriteParent(Utf8JsonWriter json, ref Utf8JsonReader reader, ReadOnlySpan<byte> body)
    {
        json.WritePropertyName("parentId");
        if (reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length == WireId.Length
            && reader.ValueSpan.StartsWith(NoOrdinal))
        {
            var number = Encoding.ASCII.GetString(reader.ValueSpan[OrdinalDigits..]);
            json.WriteStringValue(string.Concat(datasetId.AsSpan(0, OrdinalDigits), number));
        }
        else
        {
            json.WriteRawValue(JsonSlices.ReadValue(ref reader, body), skipInputValidation: true);
        }
    }
}
