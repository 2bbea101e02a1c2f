using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Venn.Engine.Revisions;
using Venn.Storage.Blobs;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions;

/// <summary>
/// The digest of what a state shows: SHA-256 over its items by path, each with its binary, its canonical body and the
/// digests of its annotations, sorted. No number, id or order of writing goes into it. Format: docs/formats/digest.md.
/// </summary>
internal static class Digest
{
    private const byte FormatVersion = 1;

    public static ContentHash Compute(EngineContext context, DatasetState state, CancellationToken cancellationToken)
    {
        var annotations = new Dictionary<Lineage, List<byte[]>>();
        foreach (var number in state.Annotations)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var annotation = context.Read(state, Relation.Annotations, new RevisionNumber((long)number));
            if (!annotations.TryGetValue(annotation.Item, out var list))
            {
                annotations.Add(annotation.Item, list = []);
            }

            list.Add(SHA256.HashData(CanonicalJson.Write(annotation.Body)));
        }

        var items = new List<(string Path, byte[] Digest)>();
        foreach (var number in state.Items)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var item = context.Read(state, Relation.Items, new RevisionNumber((long)number));
            items.Add((item.Path, DigestItem(item, annotations.GetValueOrDefault(item.Lineage))));
        }

        items.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        whole.AppendData([FormatVersion]);
        foreach (var (_, digest) in items)
        {
            whole.AppendData(digest);
        }

        return ContentHash.FromBytes(whole.GetHashAndReset());
    }

    private static byte[] DigestItem(Revision item, List<byte[]>? annotations)
    {
        var writer = new ByteWriter();
        writer.WriteByte(item.IsDirectory ? (byte)1 : (byte)0);
        writer.WriteText(item.Path);
        item.Content.CopyTo(writer.Reserve(ContentHash.SizeBytes));
        writer.WriteBlock(CanonicalJson.Write(item.Body));
        writer.WriteVarint(annotations?.Count ?? 0);
        if (annotations is not null)
        {
            annotations.Sort(static (a, b) => a.AsSpan().SequenceCompareTo(b));
            foreach (var digest in annotations)
            {
                writer.WriteBytes(digest);
            }
        }

        return SHA256.HashData(writer.Written);
    }
}

/// <summary>
/// One form for equal JSON: members by the ordinal order of their names, no blanks, numbers in their shortest round-trip
/// form, text with the fewest escapes.
/// </summary>
internal static class CanonicalJson
{
    private static readonly JsonWriterOptions Options =
        new() { SkipValidation = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(json.Length);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            Write(writer, document.RootElement);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in value.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(property.Name);
                    Write(writer, property.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var element in value.EnumerateArray())
                {
                    Write(writer, element);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.Number:
                WriteNumber(writer, value);
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, JsonElement value)
    {
        if (value.TryGetInt64(out var integer))
        {
            writer.WriteNumberValue(integer);
        }
        else if (value.TryGetDouble(out var number) && double.IsFinite(number))
        {
            // 10.0 and 10 are one value; a double beyond 2^53 keeps its own form.
            if (number == Math.Truncate(number) && Math.Abs(number) < 9007199254740992)
            {
                writer.WriteNumberValue((long)number);
            }
            else
            {
                writer.WriteNumberValue(number);
            }
        }
        else
        {
            writer.WriteRawValue(Encoding.UTF8.GetBytes(value.GetRawText()), skipInputValidation: true);
        }
    }
}
