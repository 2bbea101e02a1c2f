namespace Venn.Bitmaps;

/// <summary>A bitmap container by container, keys ascending: <c>foreach (var (key, container) in set.ByContainer)</c>.</summary>
public readonly struct KeyedContainers
{
    private readonly RoaringBitmap _set;

    internal KeyedContainers(RoaringBitmap set) => _set = set;

    public Enumerator GetEnumerator() => new(_set);

    /// <summary>Cost: allocates nothing.</summary>
    public struct Enumerator
    {
        private readonly RoaringBitmap _set;
        private int _index;

        internal Enumerator(RoaringBitmap set) => (_set, _index) = (set, -1);

        public readonly KeyedContainer Current => new(_set.KeyAt(_index), _set.ContainerAt(_index));

        public bool MoveNext() => ++_index < _set.ContainerCount;
    }
}
