using Microsoft.Data.Sqlite;
using RetailActors.Operations;

namespace RetailActors.Journal;

/// <summary>The answers on a connection of the journal's file. Used by that connection's thread.</summary>
internal sealed class SqliteAnswers(SqliteConnection connection)
{
    private const string InsertSql =
        """
        INSERT INTO answers (key, at, body_hash, status, content_type, location, body)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING
        """;

    private const string SelectSql =
        "SELECT body_hash, at, status, content_type, location, body FROM answers WHERE key = $1";

    private const string DeleteSql =
        "DELETE FROM answers WHERE key IN (SELECT key FROM answers WHERE at < $1 LIMIT $2)";

    private SqliteCommand? _insert;
    private SqliteCommand? _select;

    public void Write(IReadOnlyList<AnswerRow> rows)
    {
        _insert ??= SqliteFile.Prepare(connection, InsertSql, 7);
        foreach (var row in rows)
        {
            Set(_insert, row.Key, SqliteFile.Micros(row.At), row.BodyHash, (long)row.Answer.Status,
                row.Answer.ContentType, row.Answer.Location, row.Answer.Body);
            _insert.ExecuteNonQuery();
        }
    }

    public IReadOnlyList<AnswerRow> Read(IReadOnlyList<string> keys)
    {
        _select ??= SqliteFile.Prepare(connection, SelectSql, 1);
        var rows = new List<AnswerRow>();
        foreach (var key in keys)
        {
            Set(_select, key);
            using var reader = _select.ExecuteReader();
            if (reader.Read())
            {
                rows.Add(new AnswerRow(key, reader.GetString(0), SqliteFile.Time(reader, 1), new StoredAnswer(
                    reader.GetInt32(2), reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetString(4),
                    reader.GetString(5))));
            }
        }
        return rows;
    }

    public int Purge(DateTimeOffset before, int limit)
    {
        using var delete = SqliteFile.Prepare(connection, DeleteSql, 2);
        Set(delete, SqliteFile.Micros(before), (long)limit);
        return delete.ExecuteNonQuery();
    }

    private static void Set(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }
    }
}
