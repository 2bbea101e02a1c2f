using System.Runtime.InteropServices;

namespace Venn.Storage.Files;

/// <summary>fsync of a directory: .NET opens no handle to one.</summary>
internal static partial class UnixDirectory
{
    private const int ReadOnlyCloseOnExec = 0x80000;
    private const int Interrupted = 4;
    private const int AccessDenied = 13;

    /// <exception cref="IOException">The directory cannot be opened or flushed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static void Sync(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var descriptor = Retry(() => Open(path, ReadOnlyCloseOnExec), path);
        try
        {
            Retry(() => FSync(descriptor), path);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static int Retry(Func<int> call, string path)
    {
        while (true)
        {
            var result = call();
            if (result >= 0)
            {
                return result;
            }

            var error = Marshal.GetLastPInvokeError();
            if (error != Interrupted)
            {
                var said = $"The directory {path} cannot be made durable: {Marshal.GetPInvokeErrorMessage(error)}.";
                throw error == AccessDenied
                    ? new UnauthorizedAccessException($"{said} Grant the right to read it.")
                    : new IOException($"{said} Check the disk.");
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
