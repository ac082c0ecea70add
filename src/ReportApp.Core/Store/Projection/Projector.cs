using System.Globalization;
using System.Text.Json;
using ReportApp.Core.Model;

namespace ReportApp.Core.Store.Projection;

/// <summary>What the projector must know of a tenant.</summary>
/// <param name="Currency">The report currency; money in another one is set apart.</param>
/// <param name="UtcOffset">Turns an instant into a civil day where a date was expected.</param>
internal sealed record ProjectionContext(TenantMapping Mapping, string Currency, TimeSpan UtcOffset)
{
    /// <summary>The civil day of an instant in the report zone (C2).</summary>
    public DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(UtcOffset).DateTime);
}

/// <summary>
/// Landed records in, rows out: the tenant's mapping applied. Pure, one record at a time. A value that cannot be read becomes a fault
/// row, never an exception and never zero.
/// </summary>
internal static class Projector
{
    /// <summary>Kinds that no report asks for under this mapping: there may be more of them than of all others, so they are not even read.</summary>
    public static IReadOnlyCollection<RecordKind> PassedBy(TenantMapping mapping) =>
        [.. new[] { RecordKind.DealLines, RecordKind.Contact, RecordKind.Company, RecordKind.Call }.Except(mapping.ReportedKinds())];

    public static void Project(LandedRecord record, ProjectionContext context, ProjectedRows into)
    {
        var reader = new FieldReader(record.Kind, record.Id, context);
        switch (record.Body)
        {
            case Deal deal:
                into.Deals.Set(deal.Id, record.Deleted || !IsSales(deal.PipelineId, context) ? null : ToRow(deal, reader, context, context.Mapping));
                break;
            case Pipeline pipeline:
                into.Pipelines.Set(
                    pipeline.Id, record.Deleted || !IsSales(pipeline.Id, context) ? null : new PipelineRow(pipeline.Id, pipeline.Name, pipeline.Order));
                break;
            case Stage stage:
                into.Stages.Set(stage.Id, record.Deleted || !IsSales(stage.PipelineId, context) ? null : ToRow(stage, context.Mapping));
                break;
            case StageVisit visit:
                into.StageVisits.Set(visit.Id, record.Deleted || !IsSales(visit.PipelineId, context) ? null : ToRow(visit, context));
                break;
            case User user:
                into.People.Set(user.Id, record.Deleted ? null : new PersonRow(user.Id, user.Name, user.IsActive, user.DepartmentIds));
                break;
            case Department unit:
                into.Departments.Set(
                    unit.Id, record.Deleted ? null : new DepartmentRow(unit.Id, unit.Name, unit.ParentId, unit.HeadId, unit.Order));
                break;
            case Lead lead:
                into.Leads.Set(lead.Id, record.Deleted ? null : ToRow(lead, reader, context));
                break;
            case LeadStage stage:
                into.LeadStages.Set(stage.Id, record.Deleted ? null : ToRow(stage));
                break;
            case LeadVisit visit:
                into.LeadVisits.Set(visit.Id, record.Deleted ? null : new LeadVisitRow(
                    visit.Id, visit.LeadId, visit.StageId, context.DayOf(visit.EnteredAt), visit.EnteredAt.ToUnixTimeMilliseconds()));
                break;
            case Source source:
                into.Sources.Set(source.Id, record.Deleted ? null : new SourceRow(source.Id, source.Name, source.Order));
                break;
            // Of another catalogue than the mapping's nothing counts, if it was read before.
            case Section section:
                if (section.Catalogue == context.Mapping.Objects?.Catalogue)
                    into.Sections.Set(section.Id, record.Deleted ? null : new SectionRow(section.Id, section.Name, section.ParentId));
                break;
            case Product product:
                if (product.Catalogue == context.Mapping.Objects?.Catalogue)
                    into.Products.Set(product.Id, record.Deleted || product.SectionId is null ? null : new ProductRow(product.Id, product.SectionId));
                break;
            case DealLines lines:
                string[] products = [.. lines.Lines.Select(line => line.ProductId).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
                into.DealProducts.Set(lines.Id, record.Deleted || products.Length == 0 ? null : new DealProductsRow(lines.Id, string.Join(' ', products)));
                break;
            case Activity activity:
                into.Meetings.Set(activity.Id, record.Deleted || activity is not { Type: ActivityType.Meeting, IsDone: true } ? null : ToMeeting(activity, context));
                break;
            case Item item:
                ProjectItem(item, record.Deleted, reader, context.Mapping, into);
                break;
            default:
                throw new InvalidOperationException($"No projection for records of kind {record.Kind}.");
        }
        into.Faults.Set($"{record.Kind}/{record.Id}", record.Deleted ? null : reader.Fault);
    }

    /// <summary>What a record was, by the mapping of now. What was not kept of it then is as unknown as if nothing had been.</summary>
    public static void Project(FormerState state, ProjectionContext context, ProjectedRows into)
    {
        if (KeptValues.Of(state.Kind, context.Mapping) is not { } kept || (state.Values is { } known && !kept.Covers(known))) return;
        var (id, until) = (state.Version.ToString(CultureInfo.InvariantCulture), state.Until.ToUnixTimeMilliseconds());
        if (kept.IsOfLines)
        {
            var line = state.Values is null ? null : ToLine(state.Values);
            into.FormerLines.Set(id, new FormerLineRow(
                id, state.Id, state.Version, until, line?.DealId, line?.Due, line?.Amount, line?.InCurrency ?? true, line?.Cancelled ?? false, File: null,
                context.Mapping.ScheduleFile is null));
        }
        else if (state.Values is { } values)
        {
            var reader = new FieldReader(state.Kind, state.Id, context);
            var (amount, inCurrency, price, _) = MoneyOf(values.Amount, values.Currency, values.Fields, reader, context.Mapping);
            into.FormerDeals.Set(id, new FormerDealRow(
                id, state.Id, state.Version, until, amount, inCurrency, price?.Amount, price?.InCurrency ?? true, values.ExpectedClose));
        }

        ScheduleLineRow? ToLine(FormerValues values)
        {
            var item = new Item { Id = state.Id, Table = state.Kind.ItemHostName!, CreatedAt = state.Until, Fields = values.Fields };
            return ToScheduleLine(item, new FieldReader(state.Kind, state.Id, context), context.Mapping.Schedule!, counts: true);
        }
    }

    private static bool IsSales(string pipelineId, ProjectionContext context) => context.Mapping.SalesPipelines.Contains(pipelineId);

    private static int? MappedStep(string stageId, TenantMapping mapping) =>
        mapping.Steps.TryGetValue(stageId, out var step) ? (int)step : null;

    private static DealRow ToRow(Deal deal, FieldReader reader, ProjectionContext context, TenantMapping mapping)
    {
        var seller = reader.Link(deal.Fields, mapping.SellerField, null);
        var (contractOn, contractOnField) = FieldReader.First(deal.Fields, mapping.ContractDateFields, field => reader.Day(deal.Fields, field));
        var (contractEndOn, _) = FieldReader.First(deal.Fields, mapping.ContractEndFields, field => reader.Day(deal.Fields, field));
        var (amount, inCurrency, price, priceField) = MoneyOf(deal.Amount, deal.Currency, deal.Fields, reader, mapping);
        var (area, _) = FieldReader.First(deal.Fields, mapping.ContractAreaFields, field => reader.Money(deal.Fields, field).Amount is > 0 and var found ? found : (long?)null);
        var objects = mapping.Objects;
        var complex = ObjectOf(deal, reader, objects?.ComplexTable, objects?.DealComplexFields ?? []);
        var building = ObjectOf(deal, reader, objects?.BuildingTable, objects?.DealBuildingFields ?? []);
        var territory = ObjectOf(deal, reader, null, mapping.TerritoryField is { } named ? [named] : []);
        var unit = objects?.UnitTable is { } units ? reader.Link(deal.Fields, objects.DealUnitField, RecordKind.Item(units)) : null;
        return new DealRow(
            deal.Id, deal.Title, deal.PipelineId, deal.StageId, MappedStep(deal.StageId, mapping), deal.OwnerId,
            seller,
            complex.Ref,
            building.Ref,
            amount, deal.Currency, inCurrency,
            reader.InRange("probability", deal.Probability, 0, 100), deal.ExpectedClose,
            context.DayOf(deal.CreatedAt), deal.StageChangedAt is { } moved ? context.DayOf(moved) : null,
            deal.Plan is null ? null : JsonSerializer.Serialize(deal.Plan),
            deal.LeadId, deal.SourceId, ContractNumber.Normalise(FieldReader.Text(deal.Fields, mapping.ContractNumberField)),
            complex.Name, building.Name,
            seller is null ? null : mapping.SellerField, contractOn, contractOnField, contractEndOn,
            price?.Amount, price?.InCurrency ?? true, price is null ? null : priceField,
            complex.Field, building.Field, unit, unit is null ? null : objects?.DealUnitField,
            area, ClientOf(deal.ContactIds, deal.CompanyId), territory.Ref, territory.Name);
    }

    /// <summary>The amount of a deal and that of its contract, with the field that told the latter.</summary>
    private static (long? Amount, bool InCurrency, (long? Amount, bool InCurrency)? Price, string? PriceField) MoneyOf(
        decimal? told, string? currency, IReadOnlyDictionary<string, FieldValue> fields, FieldReader reader, TenantMapping mapping)
    {
        var (amount, inCurrency) = (reader.Stored("amount", told), reader.IsOwnCurrency(currency));
        if (mapping.ContractAmountFields.Count == 0) return (amount, inCurrency, amount is null ? null : (amount, inCurrency), FactSource.OwnAmount);
        var (price, field) = FieldReader.First<(long? Amount, bool InCurrency)>(fields, mapping.ContractAmountFields, Price);
        return (amount, inCurrency, price, field);

        // A form that people leave alone says 0, which is the price of nothing. A number without a currency is in that of the deal.
        (long?, bool)? Price(string field) => reader.Money(fields, field) is { Amount: not (null or 0) } money
            ? (money.Amount, FieldReader.Text(fields, field)!.Contains(' ', StringComparison.Ordinal) ? money.InCurrency : inCurrency)
            : null;
    }

    /// <summary>The first filled field that links to the table or holds a word. A record that is linked has its name in its own table.</summary>
    private static (string? Ref, string? Name, string? Field) ObjectOf(Deal deal, FieldReader reader, string? table, IReadOnlyList<string> chain)
    {
        foreach (var field in chain)
        {
            if (FieldReader.IsLink(deal.Fields, field))
            {
                if (table is not null && reader.Link(deal.Fields, field, RecordKind.Item(table)) is { } id) return (id, null, field);
            }
            else if (FieldReader.Option(deal.Fields, field) is { } word && ObjectDerivation.KeyOf(word.Id) is { Length: > 0 } key)
            {
                return (key, ObjectDerivation.WordOf(word.Title), field);
            }
        }
        return (null, null, null);
    }

    private static LeadRow ToRow(Lead lead, FieldReader reader, ProjectionContext context)
    {
        string[] reach = [.. lead.Phones.Select(Reach.Phone).Concat(lead.Emails.Select(Reach.Email)).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        return new LeadRow(
            lead.Id, lead.Title, lead.StageId, lead.OwnerId, lead.SourceId, context.DayOf(lead.CreatedAt), lead.CreatedAt.ToUnixTimeMilliseconds(),
            reader.Stored("amount", lead.Amount), reader.IsOwnCurrency(lead.Currency), lead.Utm?.Campaign, reach.Length == 0 ? null : string.Join(' ', reach),
            lead.StageChangedAt is { } moved ? context.DayOf(moved) : null, ClientOf(lead.ContactIds, lead.CompanyId));
    }

    private static string? ClientOf(IReadOnlyList<string> contacts, string? company) =>
        contacts.Count > 0 ? $"{RecordKind.Contact}/{contacts[0]}" : company is null ? null : $"{RecordKind.Company}/{company}";

    /// <summary>Null where nobody says when it was. One of neither a deal nor a lead is nobody's to see here.</summary>
    private static MeetingRow? ToMeeting(Activity activity, ProjectionContext context)
    {
        // The first deal, else the first lead: a meeting may be the client's first of all, and bound to the deal beside.
        string[][] subjects = [.. activity.Subjects.Select(each => each.Split('/', 2))];
        var subject = subjects.FirstOrDefault(each => each[0] == RecordKind.Deal.Name) ?? subjects.FirstOrDefault(each => each[0] == RecordKind.Lead.Name) ?? [];
        return (activity.EndAt ?? activity.StartAt ?? activity.DueAt) is { } at
            ? new MeetingRow(
                activity.Id, activity.Subject, activity.OwnerId, IdOf(RecordKind.Deal), IdOf(RecordKind.Lead), context.DayOf(at), at.ToUnixTimeMilliseconds())
            : null;

        string? IdOf(RecordKind kind) => subject is [var name, var id] && name == kind.Name ? id : null;
    }

    private static LeadStageRow ToRow(LeadStage stage) => new(stage.Id, stage.Name, stage.Order, stage.Meaning switch
    {
        StageMeaning.Success => "qualified",
        StageMeaning.Failure => "disqualified",
        _ => "inWork",
    });

    /// <summary>A stage made after the mapping was accepted counts by what the host says it means.</summary>
    private static StageRow ToRow(Stage stage, TenantMapping mapping) => new(
        stage.Id, stage.PipelineId, stage.Name, stage.Order,
        MappedStep(stage.Id, mapping) ?? (int)(stage.Meaning switch
        {
            StageMeaning.Success => FunnelStep.Contract,
            StageMeaning.Failure => FunnelStep.Lost,
            _ => FunnelStep.Lead,
        }));

    private static StageVisitRow ToRow(StageVisit visit, ProjectionContext context) => new(
        visit.Id, visit.DealId, visit.StageId, MappedStep(visit.StageId, context.Mapping), visit.EnteredAt.ToUnixTimeMilliseconds(),
        context.DayOf(visit.EnteredAt));

    private static void ProjectItem(Item item, bool deleted, FieldReader reader, TenantMapping mapping, ProjectedRows into)
    {
        if (mapping.Objects is { } objects)
        {
            if (item.Table == objects.ComplexTable)
                into.Complexes.Set(item.Id, deleted ? null : new ComplexRow(item.Id, FieldReader.Title(item)));
            else if (item.Table == objects.UnitTable)
                into.Units.Set(item.Id, deleted ? null : new UnitRow(
                    item.Id, objects.BuildingTable is { } buildings ? reader.Link(item.Fields, objects.UnitBuildingField, RecordKind.Item(buildings)) : null));
            else if (item.Table == objects.BuildingTable)
                into.Buildings.Set(item.Id, deleted ? null : new BuildingRow(
                    item.Id, FieldReader.Title(item), objects.ComplexTable is { } complexes ? reader.Link(item.Fields, objects.BuildingComplexField, RecordKind.Item(complexes)) : null));
        }
        // Of a table that holds both, an empty day tells which of them a row is not.
        var isShared = mapping.Schedule?.Table == mapping.Payments?.Table;
        if (mapping.Schedule is { } schedule && item.Table == schedule.Table)
            into.ScheduleLines.Set(item.Id, deleted || IsOther(schedule.DueField) ? null : ToScheduleLine(item, reader, schedule, mapping.ScheduleFile is null));
        if (mapping.Payments is { } payments && item.Table == payments.Table)
            into.Payments.Set(item.Id, deleted || IsOther(payments.PaidOnField) ? null : ToPayment(item, reader, payments, mapping, isShared));

        bool IsOther(string dayField) => isShared && FieldReader.Text(item.Fields, dayField) is null;
    }

    private static ScheduleLineRow? ToScheduleLine(Item item, FieldReader reader, ScheduleMapping mapping, bool counts)
    {
        var (amount, inCurrency) = reader.Money(item.Fields, mapping.AmountField);
        var due = reader.Day(item.Fields, mapping.DueField);
        var dealId = reader.Required(mapping.DealField, reader.Link(item.Fields, mapping.DealField, RecordKind.Deal));
        return amount is null || due is null || dealId is null
            ? null
            : new ScheduleLineRow(
                item.Id, dealId, due.Value, amount.Value, inCurrency, FieldReader.Option(item.Fields, mapping.KindField)?.Title,
                FieldReader.IsSet(item.Fields, mapping.CancelledField), File: null, counts);
    }

    private static PaymentRow? ToPayment(Item item, FieldReader reader, PaymentMapping mapping, TenantMapping whole, bool isShared)
    {
        var (amount, inCurrency) = reader.Money(item.Fields, mapping.AmountField);
        var paidOn = reader.Day(item.Fields, mapping.PaidOnField);
        var dealId = reader.Link(item.Fields, mapping.DealField, RecordKind.Deal);
        var kind = FieldReader.Option(item.Fields, mapping.KindField);
        var line = whole.Schedule is not { } schedule ? null : reader.Link(item.Fields, mapping.LineField, RecordKind.Item(schedule.Table));
        // An invoice that is a line of the schedule and its payment at once pays itself.
        if (isShared && line is null && FieldReader.Text(item.Fields, whole.Schedule!.DueField) is not null) line = item.Id;
        return amount is null || paidOn is null
            ? null
            : new PaymentRow(
                item.Id, dealId ?? $"payment:{item.Id}", dealId, line, paidOn.Value, amount.Value, inCurrency, kind?.Title,
                kind is null || !mapping.NotReceiptKinds.Contains(kind.Value.Id), File: null, whole.PaymentFileOn(paidOn.Value) is null || whole.PaymentFileIsPartial);
    }

    /// <summary>Reads fields of one record and remembers the first that could not be read.</summary>
    private sealed class FieldReader(RecordKind record, string id, ProjectionContext context)
    {
        private const string TitleField = "title";

        /// <summary>As a count of 1/10,000 it fits 64 bits; sums of them are 128 bits wide.</summary>
        private const decimal LargestAmount = 100_000_000_000_000m;

        public FaultRow? Fault { get; private set; }

        public static string? Text(IReadOnlyDictionary<string, FieldValue> fields, string? field) =>
            field is not null && fields.TryGetValue(field, out var value) ? value.First : null;

        public static (string Id, string Title)? Option(IReadOnlyDictionary<string, FieldValue> fields, string? field) =>
            Text(fields, field) is { } text ? FieldOptionText.Read(text) : null;

        /// <summary>It points at a record, of whatever kind.</summary>
        public static bool IsLink(IReadOnlyDictionary<string, FieldValue> fields, string? field) =>
            Text(fields, field) is { } text && text.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash && RecordKind.IsName(text[..slash]);

        public static bool IsSet(IReadOnlyDictionary<string, FieldValue> fields, string? field) => Text(fields, field) is not (null or "false");

        public static string Title(Item item) => Text(item.Fields, TitleField) is { } title ? title : $"#{item.Id}";

        public bool IsOwnCurrency(string? currency) => currency is null || currency == context.Currency;

        public string? Required(string field, string? value)
        {
            if (value is null)
                Note(field, "empty");
            return value;
        }

        public int? InRange(string field, int? value, int min, int max)
        {
            if (value is null || (value >= min && value <= max))
                return value;
            Note(field, "out of range");
            return null;
        }

        /// <summary>Id of the record pointed at. A link without a kind is taken at its word; one to another kind is a fault.</summary>
        public string? Link(IReadOnlyDictionary<string, FieldValue> fields, string? field, RecordKind? kind)
        {
            if (field is null || Text(fields, field) is not { } text)
                return null;
            var slash = text.LastIndexOf('/');
            if (slash < 0)
                return text;
            if (kind is null || text[..slash] == kind.Value.Name)
                return text[(slash + 1)..];
            Note(field, "points at another kind");
            return null;
        }

        /// <summary>A chain of fields: the first filled one that can be read, and its name. One that cannot be read is a fault, and the next is asked.</summary>
        public static (T? Value, string? Field) First<T>(IReadOnlyDictionary<string, FieldValue> fields, IReadOnlyList<string> chain, Func<string, T?> read)
            where T : struct
        {
            foreach (var field in chain.Where(field => Text(fields, field) is not null))
            {
                if (read(field) is { } value)
                    return (value, field);
            }
            return (null, null);
        }

        public DateOnly? Day(IReadOnlyDictionary<string, FieldValue> fields, string field)
        {
            if (Required(field, Text(fields, field)) is not { } text)
                return null;
            if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                if (!DateTimeOffset.TryParseExact(
                    text, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
                {
                    Note(field, "not a date");
                    return null;
                }
                day = context.DayOf(instant);
            }
            if (day.Year is >= 2000 and <= 2100)
                return day;
            Note(field, "out of range");
            return null;
        }

        public (long? Amount, bool InCurrency) Money(IReadOnlyDictionary<string, FieldValue> fields, string field)
        {
            if (Required(field, Text(fields, field)) is not { } text)
                return (null, true);
            var space = text.IndexOf(' ', StringComparison.Ordinal);
            var number = space < 0 ? text : text[..space];
            if (!decimal.TryParse(number, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
            {
                Note(field, "not a number");
                return (null, true);
            }
            return (Stored(field, amount), IsOwnCurrency(space < 0 ? null : text[(space + 1)..]));
        }

        /// <summary>An amount finer than 1/10,000 of a unit is rounded, half away from zero; one that does not fit is a fault.</summary>
        public long? Stored(string field, decimal? amount)
        {
            if (amount is null)
                return null;
            var rounded = Math.Round(amount.Value, 4, MidpointRounding.AwayFromZero);
            if (Math.Abs(rounded) <= LargestAmount)
                return Model.Money.ToStored(rounded);
            Note(field, "too large");
            return null;
        }

        private void Note(string field, string reason) => Fault ??= new FaultRow($"{record}/{id}", field, reason);
    }
}
