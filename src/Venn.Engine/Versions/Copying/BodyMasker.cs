using System.Buffers;
using System.Text.Json;
using Venn.Engine.Query;

namespace Venn.Engine.Versions.Copying;

/// <summary>Writes a body without the fields that a set of masks hides. Values are copied as they stand, digit for digit.</summary>
internal sealed class BodyMasker
{
    private static readonly JsonWriterOptions WriterOptions =
        new() { SkipValidation = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Node root = new();

    public BodyMasker(IReadOnlyList<MaskDefinition> masks)
    {
        foreach (var mask in masks)
        {
            foreach (var path in mask.Removed)
            {
                root.Add(path, hides: true);
            }
        }

        foreach (var mask in masks)
        {
            foreach (var path in mask.Kept)
            {
                // What one mask keeps another may hide: a field is seen when no mask hides it.
                root.AddUnlessPresent(path, hides: masks.Any(other => other.Hides(path)));
            }
        }
    }

    public byte[] Apply(ReadOnlyMemory<byte> body)
    {
        var buffer = new ArrayBufferWriter<byte>(body.Length);
        using var document = JsonDocument.Parse(body);
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            Write(writer, document.RootElement, root, hidden: false);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value, Node? node, bool hidden)
    {
        if (node is null || node.Children.Count == 0)
        {
            value.WriteTo(writer);
            return;
        }

        if (value.ValueKind == JsonValueKind.Array)
        {
            writer.WriteStartArray();
            foreach (var element in value.EnumerateArray())
            {
                Write(writer, element, node, hidden);
            }

            writer.WriteEndArray();
            return;
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            value.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        foreach (var property in value.EnumerateObject())
        {
            var child = node.Children.GetValueOrDefault(property.Name);
            var childHidden = child?.Hides ?? hidden;
            if (childHidden && !KeepsSomething(property.Value, child))
            {
                continue;
            }

            writer.WritePropertyName(property.Name);
            Write(writer, property.Value, child, childHidden);
        }

        writer.WriteEndObject();
    }

    /// <summary>A hidden field stays as a shell when a field below it is kept and is there.</summary>
    private static bool KeepsSomething(JsonElement value, Node? node)
    {
        if (node is null || value.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        foreach (var (name, child) in node.Children)
        {
            if (value.TryGetProperty(name, out var below) && (child.Hides == false || KeepsSomething(below, child)))
            {
                return true;
            }
        }

        return false;
    }

    private sealed class Node
    {
        public Dictionary<string, Node> Children { get; } = new(StringComparer.Ordinal);

        /// <summary>Null: as the node above.</summary>
        public bool? Hides { get; private set; }

        public void Add(FieldPath path, bool hides) => Reach(path).Hides = hides;

        public void AddUnlessPresent(FieldPath path, bool hides)
        {
            var node = Reach(path);
            node.Hides ??= hides;
        }

        private Node Reach(FieldPath path)
        {
            var node = this;
            foreach (var segment in path.Segments)
            {
                if (!node.Children.TryGetValue(segment, out var child))
                {
                    child = new Node();
                    node.Children.Add(segment, child);
                }

                node = child;
            }

            return node;
        }
    }
}
