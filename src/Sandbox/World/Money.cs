namespace Sandbox.World;

/// <summary>What a contract says about money.</summary>
/// <param name="Registered">The day money may come from; before it the contract is not payable.</param>
/// <param name="IsEscrow">A share contract; else a sale of a finished unit, paid to the developer.</param>
/// <param name="EndedOn">The day the contract was ended, if it was.</param>
internal sealed record Contract(
    int Deal, decimal Amount, string Form, DateOnly Signed, DateOnly? Registered, bool IsEscrow, Building Building, bool IsFlat, DateOnly? EndedOn);

/// <summary>Draws a contract's schedule and what really came, as it stands on the eve of <paramref name="today"/>.</summary>
internal sealed class Money(DateOnly today, TimeSpan zone)
{
    private const decimal MaternityCapital = 690_266.95m;

    private int _lines;
    private int _payments;

    /// <param name="PaidUpOn">The day the last rouble of the price came.</param>
    /// <param name="Addendum">The day unpaid lines were moved.</param>
    public sealed record Outcome(IReadOnlyList<ScheduleLine> Lines, IReadOnlyList<Payment> Payments, DateOnly? PaidUpOn, DateOnly? Addendum);

    private sealed record Draft(DateOnly PaidOn, decimal Amount, string Kind, int? Line);

    public Outcome Draw(Chance chance, Contract contract)
    {
        var lines = Agree(chance, contract).ToList();
        var drafts = new List<Draft>();
        if (contract.Registered is { } registered)
        {
            foreach (var line in lines)
                drafts.AddRange(Pay(chance, contract, line, registered));
        }

        var addendum = Amend(chance, contract, lines, drafts);
        var received = drafts.Where(draft => draft.PaidOn < today).ToList();
        DateOnly? paidUpOn = contract.EndedOn is null && received.Sum(draft => draft.Amount) == contract.Amount ? received.Max(draft => draft.PaidOn) : null;
        AddSurcharge(chance, contract, lines, drafts);
        if (contract.EndedOn is { } ended)
            End(chance, lines, drafts, ended);
        drafts.RemoveAll(draft => draft.PaidOn >= today);
        Release(contract, drafts);
        if (contract is { Form: PaymentForms.AtOnce, IsEscrow: true } && chance.Of(0.35) && contract.Signed.AddDays(1) < today)
            drafts.Add(new Draft(contract.Signed.AddDays(1), contract.Amount, "letter", null));

        var payments = new List<Payment>();
        foreach (var draft in drafts.OrderBy(draft => draft.PaidOn))
            payments.Add(Enter(chance, contract, draft));
        return new Outcome([.. lines.Where(line => line.KnownOn < today)], payments, paidUpOn, addendum);
    }

    /// <summary>A fee for holding a unit: a service, not a part of the price.</summary>
    public Payment Reservation(Chance chance, DateOnly paidOn, Building building) =>
        new(++_payments, paidOn, chance.Between(3, 10) * 5_000m, "reservation", DeveloperAccount(building), null, EnteredAt(chance, paidOn));

