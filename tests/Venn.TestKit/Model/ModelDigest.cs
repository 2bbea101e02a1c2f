using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Venn.TestKit.Model;

/// <summary>The digest of a state as docs/formats/digest.md tells it, item by item, for the bodies that the generators make.</summary>
/// <param name="masks">Of the store.</param>
/// <param name="stamps">Members of the root that are no content.</param>
public sealed class ModelDigest(ModelMasks masks, IReadOnlyList<string> stamps)
{
    private const byte Format = 1;

    /// <returns>64 hex digits.</returns>
    public string Of(ModelState state)
    {
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        whole.AppendData([Format]);
        foreach (var item in state.Items.Values.OrderBy(i => i.Revision.Path, StringComparer.Ordinal))
        {
            whole.AppendData(OfItem(item, state.AnnotationsOf(item.Revision.Lineage)));
        }

        return Convert.ToHexStringLower(whole.GetHashAndReset());
    }

    private byte[] OfItem(ModelEntry item, IEnumerable<ModelEntry> annotations)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([item.Revision.IsDirectory ? (byte)1 : (byte)0]);
        AppendBlock(hash, Encoding.UTF8.GetBytes(item.Revision.Path));
        hash.AppendData(item.Revision.Content.Length == 0 ? new byte[32] : Convert.FromHexString(item.Revision.Content));
        AppendBlock(hash, Canonical(item));
        var digests = annotations.Select(a => SHA256.HashData(Canonical(a))).OrderBy(Convert.ToHexString, StringComparer.Ordinal).ToList();
        AppendCount(hash, digests.Count);
        digests.ForEach(hash.AppendData);
        return hash.GetHashAndReset();
    }

    private static void AppendBlock(IncrementalHash hash, byte[] bytes)
    {
        AppendCount(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    /// <summary>Seven bits a byte, the lowest first; the highest bit says that more follow.</summary>
    private static void AppendCount(IncrementalHash hash, int count)
    {
        for (; count >= 128; count >>= 7)
        {
            hash.AppendData([(byte)(count & 127 | 128)]);
        }

        hash.AppendData([(byte)count]);
    }

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
