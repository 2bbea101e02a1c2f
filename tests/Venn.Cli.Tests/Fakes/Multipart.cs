using System.Text;

namespace Venn.Cli.Tests.Fakes;

/// <summary>Reads a multipart body whole: enough for tests.</summary>
internal static class Multipart
{
    /// <summary>Part content by name.</summary>
    public static Dictionary<string, byte[]> Read(string contentType, byte[] body)
    {
        var boundary = "--" + contentType[(contentType.IndexOf("boundary=", StringComparison.Ordinal) + "boundary=".Length)..].Trim('"');
        // Latin-1 keeps every byte one character.
        var text = Encoding.Latin1.GetString(body);
        var parts = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var part in text.Split(boundary)[1..^1])
        {
            var split = part.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            var name = part[..split].Split("name=")[1].Split(';', '\r', '\n')[0].Trim('"');
            parts[name] = Encoding.Latin1.GetBytes(part[(split + 4)..^2]);
        }

        return parts;
    }
}
