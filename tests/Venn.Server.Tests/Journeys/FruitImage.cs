using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Venn.Server.Tests.Journeys;

/// <summary>A photograph of FruitImage with what its JSON says of it.</summary>
public sealed record FruitPhoto(string Path, string LocalPath, string Sha256, JsonArray Annotations, int Width, int Height)
{
    public long SizeBytes { get; } = new FileInfo(LocalPath).Length;
}

/// <summary>The public data set FruitImage: 299 photographs with boxes, kept in <c>shared/data</c> beside the repository.</summary>
public static class FruitImage
{
    public const int PhotosCount = 299;

    /// <summary>Reads it. Without it the test is skipped on a developer's machine, and fails where CI runs.</summary>
    public static IReadOnlyList<FruitPhoto> Require()
    {
        var folder = Find();
        if (folder is null)
        {
            const string Missing = "shared/data/FruitImage is not beside the repository; the real data must be there.";
            Assert.False(Environment.GetEnvironmentVariable("CI") is "true" or "1", Missing);
            Assert.Skip(Missing);
        }

        var items = Path.Combine(folder, "items");
        var photos = Directory.EnumerateFiles(items, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(file => Read(folder, file, "/" + Path.GetRelativePath(items, file).Replace('\\', '/')))
            .ToList();
        Assert.Equal(PhotosCount, photos.Count);
        return photos;
    }

    private static FruitPhoto Read(string folder, string file, string path)
    {
        var json = JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder, "json", Path.ChangeExtension(path[1..], ".json"))))!;
        var system = json["itemMetadata"]!["system"]!;
        var annotations = new JsonArray([.. json["annotations"]!.AsArray().Select(given => new JsonObject
        {
            ["type"] = given!["type"]!.DeepClone(),
            ["label"] = given["label"]!.DeepClone(),
            ["attributes"] = given["attributes"]?.DeepClone(),
            ["coordinates"] = given["coordinates"]!.DeepClone(),
            ["metadata"] = given["metadata"]!.DeepClone(),
        })]);
        return new FruitPhoto(
            path, file, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))), annotations,
            (int)system["width"]!, (int)system["height"]!);
    }

    /// <summary>In a folder above the test program, also when the repository is a work tree that lies deeper.</summary>
    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "data", "FruitImage");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
