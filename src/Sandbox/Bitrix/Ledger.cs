using Sandbox.Bitrix.Wire;

namespace Sandbox.Bitrix;

/// <summary>One applied change.</summary>
/// <param name="Who">User id of its author.</param>
/// <param name="Entity">The host's own name: <c>deal</c>, <c>dynamic_1056</c>, <c>timeline_comment</c>, <c>user_field</c> …</param>
/// <param name="Before">Null when it was made.</param>
/// <param name="After">Null when it was deleted.</param>
internal sealed record Change(long Seq, DateTimeOffset At, long Who, string Entity, string Id, PhpMap? Before, PhpMap? After);

/// <summary>Everything that was really applied, in order; with a file, also after a restart.</summary>
internal sealed class Ledger : IDisposable
{
    private readonly List<Change> _changes = [];
    private readonly FileStream? _file;

    private Ledger(FileStream? file) => _file = file;

    public IReadOnlyList<Change> Changes => _changes;

    /// <summary>Opens the ledger; <see cref="Changes"/> then holds what an earlier run applied. A line torn by a kill is dropped.</summary>
    public static Ledger Open(string? path)
    {
        if (path is null)
            return new Ledger(null);
        var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        var ledger = new Ledger(stream);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var start = 0;
        while (Array.IndexOf(bytes, (byte)'\n', start) is var end and >= 0)
        {
            if (PhpJson.Read(bytes.AsMemory(start, end - start)) is PhpMap line)
                ledger._changes.Add(FromMap(line));
            start = end + 1;
        }
        stream.SetLength(start);
        stream.Position = start;
        return ledger;
    }

    public void Add(DateTimeOffset at, long who, string entity, string id, PhpMap? before, PhpMap? after)
    {
        var change = new Change(_changes.Count + 1, at, who, entity, id, before, after);
        _changes.Add(change);
        if (_file is null)
            return;
        _file.Write([.. PhpJson.Write(ToMap(change)), (byte)'\n']);
        _file.Flush();
    }

    public static PhpMap ToMap(Change change) => new()
    {
        ["seq"] = change.Seq,
        ["at"] = change.At.ToString("o", System.Globalization.CultureInfo.InvariantCulture),
        ["who"] = change.Who,
        ["entity"] = change.Entity,
        ["id"] = change.Id,
        ["before"] = change.Before,
        ["after"] = change.After,
    };

    public void Dispose() => _file?.Dispose();

    private static Change FromMap(PhpMap map) => new(
        (long)map["seq"]!, DateTimeOffset.Parse((string)map["at"]!, System.Globalization.CultureInfo.InvariantCulture), (long)map["who"]!,
        (string)map["entity"]!, (string)map["id"]!, map["before"] as PhpMap, map["after"] as PhpMap);
}
