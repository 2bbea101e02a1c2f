namespace Venn.Client.Errors;

/// <summary>An answer that is not what the protocol says: another program at that address, or another version.</summary>
public sealed class VennProtocolException(string message, Exception? innerException = null)
    : VennException(message, innerException);
