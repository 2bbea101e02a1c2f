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

    // Without a handler the signal ends the process. It is handled on another thread, later, so the handler must
    // outlive
    // the limit: it is never taken away.
    private static readonly PosixSignalRegistration Signal =
        PosixSignalRegistration.Create((PosixSignal)SignalFileSize, context => context.Cancel = true);

    private readonly Limit _before;

    public FileSizeLimit(long sizeBytes)
    {
        GC.KeepAlive(Signal);
        Assert.Equal(0, GetLimit(FileSize, out _before));
        Set(_before with { Soft = (ulong)sizeBytes });
    }

    public void Dispose() => Set(_before);

    private static void Set(Limit limit) => Assert.Equal(0, SetLimit(FileSize, limit));

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, in Limit limit);

    private readonly record struct Limit(ulong Soft, ulong Hard);
}
