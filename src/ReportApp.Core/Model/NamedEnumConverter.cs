using System.Text.Json.Serialization;

namespace ReportApp.Core.Model;

/// <summary>An enum by the names of its members, in both directions: a number is not one of them.</summary>
public sealed class NamedEnumConverter<T>() : JsonStringEnumConverter<T>(namingPolicy: null, allowIntegerValues: false)
    where T : struct, Enum;
