using ReportApp.Core.Hosts;
using ReportApp.Core.Model;

namespace ReportApp.Core.Mapping;

/// <summary>A mapping to carry to the next portal: names of tables, fields, options and stages, and nothing of a customer's records.</summary>
/// <param name="Format">Always <see cref="MappingDesk.ProfileFormat"/>.</param>
public sealed record MappingProfile(string Format, IReadOnlyList<ProfileRole> Roles, IReadOnlyList<ProfileStage> Stages);

public sealed record ProfileRole(string Role, IReadOnlyList<ProfileSource> Sources);

/// <param name="Code">The host's name or id.</param>
/// <param name="Title">What the host's people call it.</param>
/// <param name="Type">Of a field.</param>
public sealed record ProfileSource(string Code, string Title, FieldType? Type);

public sealed record ProfileStage(string Pipeline, string Code, string Title, FunnelStep Step);

/// <param name="Changes">Roles and their sources on this portal, for a draft.</param>
/// <param name="Unmatched">What the profile names and this portal has not, for a person to decide.</param>
public sealed record ProfileMatch(IReadOnlyDictionary<string, IReadOnlyList<string>> Changes, IReadOnlyList<UnmatchedSource> Unmatched);

/// <param name="Title">As the other portal called it.</param>
public sealed record UnmatchedSource(string Role, string Title);

internal static class MappingProfiles
{
    public const string Format = "unique-reports-mapping/1";

    public static MappingProfile Export(TenantMapping mapping, HostMetadata metadata)
    {
        var draft = MappingDrafting.Draft(mapping, isAccepted: true, new Dictionary<string, IReadOnlyList<string>>(), metadata, []);
        return new MappingProfile(
            Format,
            [
                .. from line in draft.Roles
                   where line.Sources.Count > 0
                   select new ProfileRole(line.Role, [.. line.Sources.Select(source => new ProfileSource(
                       source, line.Choices.First(choice => choice.Source == source).Title, TypeOf(line, source, metadata, draft)))]),
            ],
            [.. draft.Stages.Where(stage => stage.Step is not null).Select(stage => new ProfileStage(stage.Pipeline, stage.Stage, stage.Title, stage.Step!.Value))]);
    }

    /// <summary>A source matches by its code, and, where the portal calls that something else or has no such code, by its title and type.</summary>
    public static ProfileMatch Match(MappingProfile profile, HostMetadata metadata)
    {
        var changes = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var unmatched = new List<UnmatchedSource>();
        var basis = MappingProposal.Propose(metadata).Mapping;
        // In the wizard's order a table is matched before its fields, and a kind before its options.
        foreach (var role in MappingRoles.All.OrderBy(role => role.Name == RoleNames.SalesPipelines ? 0 : role.IsTable ? 1 : role.IsMany ? 3 : 2))
        {
            changes[role.Name] = [];
            if (profile.Roles.FirstOrDefault(other => other.Role == role.Name) is not { } given) continue;
            var draft = MappingDrafting.Draft(basis, isAccepted: false, changes, metadata, []);
            var line = draft.Roles.First(line => line.Role == role.Name);
            var found = given.Sources.Select(source => (Source: source, Choice: Find(line, source))).ToList();
            changes[role.Name] = [.. found.Select(pair => pair.Choice?.Source).OfType<string>()];
            unmatched.AddRange(found.Where(pair => pair.Choice is null).Select(pair => new UnmatchedSource(role.Name, pair.Source.Title)));

            RoleChoice? Find(RoleLine line, ProfileSource source)
            {
                var alike = line.Choices.Where(choice => source.Type is null || TypeOf(line, choice.Source, metadata, draft) == source.Type).ToList();
                var byTitle = alike.Where(choice => Words.Plain(choice.Title) == Words.Plain(source.Title)).ToList();
                return alike.FirstOrDefault(choice => choice.Source == source.Code && byTitle.Contains(choice))
                    ?? (byTitle is [var only] ? only : null)
                    // Codes of a portal's own fields are given by hand and travel with its templates; ids of tables, pipelines and options are only counted.
                    ?? (source.Type is not null && byTitle.Count == 0 ? alike.FirstOrDefault(choice => choice.Source == source.Code) : null);
            }
        }
        var pipelines = changes[RoleNames.SalesPipelines];
        foreach (var stage in profile.Stages)
        {
            var own = metadata.Stages.Where(other => pipelines.Contains(other.PipelineId)
                && Words.Plain(other.Name) == Words.Plain(stage.Title)
                && Words.Plain(metadata.Pipelines.First(pipeline => pipeline.Id == other.PipelineId).Name) == Words.Plain(stage.Pipeline)).ToList();
            if (own is [var only]) changes[RoleNames.Step(only.Id)] = [MappingRoles.NameOf(stage.Step)];
            else unmatched.Add(new UnmatchedSource(RoleNames.Steps, stage.Title));
        }
        return new ProfileMatch(changes, unmatched);
    }

    private static FieldType? TypeOf(RoleLine line, string source, HostMetadata metadata, MappingDraft draft)
    {
        if (line.Table is null || (line.IsMany && !line.IsChain)) return null;
        var kinds = MappingDrafting.KindsOf(draft.Roles.ToDictionary(role => role.Role, role => role.Sources));
        return metadata.Tables.Where(table => table.Title == line.Table && kinds.Contains(table.Kind)).Select(table => table.Find(source)?.Type).FirstOrDefault();
    }
}
