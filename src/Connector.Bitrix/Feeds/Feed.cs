using System.Globalization;
using Connector.Bitrix.Wire;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;

namespace Connector.Bitrix.Feeds;

/// <summary>How a list is walked.</summary>
internal enum Paging
{
    /// <summary>By the last id; several pages ride in one batch.</summary>
    Keyset,

    /// <summary>By position: the method knows no comparison.</summary>
    Offset,

    /// <summary>The host answers all rows at once.</summary>
    Whole,
}

/// <summary>One kind of record as data: method, asked fields, cursor rule, mapping. The walk itself is in <see cref="FeedReader"/>.</summary>
/// <param name="IdName">Name of the id in rows, filters and order.</param>
/// <param name="Read">Row to canonical record; null for rows of another kind; <see cref="FormatException"/> sets the row aside.</param>
internal sealed record Feed(RecordKind Kind, string Method, string IdName, Paging Paging, Func<WireRow, HostRecord?> Read)
{
    public const int PageSize = 50;

    /// <summary>Parameters of every call.</summary>
    public Args Fixed { get; init; } = [];

    public IReadOnlyList<string> Select { get; init; } = [];

    /// <summary>What is asked for where ids alone are wanted.</summary>
    public IReadOnlyList<string> SelectIds { get; init; } = [IdName];

    public string FilterName { get; init; } = "filter";

    /// <summary>Conditions of every call.</summary>
    public Args Filter { get; init; } = [];

    /// <summary>Parameters that order by id, ascending.</summary>
    public Args Order { get; init; } = [];

    /// <summary>Field with the time of the last change; null when every walk reads all.</summary>
    public string? ChangedName { get; init; }

    /// <summary>How much of the former window a walk reads again: as long as a change may take to be seen.</summary>
    public TimeSpan Overlap { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Where the rows lie in a result, for references between the commands of a batch.</summary>
    public string RowsPath { get; init; } = "";

    /// <summary>What stands in rows of another method and belongs to the records; null when a row tells all.</summary>
    public Details? Details { get; init; }

    /// <summary>Reads one record; null when the whole list must be read for it.</summary>
    public Func<string, BatchCommand>? One { get; init; }

    /// <summary>A page of a keyset walk.</summary>
    /// <param name="after">An id, or a reference to the last one of the page before.</param>
    public Call KeysetPage(string after, DateTimeOffset? changedSince, bool idsOnly)
    {
        var filter = new Args(Filter) { [">" + IdName] = after };
        if (changedSince is { } since && ChangedName is not null)
            filter[">=" + ChangedName] = Values.Format(since);
        var args = new Args(Fixed) { [FilterName] = filter, ["start"] = -1 };
        foreach (var (name, value) in Order) args[name] = value;
        if (idsOnly) args["select"] = SelectIds;
        else if (Select.Count > 0) args["select"] = Select;
        return new Call(Method, args);
    }

    /// <summary>The last page of a keyset walk, backwards.</summary>
    public Call NewestPage()
    {
        var args = new Args(Fixed) { ["start"] = -1, ["select"] = Select };
        if (Filter.Count > 0) args[FilterName] = Filter;
        foreach (var name in Order.Keys) args[name] = new Args { [IdName] = "DESC" };
        return new Call(Method, args);
    }

    public Call OffsetPage(long offset) => new(Method, new Args(Fixed) { ["START"] = offset });

    public Call WholeList() => new(Method, new Args(Fixed));

    /// <summary>Reference to the last id of the page that another command reads.</summary>
    public string LastIdOf(string commandKey) =>
        string.Create(CultureInfo.InvariantCulture, $"$result[{commandKey}]{RowsPath}[{PageSize - 1}][{IdName}]");

    /// <exception cref="HostException">The row has no id: nothing can be said of it.</exception>
    public string IdOf(WireRow row) => row.Text(IdName)
        ?? throw new HostException(HostFault.OutcomeUnknown, $"{Method} answered a row without {IdName}.");
}

/// <summary>Rows that belong to the records of a feed and are asked for by their owners, many at once.</summary>
/// <param name="OwnerName">Name of the owner's id in a row.</param>
/// <param name="Page">A page of the rows of these owners, from a position on.</param>
/// <param name="Fill">The record with its rows; <see cref="FormatException"/> sets it aside.</param>
internal sealed record Details(string OwnerName, Func<IReadOnlyList<string>, long, Call> Page, Func<HostRecord, IEnumerable<WireRow>, HostRecord> Fill);
