using Connector.Bitrix.Feeds;
using Connector.Bitrix.Wire;
using ReportApp.Core.Hosts;
using ReportApp.Core.Model;

namespace Connector.Bitrix.WriteBack;

/// <summary>
/// Brings one deal's plan fields to the wanted values with the author's own token, checks what the host kept, and leaves one note. Each
/// step looks first whether it is done already, so that a repeat after a lost answer adds nothing (reliability.md §3.4, §3.5).
/// </summary>
internal sealed class PlanWriter(BitrixClient client, Schema schema, TimeProvider clock)
{
    private const int MostNotePages = 20;

    private static readonly string[] NoteNames = ["ID", "COMMENT", "AUTHOR_ID"];

    private sealed record DealNow(WireRow Row, bool HasNote, long ReadAt);

    public async Task<WriteResult> ApplyAsync(HostConnection connection, PlanWrite write, CancellationToken cancellationToken)
    {
        var plan = await ReadPlanFieldsAsync(connection, cancellationToken);
        if (plan.Missing.Count > 0)
            return new WriteResult.NotKept($"The deal has no field {string.Join(", ", plan.Missing.Select(field => field.Name))}; the app must be set up again.");

        if (await ReadDealAsync(connection, write, cancellationToken) is not { } deal) return new WriteResult.Gone();
        var window = TimeSpan.Zero;
        var stoodAlready = Stands(plan, deal.Row, write.Wanted);
        if (!stoodAlready)
        {
            if (!TryRead(plan, deal.Row, out var current) || current != write.Base) return ToConflict(deal.Row, current);
            if (await UpdateAsync(connection, write.DealId, plan.ToWire(write.Wanted), cancellationToken) is not { } kept) return new WriteResult.Gone();
            window = clock.GetElapsedTime(deal.ReadAt);
            if (!Stands(plan, kept, write.Wanted)) return ToNotKept(plan, kept, write.Wanted);
        }

        if (deal.HasNote) return new WriteResult.Confirmed(window);
        try
        {
            await AddNoteAsync(connection, write, cancellationToken);
            return new WriteResult.Confirmed(window);
        }
        catch (HostException fault) when (!stoodAlready)
        {
            // The values stand, whatever the note met: no fault of it may say that nothing was written.
            throw new HostException(HostFault.OutcomeUnknown, fault.Message, fault) { HostCode = fault.HostCode, RetryAfter = fault.RetryAfter };
        }
        catch (HostException fault) when (fault.Fault is HostFault.Refused or HostFault.NotAllowed)
        {
            return new WriteResult.Confirmed(window, fault.Message);
        }
    }

    /// <summary>Writes the status field alone, and only where the deal holds this plan. Looks first, so that a repeat writes nothing.</summary>
    public async Task<FateAnswer> TellFateAsync(
        HostConnection connection, string dealId, PlanValues says, PlanEntryFate fate, CancellationToken cancellationToken)
    {
        var plan = await ReadPlanFieldsAsync(connection, cancellationToken);
        if (plan.Missing.Count > 0) return FateAnswer.NotKept;

        if (await ReadAsync() is not { } deal) return FateAnswer.Gone;
        if (!TryRead(plan, deal, out var current) || current != says) return FateAnswer.Differs;
        if (plan.Says(deal, fate)) return FateAnswer.Told;
        if (await UpdateAsync(connection, dealId, plan.ToWire(fate), cancellationToken) is not { } kept) return FateAnswer.Gone;
        return !plan.Says(kept, fate) ? FateAnswer.NotKept
            : TryRead(plan, kept, out var after) && after == says ? FateAnswer.Told
            : FateAnswer.Overtaken;

        async Task<WireRow?> ReadAsync()
        {
            try
            {
                return (await client.CallAsync<WireItem>(connection, DealCall(dealId), Effect.Read, Priority.Write, cancellationToken)).Result.Item;
            }
            catch (HostException fault) when (BitrixErrors.IsMissing(fault))
            {
                return null;
            }
        }
    }

    /// <summary>What marks our note, so that a repeat finds it.</summary>
    public static string MarkOf(string operationId) => "UR-" + operationId;

    private async Task<PlanFields> ReadPlanFieldsAsync(HostConnection connection, CancellationToken cancellationToken)
    {
        var plan = PlanFields.In(await schema.ReadAsync(connection, Tables.Deal, Priority.Write, cancellationToken));
        if (plan.Missing.Count == 0) return plan;
        schema.Forget(connection.Key, Tables.Deal); // perhaps created since we looked
        return PlanFields.In(await schema.ReadAsync(connection, Tables.Deal, Priority.Write, cancellationToken));
    }

