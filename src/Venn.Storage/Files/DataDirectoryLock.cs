namespace Venn.Storage.Files;

/// <summary>
/// Keeps a data directory to one opener: an exclusive lock of the operating system on <c>lock</c> in it, which ends
/// with the process however it ends.
/// </summary>
public sealed class DataDirectoryLock : IDisposable
{
    public const string FileName = "lock";

    private const int UnixWouldBlock = 11;
    private const int WindowsSharingViolation = unchecked((int)0x80070020);

    private readonly FileStream _file;

    private DataDirectoryLock(FileStream file) => _file = file;

    /// <summary>Takes the lock of a directory that exists.</summary>
    /// <exception cref="StoreLockedException">Another opener, of this process or another, holds it.</exception>
    /// <exception cref="IOException">The lock file cannot be made.</exception>
    public static DataDirectoryLock Acquire(string directory)
    {
        try
        {
            // FileShare.None is flock(LOCK_EX) on Unix: held by this very handle, not by the process.
            return new DataDirectoryLock(new FileStream(
                Path.Combine(directory, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (e.HResult is UnixWouldBlock or WindowsSharingViolation)
        {
            throw new StoreLockedException(directory);
        }
    }

    public void Dispose() => _file.Dispose();
}
