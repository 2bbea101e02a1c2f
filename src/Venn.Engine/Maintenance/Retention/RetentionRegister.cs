using System.Collections.Immutable;
using System.Globalization;
using Venn.Engine.Revisions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Maintenance.Retention;

/// <summary>
/// What retention knows of every dataset, in memory as in the catalog. Threads: reads take no lock; changes are made one
/// at a time, and are seen when they are durable.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage(
    "Design", "CA1001", Justification = "A semaphore whose wait handle is never asked for holds nothing to dispose.")]
internal sealed class RetentionRegister
{
    private readonly ICatalog catalog;
    private readonly SemaphoreSlim changing = new(1, 1);
    private volatile ImmutableDictionary<DatasetOrdinal, RetentionRecord> records;
    private volatile RetentionRule standard;

    private RetentionRegister(
        ICatalog catalog, ImmutableDictionary<DatasetOrdinal, RetentionRecord> records, RetentionRule standard) =>
        (this.catalog, this.records, this.standard) = (catalog, records, standard);

    /// <summary>The rule of datasets that have none of their own.</summary>
    public RetentionRule Default => standard;

    public static RetentionRegister Open(ICatalog catalog)
    {
        var records = ImmutableDictionary.CreateBuilder<DatasetOrdinal, RetentionRecord>();
        var standard = RetentionRule.Everything;
        foreach (var row in catalog.ReadDocuments(RetentionRecordCodec.Kind, null))
        {
            var record = RetentionRecordCodec.Decode(row);
            if (row.Id == RetentionRecordCodec.DefaultId)
            {
                standard = record.Rule ?? RetentionRule.Everything;
            }
            else
            {
                records[new DatasetOrdinal(long.Parse(row.Id, CultureInfo.InvariantCulture))] = record;
            }
        }

        return new RetentionRegister(catalog, records.ToImmutable(), standard);
    }

    public RetentionRecord Get(DatasetOrdinal dataset) => records.GetValueOrDefault(dataset) ?? RetentionRecord.None;

    public RetentionRule RuleOf(DatasetOrdinal dataset) => Get(dataset).Rule ?? standard;

    public bool IsForgotten(CommitId commit) =>
        records.TryGetValue(commit.Dataset, out var record) && record.Forgotten.Contains((ulong)commit.Sequence);

    public bool IsPurged(DatasetOrdinal dataset) => Get(dataset).PurgedAtMs is not null;

    /// <summary>The kept commits on either side of one, if there are any.</summary>
    public (long? Before, long? After) FindNearest(CommitId commit, long head)
    {
        var forgotten = Get(commit.Dataset).Forgotten;
        long? before = null;
        long? after = null;
        for (var sequence = commit.Sequence - 1; sequence >= 1 && before is null; sequence--)
        {
            before = forgotten.Contains((ulong)sequence) ? null : sequence;
        }

        for (var sequence = commit.Sequence + 1; sequence <= head && after is null; sequence++)
        {
            after = forgotten.Contains((ulong)sequence) ? null : sequence;
        }

        return (before, after);
    }

    public async Task SetDefaultAsync(RetentionRule rule)
    {
        rule.Validate();
        await changing.WaitAsync().ConfigureAwait(false);
        try
        {
            var batch = new CatalogBatch();
            batch.ChangedDocuments.Add(
                RetentionRecordCodec.Encode(RetentionRecordCodec.DefaultId, RetentionRecord.None with { Rule = rule }));
            await catalog.CommitAsync(batch).ConfigureAwait(false);
            standard = rule;
        }
        finally
        {
            changing.Release();
        }
    }

    /// <summary>Changes records of some datasets together with other rows, all or nothing.</summary>
    /// <param name="batch">The other rows.</param>
    /// <param name="changes">By dataset: the record that takes the place of the present one.</param>
    /// <returns>Whether it was committed; on a conflict nothing has changed.</returns>
    public async Task<bool> ChangeAsync(
        CatalogBatch batch, IReadOnlyCollection<(DatasetOrdinal Dataset, Func<RetentionRecord, RetentionRecord> Change)> changes)
    {
        await changing.WaitAsync().ConfigureAwait(false);
        try
        {
            var next = records;
            foreach (var (dataset, change) in changes)
            {
                var record = change(next.GetValueOrDefault(dataset) ?? RetentionRecord.None);
                next = next.SetItem(dataset, record);
                batch.ChangedDocuments.Add(RetentionRecordCodec.Encode(dataset.ToString(), record));
            }

            if (await catalog.CommitAsync(batch).ConfigureAwait(false) != CatalogOutcome.Committed)
            {
                return false;
            }

            records = next;
            return true;
        }
        finally
        {
            changing.Release();
        }
    }
}
