using Venn.Bitmaps.Containers;

namespace Venn.Bitmaps.Algebra;

/// <summary>Walks the keys that both bitmaps have, ascending.</summary>
internal ref struct CommonKeys(RoaringBitmap left, RoaringBitmap right)
{
    private readonly ReadOnlySpan<ulong> _left = left.Keys;
    private readonly ReadOnlySpan<ulong> _right = right.Keys;
    private int _i = -1;
    private int _j = -1;

    public readonly ulong Key => _left[_i];

    public readonly Container Left => left.Containers[_i];

    public readonly Container Right => right.Containers[_j];

    public bool MoveNext()
    {
        _i++;
        _j++;
        while (_i < _left.Length && _j < _right.Length)
        {
            if (_left[_i] == _right[_j])
            {
                return true;
            }

            if (_left[_i] < _right[_j])
            {
                _i = KeySearch.Advance(_left, _i, _right[_j]);
            }
            else
            {
                _j = KeySearch.Advance(_right, _j, _left[_i]);
            }
        }

        return false;
    }
}
