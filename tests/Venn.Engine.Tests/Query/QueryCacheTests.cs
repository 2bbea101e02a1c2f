using System.Runtime.CompilerServices;
using Venn.Bitmaps;
using Venn.Engine.Query;
using Venn.Engine.Query.Sorting;

namespace Venn.Engine.Tests.Query;

public sealed class QueryCacheTests
{
    /// <summary>A state that is written over is asked no more: an answer that is kept must not keep it, nor what hangs on it.</summary>
    [Fact]
    public void Sorted_OfASetThatIsGone_DoesNotKeepIt()
    {
        var caches = new QueryCaches(64 << 20);
        var set = AskOnce(caches);
        for (var i = 0; i < 10 && set.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(set.IsAlive);
    }

    [Fact]
    public void KeyOf_TheSameSets_IsTheSame_AndOfEqualSets_IsNot()
    {
        var caches = new QueryCaches(64 << 20);
        var (a, b) = (RoaringBitmap.Of(1, 2), RoaringBitmap.Of(1, 2));
        Assert.Equal(caches.KeyOf("q", [a, b]), caches.KeyOf("q", [a, b]));
        Assert.NotEqual(caches.KeyOf("q", [a]), caches.KeyOf("q", [b]));
        Assert.NotEqual(caches.KeyOf("q", [a, b]), caches.KeyOf("q", [b, a]));
        Assert.NotEqual(caches.KeyOf("q", [a]), caches.KeyOf("r", [a]));
    }

    [Fact]
    public void GetOrAdd_LongQuestions_CountInTheBound()
    {
        var cache = new BoundedCache<string, int>(1_000, static key => key.Length);
        var (first, second) = (new string('a', 400), new string('b', 400));
        cache.GetOrAdd(first, () => 1, _ => 4);
        cache.GetOrAdd(second, () => 2, _ => 4);
        cache.GetOrAdd(new string('c', 400), () => 3, _ => 4);
        Assert.Equal(9, cache.GetOrAdd(first, () => 9, _ => 4));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference AskOnce(QueryCaches caches)
    {
        var set = RoaringBitmap.Of(1, 2, 3);
        caches.Sorted.GetOrAdd(caches.KeyOf("question", [set]), () => new SortedResult([1], [1]), static result => result.SizeBytes);
        caches.Counts.GetOrAdd(
            caches.KeyOf("counts", [set]), static () => new Venn.Engine.Query.Evaluation.AnnotationCounts([1, 2, 3]), static counts => counts.SizeBytes);
        return new WeakReference(set);
    }
}
