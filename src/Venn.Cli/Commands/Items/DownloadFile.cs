using Venn.Client.Resources;

namespace Venn.Cli.Commands.Items;

internal static class DownloadFile
{
    /// <summary>Downloads to a file beside the target first, so that the target is never half there.</summary>
    public static async Task<long> SaveAsync(
        ItemsClient items, string itemId, string target, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var partial = target + ".part";
        try
        {
            long written;
            await using (var file = File.Create(partial))
            {
                written = await items.DownloadAsync(itemId, file, cancellationToken);
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
