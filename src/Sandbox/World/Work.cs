namespace Sandbox.World;

/// <summary>
/// Tells what people did for customers and what they are still to do: calls, meetings, e-mails, tasks. Each deal and lead from its own luck, so
/// that both stay what they are.
/// </summary>
internal sealed class Work(int seed, DateOnly today, TimeSpan zone, IReadOnlyList<Complex> complexes, IReadOnlyList<Deal> deals, Demand demand)
{
    private readonly TimeSpan _zone = zone;
    private readonly IReadOnlyList<Complex> _complexes = complexes;
    private readonly DateTimeOffset _end = new(today.ToDateTime(TimeOnly.MinValue), zone);

    public IEnumerable<Activity> Activities()
    {
        // Told when somebody walks them: a large world does not hold them beside what else it has.
        var told = new List<Activity>();
        foreach (var deal in deals)
            new Story(this, new Chance(seed, 12, deal.Number), null, deal.Number, told).Of(deal);
        foreach (var lead in demand.Leads())
            new Story(this, new Chance(seed, 13, lead.Number), lead.Number, lead.Deal, told).Of(lead);
        // What was noted in one second stays as it was told. Sorted in place: nothing lies in memory twice.
        told.Sort((a, b) => a.CreatedAt != b.CreatedAt ? a.CreatedAt.CompareTo(b.CreatedAt) : a.Number.CompareTo(b.Number));
        for (var i = 0; i < told.Count; i++)
            yield return told[i] with { Number = i + 1 };
    }