    private async Task<DealNow?> ReadDealAsync(HostConnection connection, PlanWrite write, CancellationToken cancellationToken)
    {
        var readAt = clock.GetTimestamp();
        var answer = await client.BatchAsync(
            connection,
            [
                BatchCommand.For<WireItem>("deal", DealCall(write.DealId)),
                BatchCommand.For<WireRows>("notes", NotesPage(write.DealId, 0)),
            ],
            Priority.Write, cancellationToken);
        if (answer.Faults.TryGetValue("deal", out var fault) && BitrixErrors.IsMissing(fault)) return null;

        var row = answer.Get<WireItem>("deal").Item;
        var mark = MarkOf(write.OperationId);
        var notes = answer.Get<WireRows>("notes");
        for (var page = 1; ; page++)
        {
            // Everybody may write the mark into a comment of his own; it is our note only under the author's name.
            if (notes.Any(note => note.Text("COMMENT")?.Contains(mark, StringComparison.Ordinal) == true && note.Id("AUTHOR_ID") == connection.UserId)) return new DealNow(row, true, readAt);
            if (notes.Count < Feed.PageSize || page == MostNotePages) return new DealNow(row, false, readAt);
            var next = NotesPage(write.DealId, page * Feed.PageSize);
            notes = (await client.CallAsync<WireRows>(connection, next, Effect.Read, Priority.Write, cancellationToken)).Result;
        }
    }

    private static Call DealCall(string dealId) => new("crm.item.get", new Args { ["entityTypeId"] = Tables.Deal, ["id"] = dealId });

    /// <summary>Newest first: a note of ours is near the top.</summary>
    private static Call NotesPage(string dealId, int start) => new("crm.timeline.comment.list", new Args
    {
        ["filter"] = new Args { ["ENTITY_ID"] = dealId, ["ENTITY_TYPE"] = "deal" },
        ["select"] = NoteNames,
        ["order"] = new Args { ["ID"] = "DESC" },
        ["start"] = start,
    });

    /// <summary>Alone, not in a batch: a person's text never meets the host's <c>$result</c> references.</summary>
    private async Task<WireRow?> UpdateAsync(HostConnection connection, string dealId, Args fields, CancellationToken cancellationToken)
    {
        var update = new Call("crm.item.update", new Args
        {
            ["entityTypeId"] = Tables.Deal,
            ["id"] = dealId,
            ["fields"] = fields,
        });
        try
        {
            return (await client.CallAsync<WireItem>(connection, update, Effect.Write, Priority.Write, cancellationToken)).Result.Item;
        }
        catch (HostException fault) when (BitrixErrors.IsMissing(fault))
        {
            return null;
        }
    }

    private async Task AddNoteAsync(HostConnection connection, PlanWrite write, CancellationToken cancellationToken)
    {
        var fields = new Args
        {
            ["ENTITY_ID"] = write.DealId,
            ["ENTITY_TYPE"] = "deal",
            ["COMMENT"] = $"{write.Note}\n{MarkOf(write.OperationId)}",
        };
        var add = new Call("crm.timeline.comment.add", new Args { ["fields"] = fields });
        await client.CallAsync<long>(connection, add, Effect.Write, Priority.Write, cancellationToken);
    }

    /// <summary>Compares canonical texts: the host's spelling of a value is no difference, a value nobody can read is one.</summary>
    private static bool Stands(PlanFields plan, WireRow deal, PlanValues? wanted)
    {
        try
        {
            var texts = plan.ReadTexts(deal);
            return PlanFields.TextsOf(wanted).All(pair => texts[pair.Key] == pair.Value);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static bool TryRead(PlanFields plan, WireRow deal, out PlanValues? current)
    {
        try
        {
            current = plan.Read(deal);
            return true;
        }
        catch (FormatException)
        {
            current = null;
            return false;
        }
    }

    private static WriteResult.Conflict ToConflict(WireRow deal, PlanValues? current) =>
        new(current, deal.Id("updatedBy"), deal.Optional("updatedTime", Values.ParseInstant));

    private static WriteResult.NotKept ToNotKept(PlanFields plan, WireRow kept, PlanValues? wanted)
    {
        var texts = TextsOrNull(plan, kept);
        var wantedTexts = PlanFields.TextsOf(wanted);
        var names = PlanFields.All.Where(field => texts is null || texts[field] != wantedTexts[field]).Select(field => field.Name);
        return new WriteResult.NotKept($"The CRM accepted the change and did not keep {string.Join(", ", names)}.");
    }

    private static IReadOnlyDictionary<PlanField, string>? TextsOrNull(PlanFields plan, WireRow row)
    {
        try
        {
            return plan.ReadTexts(row);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
