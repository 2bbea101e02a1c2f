using Venn.Client.Resources;

namespace Venn.Cli.Commands.Items;

internal static class DownloadFile
{
    /// <summary>Downloads to a file beside the target first, so that the target is never half there.</summary>
    public static Task<long> SaveAsync(
        ItemsClient items, string itemId, string target, CancellationToken cancellationToken) =>
        SaveAsync(target, file => items.DownloadAsync(itemId, file, cancellationToken));

    /// <inheritdoc cref="SaveAsync(ItemsClient, string, string, CancellationToken)"/>
    public static async Task<long> SaveAsync(string target, Func<Stream, Task<long>> downloadAsync)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var partial = target + ".part";
        try
        {
            long written;
            await using (var file = File.Create(partial))
            {
                written = await downloadAsync(file);
            }

            File.Move(partial, target, overwrite: true);
            return written;
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }
}
