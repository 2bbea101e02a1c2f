using Venn.Engine.Query;
using Venn.Protocol.Dql;

namespace Venn.Server.Features.Query;

/// <summary>What a field's name on the wire is for the engine.</summary>
internal abstract record FieldBinding
{
    private FieldBinding()
    {
    }

    /// <summary>A field of its own.</summary>
    /// <param name="Path">The field.</param>
    /// <param name="MayBeArray">Whether a bare list compared with it can mean a whole array.</param>
    public sealed record Plain(FieldPath Path, bool MayBeArray) : FieldBinding;

    /// <summary>A field that holds ids of one dataset, as lineages.</summary>
    public sealed record Id(FieldPath Path) : FieldBinding;

    /// <summary>A field of a few values, each of which is a condition.</summary>
    public sealed record Choice(IReadOnlyList<(DqlScalar Value, Filter Condition)> Values) : FieldBinding;

    /// <summary>A body field whose values are ids, stored with the dataset's digits zero.</summary>
    public sealed record StoredId(FieldPath Path) : FieldBinding;

    /// <summary>The item this one was cloned from.</summary>
    public sealed record SourceItem : FieldBinding;
}
