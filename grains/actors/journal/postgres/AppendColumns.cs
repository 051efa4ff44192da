using Npgsql;
using NpgsqlTypes;

namespace RetailActors.Journal;

/// <summary>A batch turned into the arrays of <see cref="AppendStatement"/>.</summary>
internal sealed class AppendColumns
{
    private readonly JournalAppend[] _batch;
    private readonly List<(JournalAppend Append, OutboxPut Put)> _put = [];
    private readonly List<(JournalAppend Append, string Call)> _removed = [];
    private readonly JournalAppend[] _listed;

    /// <summary>
    /// Orders the batch by stream: two batches that meet on several keys wait for each other in one order only, so they
    /// cannot deadlock.
    /// </summary>
    public AppendColumns(IReadOnlyList<JournalAppend> batch)
    {
        _batch = [.. batch];
        System.Array.Sort(_batch, (a, b) => string.CompareOrdinal(a.Stream, b.Stream));
        foreach (var append in _batch)
        {
            foreach (var put in OutboxChanges.Put(append))
                _put.Add((append, put));
            foreach (var call in OutboxChanges.Removed(append))
                _removed.Add((append, call));
        }
        _listed = System.Array.FindAll(_batch, append => append.Index is not null);
    }

    public AppendParts Parts =>
        (_put.Count > 0 ? AppendParts.Put : 0)
        | (_removed.Count > 0 ? AppendParts.Removed : 0)
        | (_listed.Length > 0 ? AppendParts.Index : 0);

    public void AddTo(NpgsqlParameterCollection parameters)
    {
        Text(parameters, _batch, a => a.Stream);
        Number(parameters, _batch, a => a.Version);
        Time(parameters, _batch, a => a.At);
        Text(parameters, _batch, a => a.Events);
        Text(parameters, _batch, a => a.TraceParent);
        parameters.Add(Array(_batch, a => a.Hash?.ToArray(), NpgsqlDbType.Bytea));
        if (_put.Count > 0)
            AddPut(parameters);
        if (_removed.Count > 0)
        {
            Text(parameters, _removed, r => r.Append.Stream);
            Text(parameters, _removed, r => r.Call);
        }
        if (_listed.Length > 0)
            AddIndex(parameters);
    }

    private void AddPut(NpgsqlParameterCollection parameters)
    {
        Text(parameters, _put, p => p.Append.Stream);
        Text(parameters, _put, p => p.Put.Call);
        Text(parameters, _put, p => p.Append.Tenant);
        Time(parameters, _put, p => p.Append.At);
        Time(parameters, _put, p => p.Put.DueAt);
    }

    private void AddIndex(NpgsqlParameterCollection parameters)
    {
        Text(parameters, _listed, a => a.Stream);
        Text(parameters, _listed, a => a.Tenant);
        Text(parameters, _listed, a => a.Index!.Kind);
        Text(parameters, _listed, a => a.Index!.Key);
        Text(parameters, _listed, a => a.Index!.Status);
        Text(parameters, _listed, a => a.Index!.Group);
        Time(parameters, _listed, a => a.At);
        Number(parameters, _listed, a => a.Version);
        Text(parameters, _listed, a => a.Index!.Data);
        parameters.Add(Array(_listed, a => a.Index!.Since?.UtcDateTime, NpgsqlDbType.TimestampTz));
    }

    private static void Text<T>(NpgsqlParameterCollection to, IReadOnlyList<T> rows, Func<T, string?> column) =>
        to.Add(Array(rows, column, NpgsqlDbType.Text));

    private static void Number<T>(NpgsqlParameterCollection to, IReadOnlyList<T> rows, Func<T, long> column) =>
        to.Add(Array(rows, column, NpgsqlDbType.Bigint));

    private static void Time<T>(NpgsqlParameterCollection to, IReadOnlyList<T> rows, Func<T, DateTimeOffset> column) =>
        to.Add(Array(rows, row => column(row).UtcDateTime, NpgsqlDbType.TimestampTz));

    private static NpgsqlParameter<TValue[]> Array<T, TValue>(
        IReadOnlyList<T> rows, Func<T, TValue> column, NpgsqlDbType type)
    {
        var values = new TValue[rows.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = column(rows[i]);
        return new() { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };
    }
}
