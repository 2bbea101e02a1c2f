namespace Venn.Server.Hosting;

/// <summary>The server cannot listen on the address that it was given.</summary>
internal sealed class AddressException(string urls, Exception cause)
    : Exception($"The server cannot listen on {urls}: {FirstLine(cause.Message)} Name another address with --urls.", cause)
{
    private static string FirstLine(string message)
    {
        var line = message.Split('\n')[0].Trim();
        return line.EndsWith('.') ? line : line + ".";
    }
}