    private readonly record struct Story(Work Work, Chance Chance, int? Lead, int? Deal, List<Activity> Told)
    {
        public void Of(Deal deal)
        {
            foreach (var step in deal.History)
                Tell(deal, step);
            if (IsOpen(deal) && !Chance.Of(0.18))
                TellNext(deal);
        }

        public void Of(Lead lead)
        {
            // An inquiry nobody looked at has no call.
            if (lead.History is not [_, var taken, ..])
                return;
            if (Chance.Of(lead.Deal is null ? 0.9 : 0.6))
                Call(taken.At, taken.By, lead.Source == "Звонок", isAnswered: lead.History[^1].Stage != LeadStages.NoAnswer || Chance.Of(0.2));
            foreach (var again in lead.History.Where(step => step.Stage == LeadStages.CallAgain))
                ToDo(ActivityKind.Task, "Перезвонить клиенту", again.At, Office(again.At.AddDays(1)), again.By, again.At.AddDays(Chance.Wait(0.8)));
            if (lead.Source == "Соцсети" && Chance.Of(0.4))
                Chat(lead.CreatedAt.AddMinutes(2), taken.By);
        }

        private void Tell(Deal deal, Step step)
        {
            var (at, by) = (step.At, step.By);
            switch (step.Stage)
            {
                case Pipelines.New:
                    var isIncoming = deal.Channel is "Колл-центр" or "Офис";
                    var isAnswered = isIncoming || !Chance.Of(0.15);
                    var calledAt = at.AddDays(isIncoming ? 0 : Chance.Wait(0.03));
                    Call(calledAt, by, isIncoming, isAnswered);
                    if (!isAnswered)
                        Call(calledAt.AddHours(Chance.Between(1, 26)), by, isIncoming: false, isAnswered: true);
                    break;
                case Pipelines.Qualified:
                    if (Chance.Of(0.8)) Call(at, by, isIncoming: false, isAnswered: true);
                    if (Chance.Of(0.55)) Mail(at.AddMinutes(Chance.Between(10, 200)), by, isIncoming: false, "Презентация и планировки");
                    if (Chance.Of(0.3)) ToDo(ActivityKind.ToDo, "Подготовить подборку", at, Office(at.AddDays(1)), by, at.AddDays(Chance.Wait(0.8)));
                    break;
                case Pipelines.Showing:
                    Meet("Показ" + (deal.Complex is { } complex ? ": " + Work._complexes[complex - 1].Name : ""), at.AddDays(-Chance.Wait(1.5)), at, by);
                    if (Chance.Of(0.5)) Call(Office(at.AddDays(Chance.Between(1, 3))), by, isIncoming: false, isAnswered: !Chance.Of(0.2));
                    if (Chance.Of(0.3)) Mail(at.AddHours(Chance.Between(2, 30)), by, isIncoming: true, "Вопросы после показа");
                    break;
                case Pipelines.Booking:
                    if (Chance.Of(0.6)) Call(at.AddMinutes(-Chance.Between(20, 90)), by, isIncoming: Chance.Of(0.5), isAnswered: true);
                    if (Chance.Of(0.5)) ToDo(ActivityKind.Task, "Оформить бронь", at, Office(at.AddDays(1)), by, at.AddDays(Chance.Wait(0.7)));
                    if (Chance.Of(0.4)) Mail(at.AddHours(Chance.Between(1, 40)), by, isIncoming: true, "Документы для брони");
                    break;
                case Pipelines.Mortgage:
                    ToDo(ActivityKind.Task, "Подать заявку в банк", at, Office(at.AddDays(3)), by, at.AddDays(Chance.Wait(2)));
                    if (Chance.Of(0.4)) Add(ActivityKind.BankNews, "Решение банка получено", at.AddDays(Chance.Wait(3)), TimeSpan.Zero, by, null);
                    break;
                case Pipelines.Signing:
                    Meet("Подписание договора", at, Office(at.AddDays(Chance.Wait(3))), by);
                    break;
                case Pipelines.Registration:
                    ToDo(ActivityKind.Task, "Сдать договор на регистрацию", at, Office(at.AddDays(5)), by, at.AddDays(Chance.Wait(4)));
                    break;
                case Pipelines.Paying:
                    if (Chance.Of(0.3)) Call(Office(at.AddDays(Chance.Between(20, 60))), by, isIncoming: false, isAnswered: !Chance.Of(0.2));
                    break;
                case Pipelines.NoAnswer:
                    for (var tries = Chance.Between(1, 3); tries > 0; tries--)
                        Call(Office(at.AddDays(-tries)), by, isIncoming: false, isAnswered: false);
                    break;
                case Pipelines.TooDear or Pipelines.Elsewhere or Pipelines.BankRefused:
                    if (Chance.Of(0.5)) Call(at.AddMinutes(-15), by, isIncoming: Chance.Of(0.3), isAnswered: true);
                    break;
            }
        }

        /// <summary>The next step of an open deal; a fifth of them is late.</summary>
        private void TellNext(Deal deal)
        {
            var day = Chance.Of(0.2) ? -Chance.Between(1, 9) : Chance.Between(0, 12);
            var due = Office(Work._end.AddDays(day).AddHours(Chance.Between(10, 18)));
            var since = deal.History[^1].At;
            var noted = since + ((Work._end - since) * Chance.Between(0.2, 0.98));
            if (noted >= due)
                noted = due.AddHours(-20);
            switch (Chance.Between(0, 9))
            {
                case <= 2:
                    Plan(ActivityKind.Call, "Позвонить клиенту", noted, due, due.AddMinutes(15), due, deal.Owner, isIncoming: false);
                    break;
                case <= 4:
                    Plan(ActivityKind.Meeting, "Встреча в офисе продаж", noted, due, due.AddHours(1), due, deal.Owner, null);
                    break;
                case <= 6:
                    Plan(ActivityKind.Task, "Уточнить решение клиента", noted, noted, due, due, deal.Owner, null);
                    break;
                default:
                    Plan(ActivityKind.ToDo, Chance.Of(0.2) ? "Написать, как вернётся из отпуска" : "Связаться по сделке", noted, noted, due, Chance.Of(0.1) ? null : due, deal.Owner, null);
                    break;
            }
        }

        private static bool IsOpen(Deal deal)
        {
            var last = deal.History[^1].Stage;
            return Pipelines.All.First(pipeline => pipeline.Number == deal.Pipeline).Stages.First(stage => stage.Code == last).Meaning == "P";
        }

        private void Call(DateTimeOffset at, int by, bool isIncoming, bool isAnswered) => Add(
            ActivityKind.Call, isIncoming ? "Входящий звонок" : "Исходящий звонок", at,
            isAnswered ? TimeSpan.FromSeconds(30 + (int)(Chance.Wait(0.1) * 1_500)) : TimeSpan.Zero, by, isIncoming);

        private void Mail(DateTimeOffset at, int by, bool isIncoming, string subject) => Add(ActivityKind.Email, subject, at, TimeSpan.Zero, by, isIncoming);

        private void Chat(DateTimeOffset at, int by) => Add(ActivityKind.Chat, "Чат открытой линии", at, TimeSpan.FromMinutes(Chance.Between(3, 50)), by, isIncoming: true);

        /// <summary>Noted when it happened, and done by that.</summary>
        private void Add(ActivityKind kind, string subject, DateTimeOffset at, TimeSpan length, int by, bool? isIncoming)
        {
            if (at + length < Work._end)
                Told.Add(new Activity(Told.Count, kind, subject, at, at, at + length, at, at + length, isIncoming, by, Lead, Deal));
        }

        private void Meet(string subject, DateTimeOffset agreedAt, DateTimeOffset at, int by) =>
            Done(ActivityKind.Meeting, subject, agreedAt, at, at.AddHours(1), at, by, at.AddMinutes(70));

        private void ToDo(ActivityKind kind, string subject, DateTimeOffset at, DateTimeOffset due, int by, DateTimeOffset doneAt) =>
            Done(kind, subject, at, at, due, due, by, doneAt);

        /// <summary>What would be done only after today is open still.</summary>
        private void Done(ActivityKind kind, string subject, DateTimeOffset notedAt, DateTimeOffset start, DateTimeOffset end, DateTimeOffset due, int by, DateTimeOffset doneAt)
        {
            if (notedAt < Work._end)
                Told.Add(new Activity(Told.Count, kind, subject, notedAt, start, end, due, doneAt < Work._end ? doneAt : null, null, by, Lead, Deal));
        }

        private void Plan(ActivityKind kind, string subject, DateTimeOffset notedAt, DateTimeOffset start, DateTimeOffset end, DateTimeOffset? due, int by, bool? isIncoming) =>
            Told.Add(new Activity(Told.Count, kind, subject, notedAt, start, end, due, null, isIncoming, by, Lead, Deal));

        /// <summary>Of the same day, or the next morning.</summary>
        private DateTimeOffset Office(DateTimeOffset at)
        {
            var local = at.ToOffset(Work._zone);
            return local.Hour is >= 9 and < 20 ? local : new DateTimeOffset(local.Date.AddDays(local.Hour >= 20 ? 1 : 0).AddHours(10), Work._zone).AddMinutes(Chance.Between(0, 480));
        }
    }
}
