using System.Text.Json.Nodes;
using Venn.Server.Wire;
using Venn.Storage.Blobs;

namespace Venn.Server.Features.Exports;

/// <summary>The list of an export's files, in the words of the wire.</summary>
internal sealed class ExportManifest(string url, string datasetId, string exportId, DateTimeOffset startedAt)
{
    private readonly JsonArray partitions = [];
    private readonly JsonArray files = [];
    private long recordCount;
    private long sizeBytes;

    public static string NameOf(int index) => $"part-{index}.ndjson";

    public void Add(PartitionFile part, BlobInfo blob)
    {
        var index = partitions.Count;
        var (name, address) = (NameOf(index), $"{url}/{exportId}/{NameOf(index)}");
        partitions.Add(new JsonObject
        {
            ["index"] = index, ["hash"] = blob.Hash.ToString(), ["itemCount"] = part.RecordCount, ["filePath"] = name,
            ["fileSize"] = blob.SizeBytes, ["url"] = address,
        });
        files.Add(new JsonObject
        {
            ["filename"] = name, ["path"] = address, ["url"] = address, ["size"] = blob.SizeBytes, ["format"] = "ndjson",
            ["compression"] = null, ["checksum"] = part.ReadChecksum(),
        });
        recordCount += part.RecordCount;
        sizeBytes += blob.SizeBytes;
    }

    public JsonObject ToNode(DateTimeOffset now) => new()
    {
        ["manifestVersion"] = "1.0",
        ["exportId"] = exportId,
        ["datasetId"] = datasetId,
        ["exportedAt"] = WireTime.Format(startedAt),
        ["format"] = "ndjson",
        ["partitioning"] = new JsonObject { ["partitionCount"] = partitions.Count, ["partitions"] = partitions },
        ["files"] = files,
        ["statistics"] = new JsonObject
        {
            ["totalRecords"] = recordCount,
            ["totalBytes"] = sizeBytes,
            ["fileCount"] = files.Count,
            ["processingTimeMs"] = (long)(now - startedAt).TotalMilliseconds,
        },
    };
}
