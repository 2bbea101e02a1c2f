namespace Venn.TestKit.Model;

/// <param name="Revision">What is held.</param>
/// <param name="Masks">Bit i: read through mask i.</param>
public readonly record struct ModelEntry(ModelRevision Revision, uint Masks)
{
    public bool IsSameAs(ModelEntry other) => ReferenceEquals(Revision, other.Revision) && Masks == other.Masks;
}
