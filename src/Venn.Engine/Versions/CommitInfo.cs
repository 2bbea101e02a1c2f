namespace Venn.Engine.Versions;

/// <summary>Who makes a commit and why.</summary>
/// <param name="Author">E-mail, or a name of the embedding program.</param>
/// <param name="Operation">What it does, one word: <c>upload</c>, <c>update</c>, <c>delete</c>, <c>clone</c> …</param>
/// <param name="Message">Free text, may be empty.</param>
public sealed record CommitInfo(string Author, string Operation, string Message = "")
{
    /// <summary>JSON about how it is made; may be empty.</summary>
    public ReadOnlyMemory<byte> Details { get; init; }
}
