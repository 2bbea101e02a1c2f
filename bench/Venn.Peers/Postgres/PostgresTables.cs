using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Venn.Benchmarks.Query;

namespace Venn.Peers.Postgres;

/// <summary>
/// The rows as PostgreSQL holds them: the keys typed, metadata as <c>jsonb</c>. Views give the fields of the metadata the
/// names that the questions have; they are expanded before planning, so an index on the expression serves.
/// </summary>
internal static class PostgresTables
{
    public const string Create = """
        CREATE EXTENSION pg_trgm;
        CREATE TABLE item_rows (id int NOT NULL, path text NOT NULL, name text NOT NULL, dir text NOT NULL, content bytea NOT NULL,
          size int NOT NULL, hidden boolean NOT NULL, creator text NOT NULL, created_at timestamptz NOT NULL,
          updated_at timestamptz NOT NULL, updated_by text NOT NULL, metadata jsonb NOT NULL);
        CREATE TABLE annotation_rows (id int NOT NULL, item_id int NOT NULL, label text NOT NULL, type text NOT NULL,
          creator text NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL, metadata jsonb NOT NULL);
        CREATE VIEW items AS SELECT id, path, name, dir, metadata,
          metadata #>> '{user,weather}' AS weather, metadata #>> '{user,city}' AS city,
          (metadata #>> '{user,speed}')::float8 AS speed, (metadata #>> '{user,temperature}')::float8 AS temperature,
          (metadata #>> '{user,blur}')::float8 AS blur, (metadata #>> '{user,quality}')::int AS quality,
          (metadata #>> '{user,trip}')::int AS trip, metadata #>> '{user,capturedAt}' AS captured_at,
          (metadata #>> '{user,sensors,lidar,points}')::int AS lidar_points FROM item_rows;
        CREATE VIEW annotations AS SELECT id, item_id, label, type, metadata, (metadata #>> '{user,area}')::int AS area,
          (metadata #>> '{user,confidence}')::float8 AS confidence FROM annotation_rows;
        """;

    /// <summary>Made after the rows are in, as is quickest.</summary>
    public const string Index = """
        ALTER TABLE item_rows ADD PRIMARY KEY (id);
        CREATE INDEX ON item_rows (path text_pattern_ops);
        CREATE INDEX ON item_rows USING gin (path gin_trgm_ops);
        CREATE INDEX ON item_rows USING gin (metadata jsonb_path_ops);
        CREATE INDEX ON item_rows ((metadata #>> '{user,weather}'), ((metadata #>> '{user,speed}')::float8),
          ((metadata #>> '{user,quality}')::int));
        CREATE INDEX ON item_rows (((metadata #>> '{user,quality}')::int));
        CREATE INDEX ON item_rows (((metadata #>> '{user,trip}')::int));
        CREATE INDEX ON item_rows ((metadata #>> '{user,capturedAt}'), ((metadata #>> '{user,sensors,lidar,points}')::int));
        CREATE INDEX ON item_rows (((metadata #>> '{user,sensors,lidar,points}')::int));
        CREATE INDEX ON item_rows (((metadata #>> '{user,speed}')::float8), id);
        CREATE INDEX ON item_rows (((metadata #>> '{user,speed}')::float8) NULLS FIRST, id);
        CREATE INDEX ON item_rows (((metadata #>> '{user,temperature}')::float8) NULLS FIRST, id);
        CREATE INDEX ON item_rows (((metadata #>> '{user,blur}')::float8) NULLS FIRST, id);
        ALTER TABLE annotation_rows ADD PRIMARY KEY (id);
        CREATE INDEX ON annotation_rows (item_id);
        CREATE INDEX ON annotation_rows (label);
        CREATE INDEX ON annotation_rows (label, type, ((metadata #>> '{user,area}')::int), item_id);
        CREATE INDEX ON annotation_rows (((metadata #>> '{user,confidence}')::float8), label);
        CREATE INDEX ON annotation_rows USING gin (metadata jsonb_path_ops);
        """;

    /// <summary>Statistics, and which pages are visible to all, without which no index answers alone.</summary>
    public const string Analyze = "VACUUM (ANALYZE)";

    public static async Task CopyItemsAsync(NpgsqlConnection connection, int items)
    {
        using var bodies = new QueryBodies();
        await using var writer = await connection.BeginBinaryImportAsync("COPY item_rows FROM STDIN (FORMAT binary)");
        for (var i = 0; i < items; i++)
        {
            var item = QueryData.Item(i);
            writer.StartRow();
            writer.Write(item.Id, NpgsqlDbType.Integer);
            WriteText(writer, item.Path, item.Name, item.Directory);
            writer.Write(item.Content, NpgsqlDbType.Bytea);
            writer.Write(item.SizeBytes, NpgsqlDbType.Integer);
            writer.Write(false, NpgsqlDbType.Boolean);
            WriteText(writer, "dev@example.org");
            writer.Write(item.CreatedAt, NpgsqlDbType.TimestampTz);
            writer.Write(item.CreatedAt, NpgsqlDbType.TimestampTz);
            WriteText(writer, "dev@example.org");
            writer.Write(Metadata(bodies.Of(item)), NpgsqlDbType.Jsonb);
        }

        await writer.CompleteAsync();
    }

    public static async Task CopyAnnotationsAsync(NpgsqlConnection connection, int items)
    {
        using var bodies = new QueryBodies();
        await using var writer = await connection.BeginBinaryImportAsync("COPY annotation_rows FROM STDIN (FORMAT binary)");
        for (var i = 0; i < items; i++)
        {
            foreach (var row in QueryData.Annotations(i))
            {
                writer.StartRow();
                writer.Write(row.Id, NpgsqlDbType.Integer);
                writer.Write(row.ItemId, NpgsqlDbType.Integer);
                WriteText(writer, row.Label, row.Type, row.Creator);
                writer.Write(row.CreatedAt, NpgsqlDbType.TimestampTz);
                writer.Write(row.CreatedAt, NpgsqlDbType.TimestampTz);
                writer.Write(Metadata(bodies.Of(row)), NpgsqlDbType.Jsonb);
            }
        }

        await writer.CompleteAsync();
    }

    private static void WriteText(NpgsqlBinaryImporter writer, params ReadOnlySpan<string> values)
    {
        foreach (var value in values)
        {
            writer.Write(value, NpgsqlDbType.Text);
        }
    }

    private static string Metadata(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.GetProperty("metadata").GetRawText();
    }
}
