namespace Venn.Engine.Exchange;

/// <summary>An archive cannot be read: truncated, altered, or of a newer version; nothing of it was taken.</summary>
public sealed class ArchiveException(string message, Exception? inner = null) : EngineException(message, inner);
