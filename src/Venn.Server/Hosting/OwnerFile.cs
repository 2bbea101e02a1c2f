namespace Venn.Server.Hosting;

/// <summary>The owner's e-mail address in a file of the data directory, so that a token can be made beside a running server.</summary>
internal static class OwnerFile
{
    private const string FileName = "owner";

    /// <returns>Null when no server has run on the directory.</returns>
    public static string? Read(string dataDirectory)
    {
        var path = Path.Combine(dataDirectory, FileName);
        return File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } email ? email : null;
    }

    public static void Write(string dataDirectory, string email)
    {
        if (Read(dataDirectory) != email)
        {
            File.WriteAllText(Path.Combine(dataDirectory, FileName), email + "\n");
        }
    }
}
