using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Venn.Bitmaps;
using Venn.Bitmaps.Containers;
using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Engine.Segments;
using Venn.Engine.Segments.Sealed;
using Venn.Engine.Versions.Copying;
using Venn.Storage.Catalog;
using Venn.Storage.Files;

namespace Venn.Engine.Versions.Proving;

/// <summary>
/// The digests of all revisions, kept beside the segments: a file for each sealed one, written when it is first asked for
/// or in the background; memory for the segments that still grow and for bodies under masks. Derived: what is missing,
/// damaged or of another segment is made again from the bodies. Threads: safe.
/// </summary>
internal sealed class DigestColumns : IDisposable
{
    /// <summary>Memory for digests that are in no file: those of four million revisions.</summary>
    private const long MemoryLimitBytes = 160L << 20;

    /// <summary>Of rows further apart than this each is read by itself.</summary>
    private const int LargestGap = 4;

    private readonly IFileSystem files;
    private readonly string directory;
    private readonly RevisionLog log;
    private readonly Func<Relation, SegmentStore> segmentsOf;
    private readonly Func<uint, BodyMasker> maskerOf;
    private readonly Action<string>? report;
    private readonly DigestPaths itemPaths;
    private readonly DigestPaths annotationPaths;
    private readonly byte[] rules;
    private readonly ThreadLocal<RevisionDigester> digesters;
    private readonly ConcurrentDictionary<(Relation, long), (ulong Identity, DigestColumn Column)> written = new();
    private readonly ConcurrentDictionary<(Relation, long), Lock> writing = new();
    private readonly ConcurrentBag<FileDigestColumn> open = [];
    private readonly UsageCount usage = new();
    private readonly BoundedCache<(Relation, long, uint, Segment?), MemoryDigestColumn> inMemory = new(MemoryLimitBytes);

    public DigestColumns(
        IFileSystem files, string directory, RevisionLog log, Func<Relation, SegmentStore> segmentsOf,
        Func<uint, BodyMasker> maskerOf, IReadOnlyCollection<string> stamps, IReadOnlyCollection<string> references, Action<string>? report)
    {
        this.files = files;
        this.directory = directory;
        this.log = log;
        this.segmentsOf = segmentsOf;
        this.maskerOf = maskerOf;
        this.report = report;
        itemPaths = DigestPaths.Of(stamps, []);
        annotationPaths = DigestPaths.Of(stamps, references);
        rules = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', [.. stamps, "", .. references])));
        digesters = new ThreadLocal<RevisionDigester>(NewDigester);
    }

    /// <summary>
    /// For as long as it is held no file is unmapped: whoever reads columns holds one. Closing waits for it, and fires the token
    /// that was given.
    /// </summary>
    /// <param name="closing">Fires when the store is being closed.</param>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    public UsageCount.Use Hold(out CancellationToken closing) => usage.Begin(out closing);

    /// <summary>Of the digests that are in no file.</summary>
    public long MemoryBytes => inMemory.SizeBytes;

    /// <summary>One for a thread of its own.</summary>
    public RevisionDigester NewDigester() => new(itemPaths, annotationPaths);

