using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using Venn.Benchmarks.Query;

namespace Venn.Peers.Postgres;

/// <summary>
/// PostgreSQL in a process of its own, asked over a socket: once with equality by the indexes on expressions, once by
/// containment, which the GIN index on the metadata serves.
/// </summary>
internal sealed partial class PostgresPeer(string directory) : IPeer
{
    private readonly PostgresCluster cluster = new(directory);
    private NpgsqlConnection? connection;

    public string Name => "PostgreSQL";

    public string Version { get; private set; } = "";

    public long SizeBytes { get; private set; }

    public int VariantCount => 2;

    public async Task LoadAsync(int items)
    {
        var isThere = cluster.IsMade;
        await cluster.StartAsync();
        connection = new NpgsqlConnection(cluster.ConnectionString);
        await connection.OpenAsync();
        if (!isThere)
        {
            await RunAsync(PostgresTables.Create);
            await PostgresTables.CopyItemsAsync(connection, items);
            await PostgresTables.CopyAnnotationsAsync(connection, items);
            await RunAsync(PostgresTables.Index);
            await RunAsync(PostgresTables.Analyze);
            await RunAsync("CHECKPOINT");
        }

        Version = (string)await ScalarAsync("SHOW server_version");
        SizeBytes = (long)await ScalarAsync("SELECT pg_database_size(current_database())");
    }

    public async Task<PeerAnswer?> AskAsync(Question question, int run, int variant)
    {
        var sql = Tag().Replace(question.Sql(run), """metadata @> '{"user":{"tags":["$1"]}}'""");
        if (variant == 1)
        {
            sql = Weather().Replace(sql, """metadata @> '{"user":{"weather":"$1"}}'""");
        }

        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
        {
            lines.Add(question.Kind switch
            {
                QuestionKind.Page => reader.GetString(0),
                QuestionKind.Count => reader.GetInt64(0).ToString(CultureInfo.InvariantCulture),
                _ => string.Create(CultureInfo.InvariantCulture, $"{reader.GetString(0)}:{reader.GetInt64(1)}"),
            });
        }

        return new PeerAnswer(lines);
    }

    public async ValueTask DisposeAsync()
    {
        if (connection is not null)
        {
            await connection.DisposeAsync();
        }

        await cluster.StopAsync();
    }

    [GeneratedRegex(@"\{has-tag:([^}]*)\}")]
    private static partial Regex Tag();

    [GeneratedRegex("weather = '([^']*)'")]
    private static partial Regex Weather();

    private async Task RunAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<object> ScalarAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (await command.ExecuteScalarAsync())!;
    }
}
