using System.Runtime.CompilerServices;
using Venn.Bitmaps;

namespace Venn.Engine.Query;

/// <summary>A question and the very sets it was asked of, told apart by identity: what is unchanged is the same object.</summary>
internal sealed class QueryKey(string question, RoaringBitmap[] sets) : IEquatable<QueryKey>
{
    private readonly string question = question;
    private readonly RoaringBitmap[] sets = sets;

    public bool Equals(QueryKey? other)
    {
        if (other is null || question != other.question || sets.Length != other.sets.Length)
        {
            return false;
        }

        for (var i = 0; i < sets.Length; i++)
        {
            if (!ReferenceEquals(sets[i], other.sets[i]))
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
        foreach (var set in sets)
        {
            hash.Add(RuntimeHelpers.GetHashCode(set));
        }

        return hash.ToHashCode();
    }
}