    /// <summary>A column that has at least these rows of a segment, their bodies under masks.</summary>
    /// <param name="relation">Items or annotations.</param>
    /// <param name="number">The segment.</param>
    /// <param name="masks">Bit i: mask i lies on them.</param>
    /// <param name="rows">Wanted.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public DigestColumn Get(
        Relation relation, SegmentNumber number, uint masks, Container rows, CancellationToken cancellationToken)
    {
        var segment = segmentsOf(relation).Get(number.Value);
        if (masks == 0 && segment is SealedSegment @sealed)
        {
            return GetWritten(relation, @sealed);
        }

        // A tail that was sealed meanwhile has a file: its column in memory is forgotten by its key.
        var column = inMemory.GetOrAdd(
            (relation, number.Value, masks, masks == 0 ? segment : null), static () => new MemoryDigestColumn(),
            static _ => SegmentNumber.RowCount * (RevisionDigester.SizeBytes + sizeof(int)));
        Fill(column, relation, number, masks, rows, cancellationToken);
        return column;
    }

    /// <summary>The same from the bodies alone, kept nowhere: what a verification holds the kept ones against.</summary>
    public DigestColumn Compute(
        Relation relation, SegmentNumber number, uint masks, Container rows, CancellationToken cancellationToken)
    {
        var column = new MemoryDigestColumn();
        Fill(column, relation, number, masks, rows, cancellationToken);
        return column;
    }

    /// <summary>What is kept of a segment without masks, or null when nothing is: nothing is made for it.</summary>
    /// <exception cref="IOException">There is a file, and it cannot be read.</exception>
    public DigestColumn? FindKept(Relation relation, SegmentNumber number) =>
        segmentsOf(relation).Find(number.Value) is SealedSegment segment ? GetWritten(relation, segment, isMade: false) : null;

    /// <summary>
    /// Forgets the digests of segments of which revisions were removed, on disk and in memory, and waits for who is writing them:
    /// called once the segments are made again, for what is computed from then on has nothing of what was removed. All that is in
    /// memory goes: there may be digests of revisions that were collected long before.
    /// </summary>
    /// <param name="relation">Items or annotations.</param>
    /// <param name="removed">Revision numbers.</param>
    /// <exception cref="IOException">The disk failed; some may be left.</exception>
    public void Forget(Relation relation, RoaringBitmap removed)
    {
        inMemory.Clear();
        for (var i = 0; i < removed.ContainerCount; i++)
        {
            var number = new SegmentNumber((long)removed.KeyAt(i));
            lock (writing.GetOrAdd((relation, number.Value), static _ => new Lock()))
            {
                written.TryRemove((relation, number.Value), out _);
                files.Delete(PathOf(relation, number));
            }
        }
    }

    /// <summary>Writes the next file that is missing.</summary>
    /// <returns>False when none is.</returns>
    public bool WriteNext()
    {
        foreach (var relation in (Relation[])[Relation.Items, Relation.Annotations])
        {
            foreach (var segment in segmentsOf(relation).SealedSegments)
            {
                if (!written.TryGetValue((relation, segment.Number.Value), out var known) || known.Identity != segment.Identity)
                {
                    GetWritten(relation, segment);
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Waits until nobody holds the columns.</summary>
    public void Dispose()
    {
        usage.Dispose();
        foreach (var column in open)
        {
            column.Dispose();
        }

        digesters.Dispose();
    }

    private DigestColumn GetWritten(Relation relation, SealedSegment segment) => GetWritten(relation, segment, isMade: true)!;

    /// <param name="relation">Items or annotations.</param>
    /// <param name="segment">Sealed.</param>
    /// <param name="isMade">Whether a file is made where none is; else null is returned.</param>
    private DigestColumn? GetWritten(Relation relation, SealedSegment segment, bool isMade)
    {
        var key = (relation, segment.Number.Value);
        if (written.TryGetValue(key, out var known) && known.Identity == segment.Identity)
        {
            return known.Column;
        }

        lock (writing.GetOrAdd(key, static _ => new Lock()))
        {
            if (written.TryGetValue(key, out known) && known.Identity == segment.Identity)
            {
                return known.Column;
            }

            var column = isMade ? TryOpen(relation, segment) ?? Make(relation, segment) : Open(relation, segment);
            if (column is not null)
            {
                written[key] = (segment.Identity, column);
            }

            return column;
        }
    }

    private FileDigestColumn? TryOpen(Relation relation, SealedSegment segment)
    {
        try
        {
            return Open(relation, segment);
        }
        catch (IOException)
        {
            // What is derived never stands in the way: it is made again, and kept in memory if the disk stays as it is.
            return null;
        }
    }

    private FileDigestColumn? Open(Relation relation, SealedSegment segment)
    {
        var path = PathOf(relation, segment.Number);
        if (!files.FileExists(path) || files.GetSizeBytes(path) == 0)
        {
            return null;
        }

        var file = files.Map(path);
        if (DigestFile.Read(file, segment.Identity, rules) is { } column)
        {
            open.Add(column);
            return column;
        }

        file.Dispose();
        return null;
    }

    private DigestColumn Make(Relation relation, SealedSegment segment)
    {
        var digests = new byte[segment.RowEnd * RevisionDigester.SizeBytes];
        var references = new List<(int Row, Lineage Lineage)>();
        var digester = digesters.Value!;
        var first = segment.Number.First;
        foreach (var revision in log.Read(relation, first, new RevisionNumber(first.Value + segment.RowEnd)))
        {
            var row = revision.Number.Row;
            foreach (var named in digester.Digest(relation, revision, digests.AsSpan(row * RevisionDigester.SizeBytes, RevisionDigester.SizeBytes)))
            {
                references.Add((row, named));
            }
        }

        try
        {
            Write(PathOf(relation, segment.Number), DigestFile.Write(segment.Identity, rules, digests, references));
            return Open(relation, segment) ?? Keep(digests, references);
        }
        catch (IOException e)
        {
            report?.Invoke($"Digests of segment {segment.Number.Value} of {relation} could not be written and stay in memory: {e.Message}");
            return Keep(digests, references);
        }
    }

    private FileDigestColumn Keep(byte[] digests, List<(int Row, Lineage Lineage)> references)
    {
        var column = new FileDigestColumn(digests, references);
        open.Add(column);
        return column;
    }

    private void Write(string path, ReadOnlySpan<byte> content)
    {
        var temporary = path + SegmentFiles.TemporaryExtension;
        files.Delete(temporary);
        using (var file = files.Create(temporary))
        {
            file.Write(content);
            file.Flush();
        }

        files.Rename(temporary, path);
        files.SyncDirectory(Path.GetDirectoryName(path)!);
    }

    private void Fill(
        MemoryDigestColumn column, Relation relation, SegmentNumber number, uint masks, Container rows, CancellationToken cancellationToken)
    {
        var masker = masks == 0 ? null : maskerOf(masks);
        column.Fill(rows, (some, destination, name) => Digest(relation, number, masker, some, destination, name), cancellationToken);
    }

    private void Digest(
        Relation relation, SegmentNumber number, BodyMasker? masker, ReadOnlySpan<ushort> rows, Span<byte> destination,
        Action<int, IReadOnlyList<Lineage>> name)
    {
        var digester = digesters.Value!;
        var next = 0;

        // Rows close together are read in one go and past the cache: each is wanted once. Those on their way to the disk are not in it.
        var (first, end) = (number.At(rows[0]), new RevisionNumber(number.At(rows[^1]).Value + 1));
        foreach (var revision in end.Value - first.Value <= (long)rows.Length * LargestGap ? log.Read(relation, first, end) : [])
        {
            for (; next < rows.Length && rows[next] < revision.Number.Row; next++)
            {
                Digest(log.Get(relation, number.At(rows[next])), destination.Slice(next * RevisionDigester.SizeBytes));
            }

            if (next < rows.Length && rows[next] == revision.Number.Row)
            {
                Digest(revision, destination.Slice(next * RevisionDigester.SizeBytes));
                next++;
            }
        }

        for (; next < rows.Length; next++)
        {
            Digest(log.Get(relation, number.At(rows[next])), destination.Slice(next * RevisionDigester.SizeBytes));
        }

        void Digest(Revision revision, Span<byte> own)
        {
            var named = digester.Digest(
                relation, masker is null ? revision : revision with { Body = masker.Apply(revision.Body) },
                own[..RevisionDigester.SizeBytes]);
            if (named.Count > 0)
            {
                name(revision.Number.Row, named);
            }
        }
    }

    private string PathOf(Relation relation, SegmentNumber number) =>
        Path.Combine(directory, SegmentFiles.NameOf(relation), SegmentFiles.NameOf(number) + SegmentFiles.DigestExtension);
}
