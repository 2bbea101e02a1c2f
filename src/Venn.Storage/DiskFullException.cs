namespace Venn.Storage;

/// <summary>The disk has no room for a write, which did not happen. Known by the code that the system's own errors of this kind have.</summary>
public sealed class DiskFullException : IOException
{
    private const int NoSpaceOnDevice = 28;

    public DiskFullException(string message, Exception? inner)
        : base(message, inner) => HResult = NoSpaceOnDevice;
}
