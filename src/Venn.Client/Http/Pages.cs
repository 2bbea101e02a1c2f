using System.Runtime.CompilerServices;
using Venn.Protocol.Paging;

namespace Venn.Client.Http;

/// <summary>Walks the pages of a list.</summary>
internal static class Pages
{
    public const int SizeMax = 1000;

    public static async IAsyncEnumerable<T> WalkAsync<T>(
        Func<int, Task<Page<T>>> readPage, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var number = 0; ; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = await readPage(number);
            foreach (var item in page.Items)
            {
                yield return item;
            }

            if (!page.HasNextPage || page.Items.Count == 0)
            {
                yield break;
            }
        }
    }
}
