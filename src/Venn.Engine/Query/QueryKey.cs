using System.Runtime.CompilerServices;

namespace Venn.Engine.Query;

/// <summary>
/// A question and the very sets it was asked of, told apart by identity: what is unchanged is the same object. It holds marks of
/// the sets, not the sets: a cache must not keep alive every state that was ever asked, with all that hangs on it.
/// </summary>
internal sealed class QueryKey(string question, object[] marks) : IEquatable<QueryKey>
{
    private const long OverheadBytes = 256;

    private readonly string question = question;
    private readonly object[] marks = marks;

    /// <summary>What it adds to a cache.</summary>
    public long SizeBytes => OverheadBytes + (2L * question.Length) + (8L * marks.Length);

    public bool Equals(QueryKey? other)
    {
        if (other is null || question != other.question || marks.Length != other.marks.Length)
        {
            return false;
        }

        for (var i = 0; i < marks.Length; i++)
        {
            if (!ReferenceEquals(marks[i], other.marks[i]))
            {
                return false;
            }
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as QueryKey);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(question);
        foreach (var mark in marks)
        {
            hash.Add(RuntimeHelpers.GetHashCode(mark));
        }

        return hash.ToHashCode();
    }
}
