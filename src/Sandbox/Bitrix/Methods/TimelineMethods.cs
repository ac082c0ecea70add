using Sandbox.Bitrix.Model;
using Sandbox.Bitrix.Wire;

namespace Sandbox.Bitrix.Methods;

/// <summary>crm.timeline.comment.* (reference 5.7).</summary>
internal static class TimelineMethods
{
    public static IEnumerable<Method> All =>
    [
        new("crm.timeline.comment.add", "crm", Add),
        new("crm.timeline.comment.list", "crm", List),
        new("crm.timeline.comment.get", "crm", Get),
    ];

    public static PhpMap Show(Portal portal, TimelineComment comment) => new()
    {
        ["ID"] = Values.Text(comment.Id),
        ["ENTITY_ID"] = Values.Text(comment.EntityId),
        ["ENTITY_TYPE"] = comment.EntityType,
        ["CREATED"] = portal.Values.Print(comment.Created),
        ["COMMENT"] = comment.Text,
        ["AUTHOR_ID"] = Values.Text(comment.AuthorId),
        ["FILES"] = new PhpMap(),
    };

    /// <summary>The parameter must be written <c>fields</c>, in lower case. Not idempotent.</summary>
    private static Answer Add(Call call)
    {
        var fields = call.Exact("fields") as PhpMap ?? throw RestException.Missing("fields");
        if (fields.ContainsKey("FILES"))
            throw RestException.Unsupported("files in comments");
        var owner = Owner(call, fields.GetValueOrDefault("ENTITY_TYPE"), fields.GetValueOrDefault("ENTITY_ID"));
        if (!CanRead(call, owner))
            throw RestException.AccessDenied();
        var text = Values.Text(fields.GetValueOrDefault("COMMENT"));
        if (text.Trim().Length == 0)
            throw RestException.InvalidValue("Comment is empty");
        return new Answer(call.Portal.AddComment(owner.Table.Code, owner.Row.Id, text, call.Person).Id);
    }

    private static Answer List(Call call)
    {
        var filter = call.Any("filter") as PhpMap ?? throw RestException.InvalidValue("Filter must have ENTITY_ID and ENTITY_TYPE");
        if (!filter.TryGetValue("ENTITY_ID", out var ownerId) || !filter.TryGetValue("ENTITY_TYPE", out var ownerType))
            throw RestException.InvalidValue("Filter must have ENTITY_ID and ENTITY_TYPE");
        var owner = Owner(call, ownerType, ownerId);
        if (!CanRead(call, owner))
            throw RestException.AccessDenied();
        var comments = call.Portal.Comments.Where(comment => comment.EntityType == owner.Table.Code && comment.EntityId == owner.Row.Id).ToList();
        foreach (var (key, wanted) in filter)
        {
            var (op, name) = Filters.Split(key);
            if (key is "ENTITY_ID" or "ENTITY_TYPE")
                continue;
            if (name != "ID" || op is not ("" or "=" or ">") || !Values.TryWhole(wanted, out var id))
                throw RestException.Unsupported($"the filter '{key}' of crm.timeline.comment.list");
            comments.RemoveAll(comment => op == ">" ? comment.Id <= id : comment.Id != id);
        }
        if (call.Any("order") is PhpMap { Count: > 0 } order)
        {
            var (name, direction) = order.First();
            comments = name switch
            {
                "ID" => [.. comments.OrderBy(comment => comment.Id)],
                "CREATED" => [.. comments.OrderBy(comment => comment.Created).ThenBy(comment => comment.Id)],
                "AUTHOR_ID" => [.. comments.OrderBy(comment => comment.AuthorId).ThenBy(comment => comment.Id)],
                _ => throw RestException.Unsupported($"the order '{name}' of crm.timeline.comment.list"),
            };
            if (Values.Text(direction).Equals("DESC", StringComparison.OrdinalIgnoreCase))
                comments.Reverse();
        }
        var (rows, total, next) = Paging.Cut(comments, call.Start);
        var names = call.Names("select");
        return new Answer(rows.ConvertAll(comment => (object?)Selected(Show(call.Portal, comment), names)), total, next);
    }

    private static Answer Get(Call call)
    {
        if (!Values.TryWhole(call.Any("id") ?? throw RestException.Missing("id"), out var id)
            || call.Portal.Comments.FirstOrDefault(one => one.Id == id) is not { } comment)
        {
            throw RestException.NotFound("Not found");
        }
        var table = call.Portal.TableOf(comment.EntityType)!;
        if (table.Row(comment.EntityId) is not { } row || !CanRead(call, (table, row)))
            throw RestException.AccessDenied();
        return new Answer(Show(call.Portal, comment));
    }

    private static (Table Table, Row Row) Owner(Call call, object? type, object? id)
    {
        var code = Values.Text(type);
        if (code is "lead" or "contact" or "company" or "quote" or "order")
            throw RestException.Unsupported($"the timeline of '{code}'");
        var table = call.Portal.Tables.FirstOrDefault(one => one.Code == code);
        var row = table is not null && Values.TryWhole(id, out var number) ? table.Row(number) : null;
        return row is null ? throw new RestException(400, "OWNER_NOT_FOUND", "Owner not found") : (table!, row);
    }

    private static PhpMap Selected(PhpMap map, IReadOnlyList<string>? names)
    {
        foreach (var name in map.Keys.Where(name => names is not null && !names.Contains("*") && name != "ID" && !names.Contains(name)).ToList())
            map.Remove(name);
        return map;
    }

    private static bool CanRead(Call call, (Table Table, Row Row) owner) => call.Portal.Rights.CanRead(call.Person, owner.Table, owner.Row);
}