    private IEnumerable<ScheduleLine> Agree(Chance chance, Contract contract)
    {
        var first = (contract.Registered ?? contract.Signed.AddDays(9)).AddDays(5);
        if (!contract.IsEscrow)
            first = contract.Signed.AddDays(3);
        var rest = contract.Amount;

        ScheduleLine Part(DateOnly due, decimal amount, string kind)
        {
            rest -= amount;
            return new ScheduleLine(++_lines, due, amount, kind, contract.Signed, null);
        }

        switch (contract.Form)
        {
            case PaymentForms.AtOnce:
                if (contract.IsFlat && chance.Of(0.15))
                    yield return Part(first, Round(rest * (decimal)chance.Between(0.3, 0.5), 50_000), "tradein");
                yield return Part(first, rest, "own");
                break;
            case PaymentForms.Instalments:
                var months = contract.IsEscrow ? Math.Clamp(MonthsBetween(contract.Signed, contract.Building.CommissionedOn) - 1, 3, 20) : 6;
                var isTail = chance.Of(0.5);
                yield return Part(first, Round(rest * (decimal)(isTail ? chance.Between(0.2, 0.3) : chance.Between(0.3, 0.5)), 10_000), "own");
                var step = chance.Of(0.5) && months >= 6 ? 3 : 1;
                var parts = Math.Max(1, Math.Min(months, isTail ? 20 : chance.Between(6, 18)) / step);
                var each = Math.Round(isTail ? rest * 0.35m / parts : rest / parts, 2);
                for (var i = 1; i < parts; i++)
                    yield return Part(first.AddMonths(i * step), each, "instalment");
                yield return Part(first.AddMonths(parts * step), rest, isTail ? "final" : "instalment");
                break;
            case PaymentForms.Military:
                yield return Part(first, Round(rest * (decimal)chance.Between(0.2, 0.3), 1_000), "military");
                yield return Part(first, rest, "credit");
                break;
            case PaymentForms.Tranche:
                yield return Part(first, Round(rest * (decimal)chance.Between(0.2, 0.3), 10_000), "own");
                yield return Part(first, Round(rest * (decimal)chance.Between(0.25, 0.4), 10_000), "tranche");
                var second = Math.Clamp(MonthsBetween(contract.Signed, contract.Building.CommissionedOn) - 2, 4, 18);
                yield return Part(first.AddMonths(second), rest, "tranche");
                break;
            default:
                var own = Round(rest * (decimal)chance.Between(0.2, 0.3), 10_000);
                if (contract.Form == PaymentForms.Family && own > MaternityCapital + 300_000 && chance.Of(0.2))
                {
                    yield return Part(first, own - Round(MaternityCapital, 10_000), "own");
                    yield return Part(first.AddDays(40), MaternityCapital, "maternity");
                }
                else
                {
                    yield return Part(first, own, "own");
                }
                yield return Part(first, rest, "credit");
                break;
        }
    }

    private static IEnumerable<Draft> Pay(Chance chance, Contract contract, ScheduleLine line, DateOnly from)
    {
        var isForgettable = line.Kind is "instalment" or "final";
        var luck = chance.Between(0, 1.0);
        if (luck < (isForgettable ? 0.03 : 0.008))
            yield break;

        var lag = luck switch
        {
            < 0.14 => chance.Between(6, 45),
            < 0.22 when isForgettable => -chance.Between(15, 60),
            _ => chance.Between(-3, 2),
        };
        var paidOn = Later(line.Due.AddDays(lag), from.AddDays(1));
        var link = chance.Of(0.92) ? line.Number : (int?)null;
        if (luck > 0.95 && line.Amount > 50_000)
        {
            var part = Round(line.Amount * (decimal)chance.Between(0.4, 0.8), 1_000);
            yield return new Draft(paidOn, part, Kind(contract, paidOn), link);
            if (chance.Of(0.2))
                yield break;
            var restOn = paidOn.AddDays(chance.Between(15, 60));
            yield return new Draft(restOn, line.Amount - part, Kind(contract, restOn), link);
            yield break;
        }
        yield return new Draft(paidOn, line.Amount, Kind(contract, paidOn), link);
    }

    /// <summary>Some contracts by instalments are moved by an addendum: wholly unpaid lines are replaced by later ones.</summary>
    private DateOnly? Amend(Chance chance, Contract contract, List<ScheduleLine> lines, List<Draft> drafts)
    {
        if (contract is not { Form: PaymentForms.Instalments, Registered: { } registered } || lines.Count < 3 || !chance.Of(0.12))
            return null;
        var on = registered.AddDays(chance.Between(45, 200));
        var shift = chance.Between(2, 5);
        if (on >= today || (contract.EndedOn is { } ended && on >= ended))
            return null;

        var paid = drafts.Where(draft => draft.PaidOn < on).Select(draft => draft.Line).ToHashSet();
        var moved = false;
        foreach (var old in lines.ToList())
        {
            // A payment without a link may be anyone's: the accountant leaves such lines as they are.
            var isLinked = drafts.TrueForAll(draft => draft.Line is not null) || drafts.Exists(draft => draft.Line == old.Number);
            if (paid.Contains(old.Number) || old.Due < on.AddDays(-60) || !isLinked)
                continue;
            drafts.RemoveAll(draft => draft.Line == old.Number);
            lines[lines.IndexOf(old)] = old with { CancelledOn = on };
            var replacement = old with { Number = ++_lines, Due = Later(old.Due, on).AddMonths(shift), KnownOn = on };
            lines.Add(replacement);
            drafts.AddRange(Pay(chance, contract, replacement, on));
            moved = true;
        }
        return moved ? on : null;
    }

