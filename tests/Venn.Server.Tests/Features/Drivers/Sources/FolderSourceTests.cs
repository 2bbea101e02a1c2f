using Venn.Storage.Objects;
using Venn.TestKit.Contracts;

namespace Venn.Server.Tests.Features.Drivers.Sources;

public sealed class FolderSourceTests : ObjectSourceContract, IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("venn-folder-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    protected override Task<IObjectSource> OpenAsync(string prefix = "")
    {
        var directory = Path.Combine(root, prefix);
        Directory.CreateDirectory(directory);
        return Task.FromResult<IObjectSource>(new FolderObjectSource(directory));
    }

    protected override async Task WriteAsync(string key, byte[] content)
    {
        var path = Path.Combine(root, key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var before = File.Exists(path) ? File.GetLastWriteTimeUtc(path) : default;
        await File.WriteAllBytesAsync(path, content);
        if (before != default)
        {
            // A folder tells a change by time and size: two writes of one instant and one size look alike, by design.
            File.SetLastWriteTimeUtc(path, before.AddSeconds(1));
        }
    }

    protected override Task DeleteAsync(string key)
    {
        File.Delete(Path.Combine(root, key));
        return Task.CompletedTask;
    }
}
