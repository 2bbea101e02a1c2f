using System.Globalization;
using DuckDB.NET.Data;
using Venn.Benchmarks.Query;

namespace Venn.Peers.DuckDb;

/// <summary>
/// DuckDB in this process with two threads: metadata as typed columns of one flat table, annotations in a second one, their
/// label once as an enumeration and once as text.
/// </summary>
internal sealed class DuckDbPeer(string directory) : IPeer
{
    private const int ThreadCount = 2;
    private DuckDBConnection connection = null!;

    public string Name => "DuckDB";

    public string Version => (string)Scalar("SELECT version()");

    public long SizeBytes { get; private set; }

    public int VariantCount => 2;

    private string File => Path.Combine(directory, "rows.duckdb");

    public Task LoadAsync(int items)
    {
        var isThere = System.IO.File.Exists(File);
        Directory.CreateDirectory(directory);
        connection = new DuckDBConnection($"Data Source={File}");
        connection.Open();
        Run($"SET threads = {ThreadCount}");
        if (!isThere)
        {
            Run(DuckDbTables.Create);
            DuckDbTables.AppendItems(connection, items);
            DuckDbTables.AppendAnnotations(connection, items);
            Run("CHECKPOINT");
        }

        // One of the two tables of annotations would do: the file is measured with the text one, which is the smaller.
        SizeBytes = new FileInfo(File).Length;
        if (!isThere)
        {
            Run(DuckDbTables.Enumerate);
            Run("CHECKPOINT");
        }

        return Task.CompletedTask;
    }

    public Task<PeerAnswer?> AskAsync(Question question, int run, int variant)
    {
        var sql = question.Sql(run);
        var tag = sql.IndexOf("{has-tag:", StringComparison.Ordinal);
        if (tag >= 0)
        {
            var end = sql.IndexOf('}', tag);
            sql = $"{sql[..tag]}list_contains(tags, '{sql[(tag + 9)..end]}'){sql[(end + 1)..]}";
        }

        if (variant == 1)
        {
            sql = sql.Replace("FROM annotations", "FROM annotations_enum", StringComparison.Ordinal);
        }

        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var lines = new List<string>();
        while (reader.Read())
        {
            lines.Add(question.Kind switch
            {
                QuestionKind.Page => reader.GetString(0),
                QuestionKind.Count => reader.GetInt64(0).ToString(CultureInfo.InvariantCulture),
                _ => string.Create(CultureInfo.InvariantCulture, $"{reader.GetString(0)}:{reader.GetInt64(1)}"),
            });
        }

        return Task.FromResult<PeerAnswer?>(new PeerAnswer(lines));
    }

    /// <summary>Bytes of the same rows as Parquet with zstd, items and annotations.</summary>
    public (long Items, long Annotations) WriteParquet()
    {
        long Write(string table)
        {
            var file = Path.Combine(directory, table + ".parquet");
            Run($"COPY {table} TO '{file}' (FORMAT parquet, COMPRESSION zstd)");
            return new FileInfo(file).Length;
        }

        return (Write("items"), Write("annotations"));
    }

    public ValueTask DisposeAsync()
    {
        connection.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Run(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private object Scalar(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()!;
    }
}
