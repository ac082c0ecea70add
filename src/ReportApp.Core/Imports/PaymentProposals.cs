using System.Text.RegularExpressions;
using ReportApp.Core.Mapping;
using ReportApp.Core.Model;
using ReportApp.Core.Store;
using ReportApp.Core.Store.Projection;

namespace ReportApp.Core.Imports;

/// <summary>
/// Proposes deals to payments that name neither contract nor deal (reports.md §2.10): the one deal whose client is the payer and that expects just this
/// amount. A proposal is never taken by itself.
/// </summary>
internal static partial class PaymentProposals
{
    /// <summary>A deal, and by what it was found.</summary>
    public sealed record Proposal(ImportedFact Fact, Deal Deal, string Client);

    /// <param name="facts">Payments without a deal.</param>
    public static async Task<IReadOnlyList<Proposal>> FindAsync(
        TenantId tenant, IEnumerable<ImportedFact> facts, ProjectionReader reader, LandedRecords landed, CancellationToken cancellationToken)
    {
        var asked = facts.Where(fact => fact is { NamesNothing: true, Payer: not null, IsReceipt: true, Amount: > 0 }).ToList();
        if (asked.Count == 0) return [];
        var expecting = (await reader.ExpectingAsync(asked.Select(fact => fact.Amount).Distinct(), cancellationToken)).ToLookup(each => each.Amount, each => each.DealId);
        var deals = (await landed.ListAsync<Deal>(tenant, RecordKind.Deal, expecting.SelectMany(same => same), cancellationToken)).ToDictionary(deal => deal.Id);
        var contacts = (await landed.ListAsync<Contact>(tenant, RecordKind.Contact, deals.Values.SelectMany(deal => deal.ContactIds), cancellationToken))
            .ToDictionary(contact => contact.Id, contact => contact.Name);
        var companies = (await landed.ListAsync<Company>(tenant, RecordKind.Company, deals.Values.Select(deal => deal.CompanyId).OfType<string>(), cancellationToken))
            .ToDictionary(company => company.Id, company => company.Name);
        return
        [
            .. from fact in asked
               let found = (from id in expecting[fact.Amount]
                            where deals.ContainsKey(id)
                            let client = ClientsOf(deals[id]).FirstOrDefault(name => IsCalled(fact.Payer!, name))
                            where client is not null
                            select new Proposal(fact, deals[id], client)).Take(2).ToList()
               where found.Count == 1
               select found[0],
        ];

        IEnumerable<string> ClientsOf(Deal deal) =>
            deal.ContactIds.Select(id => contacts.GetValueOrDefault(id)).Append(deal.CompanyId is { } company ? companies.GetValueOrDefault(company) : null).OfType<string>();
    }

    /// <summary>
    /// A payer's name holds every word of the client's, in whatever order: banks write a name in full, people often leave something out. One word is
    /// too little to know anybody by, unless it is all there is.
    /// </summary>
    internal static bool IsCalled(string payer, string client)
    {
        var (written, known) = (WordsOf(payer), WordsOf(client));
        return known.Count > 0 && known.IsSubsetOf(written) && (known.Count > 1 || written.Count == 1);
    }

    private static HashSet<string> WordsOf(string name) => [.. Word().Matches(Words.Plain(name)).Select(word => word.Value)];

    [GeneratedRegex(@"[\p{L}\p{N}]+")]
    private static partial Regex Word();
}
