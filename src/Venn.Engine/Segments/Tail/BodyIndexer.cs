using System.Text.Json;
using Venn.Engine.Query;
using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Segments.Tail;

/// <summary>
/// One pass over each body: every value goes to the column of its path and kind. No string is made for names or values
/// that have no escapes. One writer.
/// </summary>
internal sealed class BodyIndexer(TailNode root, EntryColumn overflow, IReadOnlyList<FieldPath> opaquePaths, int pathLimit)
{
    /// <summary>Levels of objects that make columns; what is deeper is overflow.</summary>
    public const int DepthLimit = 64;

    /// <summary>Longer texts stay in the bodies: no one sorts or counts by them.</summary>
    public const int TextLimitBytes = 8192;

    /// <summary>How deep a body may be at all.</summary>
    public const int JsonDepthLimit = 1024;

    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = JsonDepthLimit };

    private readonly HashSet<FieldPath> opaque = [.. opaquePaths];
    private readonly List<string> opaqueTrail = [];
    private int pathCount;
    private int row;

    /// <exception cref="JsonException">The body is not JSON.</exception>
    public void Index(int bodyRow, ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
        {
            return;
        }

        row = bodyRow;
        var reader = new Utf8JsonReader(body, ReaderOptions);
        if (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            ReadObject(ref reader, root, depth: 0);
        }
    }

    private void ReadObject(ref Utf8JsonReader reader, TailNode node, int depth)
    {
        node.Restart();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.ValueIsEscaped ? JsonText.Unescape(reader.ValueSpan) : reader.ValueSpan;
            var child = node.FindNext(name) ?? TryAddChild(node, name, depth);
            reader.Read();
            if (child is null)
            {
                reader.Skip();
                if (overflow.LastRow != row)
                {
                    overflow.Add(row, 0, isFirst: true);
                }
            }
            else
            {
                ReadValue(ref reader, child, depth + 1);
            }
        }
    }

    private void ReadValue(ref Utf8JsonReader reader, TailNode node, int depth)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                AddText(node, reader.ValueIsEscaped ? JsonText.Unescape(reader.ValueSpan) : reader.ValueSpan);
                break;
            case JsonTokenType.Number:
                if (reader.TryGetInt64(out var integer))
                {
                    AddScalar(node, ColumnKind.Integer, integer);
                }
                else
                {
                    AddScalar(node, ColumnKind.Number, DoubleOrder.Encode(reader.GetDouble()));
                }

                break;
            case JsonTokenType.True:
            case JsonTokenType.False:
                AddScalar(node, ColumnKind.Boolean, reader.TokenType == JsonTokenType.True ? 1 : 0);
                break;
            case JsonTokenType.Null:
                AddMark(node, ColumnKind.Null, 0);
                break;
            case JsonTokenType.StartObject:
                AddMark(node, ColumnKind.Object, 0);
                if (node.IsOpaque)
                {
                    AddUnindexed(node);
                    reader.Skip();
                }
                else
                {
                    ReadObject(ref reader, node, depth);
                }

                break;
            case JsonTokenType.StartArray:
                if (node.IsOpaque)
                {
                    AddUnindexed(node);
                    AddMark(node, ColumnKind.Array, -1);
                    reader.Skip();
                }
                else
                {
                    var length = 0;
                    while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    {
                        ReadValue(ref reader, node, depth);
                        length++;
                    }

                    AddMark(node, ColumnKind.Array, length);
                }

                break;
        }
    }

    private void AddText(TailNode node, ReadOnlySpan<byte> text)
    {
        if (IsoTime.TryParseCanonical(text, out var ms))
        {
            AddScalar(node, ColumnKind.Time, ms);
            return;
        }

        var column = text.Length > TextLimitBytes ? null : node.Column(ColumnKind.Text);
        var code = column?.Texts!.Add(text) ?? -1;
        if (code < 0)
        {
            AddUnindexed(node);
            return;
        }

        column!.Add(row, code, isFirst: node.LastScalarRow != row);
        node.LastScalarRow = row;
    }

    private void AddScalar(TailNode node, ColumnKind kind, long value)
    {
        node.Column(kind).Add(row, value, isFirst: node.LastScalarRow != row);
        node.LastScalarRow = row;
    }

    private void AddMark(TailNode node, ColumnKind kind, long value)
    {
        var column = node.Column(kind);
        column.Add(row, value, isFirst: column.LastRow != row);
    }

    private void AddUnindexed(TailNode node)
    {
        var column = node.Column(ColumnKind.Unindexed);
        if (column.LastRow != row)
        {
            column.Add(row, 0, isFirst: true);
        }
    }

    private TailNode? TryAddChild(TailNode node, ReadOnlySpan<byte> name, int depth)
    {
        if (pathCount >= pathLimit || depth >= DepthLimit)
        {
            return null;
        }

        pathCount++;
        var child = new TailNode(name.ToArray(), IsOpaque(node, name)) { Parent = node };
        node.Add(child);
        return child;
    }

    // Runs once per new path: names are compared as text.
    private bool IsOpaque(TailNode parent, ReadOnlySpan<byte> name)
    {
        if (opaque.Count == 0)
        {
            return false;
        }

        opaqueTrail.Clear();
        opaqueTrail.Add(System.Text.Encoding.UTF8.GetString(name));
        for (var node = parent; node != root && node is not null; node = node.Parent)
        {
            opaqueTrail.Insert(0, System.Text.Encoding.UTF8.GetString(node.Name));
        }

        return opaque.Contains(FieldPath.Of([.. opaqueTrail]));
    }
}
