using System.Collections;
using System.Numerics;
using Venn.Bitmaps.Containers;

namespace Venn.Bitmaps;

/// <summary>The members, ascending. Cost: allocates nothing, unless boxed as an interface.</summary>
public struct RoaringBitmapEnumerator : IEnumerator<ulong>
{
    private readonly RoaringBitmap _set;
    private int _next;
    private int _left;
    private ulong _high;
    private ContainerKind _kind;
    private ushort[] _shorts;
    private ulong[] _words;

    /// <summary>Where the container's reading stands: an index of values, of words, or of pairs.</summary>
    private int _at;

    /// <summary>What is left of the word, or the next value of the run.</summary>
    private ulong _rest;
    private int _runLast;

    internal RoaringBitmapEnumerator(RoaringBitmap set)
    {
        _set = set;
        _shorts = [];
        _words = [];
    }

    public ulong Current { get; private set; }

    readonly object IEnumerator.Current => Current;

    public bool MoveNext()
    {
        if (_left == 0 && !Open())
        {
            return false;
        }

        _left--;
        switch (_kind)
        {
            case ContainerKind.Array:
                Current = _high | _shorts[_at++];
                return true;
            case ContainerKind.Bitmap:
                while (_rest == 0)
                {
                    _rest = _words[++_at];
                }

                Current = _high | (uint)((_at << 6) + BitOperations.TrailingZeroCount(_rest));
                _rest &= _rest - 1;
                return true;
            default:
                if ((int)_rest > _runLast)
                {
                    _rest = _shorts[_at];
                    _runLast = _shorts[_at] + _shorts[_at + 1];
                    _at += 2;
                }

                Current = _high | _rest++;
                return true;
        }
    }

    public void Reset() => this = new RoaringBitmapEnumerator(_set);

    public readonly void Dispose()
    {
    }

    private bool Open()
    {
        if (_next == _set.ContainerCount)
        {
            return false;
        }

        _high = _set.Keys[_next] << 16;
        var container = _set.Containers[_next++];
        (_kind, _left) = (container.Kind, container.Cardinality);
        switch (container)
        {
            case ArrayContainer array:
                (_shorts, _at) = (array.ValueArray, 0);
                break;
            case BitmapContainer bitmap:
                (_words, _at, _rest) = (bitmap.WordArray, 0, bitmap.WordArray[0]);
                break;
            case RunContainer runs:
                (_shorts, _at, _rest, _runLast) = (runs.PairArray, 0, 0, -1);
                break;
        }

        return true;
    }
}
