using System.Globalization;
using System.Text;
using Venn.Engine.Maintenance.Retention;
using Venn.TestKit.Generators;

namespace Venn.CrashTests.Upkeep;

/// <summary>What the killed process and the checking one have in common.</summary>
internal static class UpkeepStore
{
    public const string Scope = "p";

    /// <summary>Begins every text that an erasure must leave no byte of.</summary>
    public const string SecretPrefix = "SECRET-";

    public static readonly string[] Shared = ["d0", "d1"];

    public static readonly RetentionRule Rule = new() { Commits = 3, DeletedDays = 0 };

    public static Task<VersionStore> OpenAsync(string directory) => VersionStore.OpenAsync(new VersionStoreOptions
    {
        DataDirectory = directory, Masks = BodyGenerator.Masks, SegmentRowLimit = 64,
    });

    public static string PathOf(int slot) => string.Create(CultureInfo.InvariantCulture, $"/i/{slot}");

    public static byte[] BodyOf(long value) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"value":{{value}}}"""));

    /// <summary>Told by the value: what an item's binary must be.</summary>
    public static byte[] ContentOf(long value) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"content {value % 7}"));
}