    private void AddSurcharge(Chance chance, Contract contract, List<ScheduleLine> lines, List<Draft> drafts)
    {
        var measured = contract.Building.CommissionedOn.AddDays(10);
        if (!contract.IsEscrow || !contract.IsFlat || contract.EndedOn is not null || measured >= today || !chance.Of(0.3))
            return;
        var line = new ScheduleLine(++_lines, measured.AddDays(35), Math.Round((decimal)chance.Between(30_000, 180_000), 2), "surcharge", measured, null);
        lines.Add(line);
        drafts.AddRange(Pay(chance, contract, line, measured));
    }

    private static void End(Chance chance, List<ScheduleLine> lines, List<Draft> drafts, DateOnly ended)
    {
        drafts.RemoveAll(draft => draft.PaidOn >= ended);
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            var paid = drafts.Where(draft => draft.Line == line.Number).Sum(draft => draft.Amount);
            if (line.CancelledOn is null && paid < line.Amount)
                lines[i] = line with { CancelledOn = ended };
        }
        var received = drafts.Sum(draft => draft.Amount);
        if (received == 0)
            return;
        var refundOn = ended.AddDays(chance.Between(4, 20));
        var firstPart = chance.Of(0.25) ? Round(received * 0.6m, 1_000) : received;
        drafts.Add(new Draft(refundOn, -firstPart, "refund", null));
        if (firstPart < received)
            drafts.Add(new Draft(refundOn.AddDays(chance.Between(5, 25)), firstPart - received, "refund", null));
    }

    /// <summary>After commissioning the bank hands the escrow money over: not a receipt, it came before.</summary>
    private void Release(Contract contract, List<Draft> drafts)
    {
        var on = contract.Building.CommissionedOn.AddDays(20);
        if (!contract.IsEscrow || on >= today)
            return;
        var held = drafts.Where(draft => draft.Kind == "deposit" || (draft.Kind == "refund" && draft.PaidOn < on)).Sum(draft => draft.Amount);
        if (held > 0)
            drafts.Add(new Draft(on, held, "release", null));
    }

    private Payment Enter(Chance chance, Contract contract, Draft draft)
    {
        var isEscrowAccount = draft.Kind is "deposit" or "letter" || (draft.Kind == "refund" && contract.IsEscrow);
        var account = isEscrowAccount ? $"40824810{contract.Building.Number:00}{contract.Deal:0000000000}" : DeveloperAccount(contract.Building);
        return new Payment(++_payments, draft.PaidOn, draft.Amount, draft.Kind, account, draft.Line, EnteredAt(chance, draft.PaidOn));
    }

    /// <summary>The accountant enters a bank statement some days later; what is paid by yesterday is entered by yesterday's evening.</summary>
    private DateTimeOffset EnteredAt(Chance chance, DateOnly paidOn)
    {
        var day = paidOn.AddDays(chance.Between(0, 2));
        if (day >= today)
            day = today.AddDays(-1);
        return new DateTimeOffset(day.ToDateTime(new TimeOnly(chance.Between(18, 20), chance.Between(0, 59))), zone);
    }

    private static string DeveloperAccount(Building building) => $"4070281090000000{building.Number:0000}";

    private static string Kind(Contract contract, DateOnly paidOn) => contract.IsEscrow && paidOn < contract.Building.CommissionedOn ? "deposit" : "direct";

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;

    private static int MonthsBetween(DateOnly from, DateOnly to) => ((to.Year - from.Year) * 12) + to.Month - from.Month;

    private static decimal Round(decimal amount, decimal step) => Math.Round(amount / step) * step;
}
