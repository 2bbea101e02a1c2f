using System.Globalization;
using System.Text;
using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;

namespace Venn.Engine.Revisions;

/// <summary>
/// Gives lineages, instants and entity ids, each never going back, whatever the clock does. Lineages are reserved in the
/// catalog ahead of use, so that a crash can skip some and never give one twice. Threads: safe.
/// </summary>
internal sealed class IdentitySource
{
    private const long ReservationCount = 1L << 22;
    private const string Kind = "engine.counter";
    private const string LineageCounter = "lineage";

    /// <summary>Behind every entity id: they begin with ten zeros.</summary>
    private const string EntityIdsEnd = "0000000001";

    private readonly Lock gate = new();
    private readonly ICatalog catalog;
    private readonly TimeProvider clock;
    private long nextLineage;
    private long reservedEnd;
    private long wantedEnd;
    private Task reservation = Task.CompletedTask;
    private long lastMs;
    private long lastEntity;

    private IdentitySource(ICatalog catalog, TimeProvider clock, long nextLineage, long lastMs, long lastEntity)
    {
        this.catalog = catalog;
        this.clock = clock;
        this.nextLineage = nextLineage;
        reservedEnd = wantedEnd = nextLineage;
        this.lastMs = lastMs;
        this.lastEntity = lastEntity;
    }

    public static async Task<IdentitySource> OpenAsync(ICatalog catalog, TimeProvider clock, long lastMs)
    {
        var row = catalog.ReadDocument(Kind, LineageCounter);
        var next = row is null ? 1 : long.Parse(row.Body.Span, CultureInfo.InvariantCulture);
        var largest = catalog.ReadLargestId(EntityIdsEnd);
        var lastEntity = largest is { Length: 24 } && long.TryParse(
            largest.AsSpan(10), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var parsed) ? parsed : 0;
        var source = new IdentitySource(catalog, clock, next, lastMs, lastEntity);
        await source.ReserveAsync(next + ReservationCount).ConfigureAwait(false);
        return source;
    }

    /// <summary>A fresh lineage, with an instant no earlier than that of any before it.</summary>
    public Identity Next()
    {
        while (true)
        {
            Task wait;
            lock (gate)
            {
                if (nextLineage < reservedEnd)
                {
                    if (wantedEnd - nextLineage < ReservationCount / 2)
                    {
                        _ = ReserveAsync(wantedEnd + ReservationCount);
                    }

                    return new Identity(
                        new Lineage(nextLineage++), DateTimeOffset.FromUnixTimeMilliseconds(NowMsLocked()));
                }

                wait = reservation.IsCompleted ? ReserveAsync(wantedEnd + ReservationCount) : reservation;
            }

            // Only when four million lineages were taken within one fsync, or the disk is full: then this throws.
            wait.GetAwaiter().GetResult();
        }
    }

    public Lineage PeekLineage()
    {
        lock (gate)
        {
            return new Lineage(nextLineage);
        }
    }

    /// <summary>Unix milliseconds, never less than any given before.</summary>
    public long NowMs()
    {
        lock (gate)
        {
            return NowMsLocked();
        }
    }

    /// <summary>Ten zeros and fourteen digits that ascend with time: 44 bits of milliseconds, 12 of a counter.</summary>
    public string NextEntityId()
    {
        lock (gate)
        {
            lastEntity = Math.Max(lastEntity + 1, clock.GetUtcNow().ToUnixTimeMilliseconds() << 12);
            return string.Create(CultureInfo.InvariantCulture, $"0000000000{lastEntity:x14}");
        }
    }

    private long NowMsLocked() => lastMs = Math.Max(lastMs, clock.GetUtcNow().ToUnixTimeMilliseconds());

    private Task ReserveAsync(long end)
    {
        lock (gate)
        {
            wantedEnd = end;
            var before = reservation;
            return reservation = Write();

            async Task Write()
            {
                try
                {
                    await before.ConfigureAwait(false);
                }
                catch (IOException)
                {
                    // The failure was given to whoever waited for it; this is the next try.
                }

                var batch = new CatalogBatch();
                batch.ChangedDocuments.Add(new DocumentRecord(
                    Kind, LineageCounter, "", null, Encoding.ASCII.GetBytes(end.ToString(CultureInfo.InvariantCulture))));
                await catalog.CommitAsync(batch).ConfigureAwait(false);
                lock (gate)
                {
                    reservedEnd = Math.Max(reservedEnd, end);
                }
            }
        }
    }
}
