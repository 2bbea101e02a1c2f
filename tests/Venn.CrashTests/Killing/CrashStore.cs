using System.Security.Cryptography;
using System.Text;
using Venn.TestKit.Generators;

namespace Venn.CrashTests.Killing;

/// <summary>What the killed process and the checking one have in common.</summary>
internal static class CrashStore
{
    public const string Scope = "p";

    public static readonly string[] Shared = ["s0", "s1", "s2"];

    public static Task<VersionStore> OpenAsync(string directory) => VersionStore.OpenAsync(new VersionStoreOptions
    {
        DataDirectory = directory,
        Masks = BodyGenerator.Masks,
        SegmentRowLimit = 256,
    });

    /// <summary>The content that an item of a group has: told by its name alone.</summary>
    public static byte[] ContentOf(string token, int index)
    {
        var seed = SHA256.HashData(Encoding.UTF8.GetBytes($"{token}/{index}"));
        var content = new byte[seed[0] < 8 ? 200_000 : seed[0] * 8];
        for (var i = 0; i < content.Length; i++)
        {
            content[i] = seed[i % seed.Length];
        }

        return content;
    }

    public static string PathOf(string token, int index) => $"/{token}/{index}.bin";
}
