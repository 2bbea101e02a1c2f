using System.Security.Cryptography;
using System.Text;

namespace Venn.Engine.Tests.Model;

/// <summary>The few binaries that items of a run have.</summary>
internal static class TwinContents
{
    public const int Count = 3;

    private static readonly string[] Hashes =
        [.. Enumerable.Range(0, Count).Select(i => Convert.ToHexStringLower(SHA256.HashData(Bytes(i))))];

    /// <summary>Each of another length.</summary>
    public static byte[] Bytes(int index) => Encoding.UTF8.GetBytes($"binary {index}{new string('.', 13 * index)}");

    /// <summary>64 hex digits.</summary>
    public static string Hash(int index) => Hashes[index];
}
