using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Venn.TestKit.Model;

/// <summary>The digest of a state as docs/formats/digest.md tells it, item by item, for the bodies that the generators make.</summary>
/// <param name="masks">Of the store.</param>
/// <param name="stamps">Members of the root that are no content.</param>
public sealed class ModelDigest(ModelMasks masks, IReadOnlyList<string> stamps)
{
    /// <returns>64 hex digits.</returns>
    public string Of(ModelState state)
    {
        var parts = state.Items.Values
            .Select(i => EntryOf(i, state.AnnotationsOf(i.Revision.Lineage)))
            .GroupBy(e => (e[0] << 8) | e[1])
            .OrderBy(part => part.Key)
            .Select(part => SHA256.HashData([4, .. Sorted(part)]));
        return Convert.ToHexStringLower(SHA256.HashData([5, 3, .. parts.SelectMany(p => p)]));
    }

    private byte[] EntryOf(ModelEntry item, IEnumerable<ModelEntry> annotations)
    {
        var path = Encoding.UTF8.GetBytes(item.Revision.Path);
        var content = item.Revision.Content.Length == 0 ? new byte[32] : Convert.FromHexString(item.Revision.Content);
        var own = SHA256.HashData(
            [1, item.Revision.IsDirectory ? (byte)1 : (byte)0, .. Length(path.Length), .. path, .. content, .. Canonical(item)]);
        var digests = annotations.Select(a => SHA256.HashData([2, .. Canonical(a)])).ToList();
        return [.. own, .. Length(digests.Count), .. Sorted(digests)];
    }

    private static byte[] Length(int value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16), (byte)(value >> 24)];

    private static byte[] Sorted(IEnumerable<byte[]> digests) =>
        [.. digests.OrderBy(Convert.ToHexString, StringComparer.Ordinal).SelectMany(d => d)];

    private byte[] Canonical(ModelEntry entry)
    {
        var text = new StringBuilder();
        Write(text, entry.Revision.See(entry.Masks, masks), isRoot: true);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private void Write(StringBuilder text, JsonNode? node, bool isRoot = false)
    {
        switch (node)
        {
            case JsonObject members:
                text.Append('{').AppendJoin(',', members
                    .Where(m => !isRoot || !stamps.Contains(m.Key))
                    .OrderBy(m => m.Key, StringComparer.Ordinal)
                    .Select(m => $"\"{m.Key}\":{Text(m.Value)}")).Append('}');
                break;
            case JsonArray elements:
                text.Append('[').AppendJoin(',', elements.Select(Text)).Append(']');
                break;
            default:
                text.Append(node?.ToJsonString() ?? "null");
                break;
        }
    }

    private string Text(JsonNode? node)
    {
        var text = new StringBuilder();
        Write(text, node);
        return text.ToString();
    }
}
