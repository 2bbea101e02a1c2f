using System.Security.Cryptography;

namespace Venn.Server.Security;

/// <summary>The secret that signs tokens: 32 random bytes in <c>signing.key</c> of the data directory, mode 0600.</summary>
public static class SigningKey
{
    public const string FileName = "signing.key";

    private const int SizeBytes = 32;

    /// <summary>Reads the key; makes it when there is none. Two processes that start at once get the same key.</summary>
    /// <exception cref="IOException">It cannot be read or made, or is damaged.</exception>
    public static byte[] ReadOrCreate(string dataDirectory)
    {
        try
        {
            Directory.CreateDirectory(dataDirectory);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"The data directory {dataDirectory} cannot be made ({exception.Message}). Name another with --data.", exception);
        }

        var path = Path.Combine(dataDirectory, FileName);
        if (!File.Exists(path))
        {
            Create(dataDirectory, path);
        }

        var key = File.ReadAllBytes(path);
        return key.Length == SizeBytes
            ? key
            : throw new IOException($"{path} has {key.Length} bytes, not {SizeBytes}: restore it, or remove it (all tokens then end).");
    }

    private static void Create(string dataDirectory, string path)
    {
        var fresh = Path.Combine(dataDirectory, $"{FileName}.{Environment.ProcessId}.new");
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (var file = new FileStream(fresh, options))
            {
                file.Write(RandomNumberGenerator.GetBytes(SizeBytes));
                file.Flush(flushToDisk: true);
            }

            File.Move(fresh, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was first: its key counts.
        }
        finally
        {
            File.Delete(fresh);
        }
    }
}
