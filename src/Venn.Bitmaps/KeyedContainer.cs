using Venn.Bitmaps.Containers;

namespace Venn.Bitmaps;

/// <summary>A container and the upper 48 bits of its members.</summary>
public readonly record struct KeyedContainer(ulong Key, Container Container);
