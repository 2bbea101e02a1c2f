namespace Venn.Client.Errors;

/// <summary>Everything the client throws of its own, but for cancellation and wrong arguments.</summary>
public abstract class VennException(string message, Exception? innerException = null)
    : Exception(message, innerException);
