using System.Collections.Immutable;
using Venn.Bitmaps;
using Venn.Bitmaps.Containers;
using Venn.Bitmaps.Format;
using Venn.Engine.Revisions;
using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;

namespace Venn.Engine.Versions.Writing;

/// <summary>
/// A whole state as the keys and hashes of its containers; the containers are stored once by hash, whatever many
/// versions share them. Format: docs/formats/commits.md.
/// </summary>
internal static class CheckpointCodec
{
    private const byte FormatVersion = 1;

    public static CheckpointRecord Encode(CommitKey key, DatasetState state, List<ContainerRecord> containers)
    {
        var writer = new ByteWriter();
        writer.WriteByte(FormatVersion);
        var written = new HashSet<UInt128>();
        Write(writer, state.Items, containers, written);
        Write(writer, state.Annotations, containers, written);
        writer.WriteVarint(state.Masks.Length);
        foreach (var mask in state.Masks)
        {
            Write(writer, mask, containers, written);
        }

        return new CheckpointRecord(key, writer.ToArray());
    }

    /// <returns>The state, or null when a container is missing: a checkpoint is derived and can be done without.</returns>
    public static DatasetState? Decode(CheckpointRecord record, int maskCount, ICatalog catalog)
    {
        var reader = new ByteReader(record.Data.Span, "checkpoint");
        if (reader.ReadByte() != FormatVersion)
        {
            return null;
        }

        var items = Read(ref reader, catalog);
        var annotations = Read(ref reader, catalog);
        var masks = Enumerable.Repeat(RoaringBitmap.Empty, maskCount).ToArray();
        var count = reader.ReadCount();
        for (var i = 0; i < count; i++)
        {
            var mask = Read(ref reader, catalog);
            if (mask is null || i >= maskCount)
            {
                return null;
            }

            masks[i] = mask;
        }

        return items is null || annotations is null
            ? null
            : new DatasetState { Items = items, Annotations = annotations, Masks = ImmutableArray.Create(masks) };
    }

    /// <summary>Adds the hashes of the containers it names.</summary>
    public static void ReadHashes(CheckpointRecord record, HashSet<UInt128> into)
    {
        var reader = new ByteReader(record.Data.Span, "checkpoint");
        if (reader.ReadByte() != FormatVersion)
        {
            return;
        }

        ReadHashes(ref reader, into);
        ReadHashes(ref reader, into);
        for (var masks = reader.ReadCount(); masks > 0; masks--)
        {
            ReadHashes(ref reader, into);
        }
    }

    private static void ReadHashes(ref ByteReader reader, HashSet<UInt128> into)
    {
        for (var count = reader.ReadCount(); count > 0; count--)
        {
            reader.ReadVarint();
            into.Add(reader.ReadUInt128());
        }
    }

    private static void Write(
        ByteWriter writer, RoaringBitmap set, List<ContainerRecord> containers, HashSet<UInt128> written)
    {
        writer.WriteVarint(set.ContainerCount);
        ulong previous = 0;
        for (var i = 0; i < set.ContainerCount; i++)
        {
            var container = set.ContainerAt(i);
            writer.WriteVarint(set.KeyAt(i) - previous);
            previous = set.KeyAt(i);
            writer.WriteUInt128(container.ContentHash);
            if (written.Add(container.ContentHash))
            {
                containers.Add(new ContainerRecord(container.ContentHash, ContainerFormat.ToArray(container)));
            }
        }
    }

    private static RoaringBitmap? Read(ref ByteReader reader, ICatalog catalog)
    {
        var count = reader.ReadCount();
        var keys = new List<ulong>();
        var containers = new List<Container>();
        ulong previous = 0;
        for (var i = 0; i < count; i++)
        {
            previous += reader.ReadVarint();
            var hash = reader.ReadUInt128();
            if (catalog.ReadContainer(hash) is not { } record)
            {
                return null;
            }

            var container = ContainerFormat.Read(record.Data.Span);
            if (container.ContentHash != hash)
            {
                return null;
            }

            keys.Add(previous);
            containers.Add(container);
        }

        return RoaringBitmap.FromContainers(keys.ToArray(), containers.ToArray());
    }
}
