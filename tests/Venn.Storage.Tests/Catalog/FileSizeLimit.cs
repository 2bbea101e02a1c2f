using System.Runtime.InteropServices;

namespace Venn.Storage.Tests.Catalog;

/// <summary>
/// Makes every file of this process stop growing at a size (RLIMIT_FSIZE): a real failure of the disk's writes, below
/// SQLite. Linux only; other tests must not run meanwhile.
/// </summary>
internal sealed partial class FileSizeLimit : IDisposable
{
    private const int FileSize = 1;
    private const int SignalFileSize = 25;

    private readonly PosixSignalRegistration _signal;
    private readonly Limit _before;

    public FileSizeLimit(long sizeBytes)
    {
        // Without a handler the signal ends the process.
        _signal = PosixSignalRegistration.Create((PosixSignal)SignalFileSize, context => context.Cancel = true);
        Assert.Equal(0, GetLimit(FileSize, out _before));
        Set(_before with { Soft = (ulong)sizeBytes });
    }

    public void Dispose()
    {
        Set(_before);
        _signal.Dispose();
    }

    private static void Set(Limit limit) => Assert.Equal(0, SetLimit(FileSize, limit));

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, in Limit limit);

    private readonly record struct Limit(ulong Soft, ulong Hard);
}
