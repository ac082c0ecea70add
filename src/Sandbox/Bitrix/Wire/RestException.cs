namespace Sandbox.Bitrix.Wire;

/// <summary>The host's refusal: its code as the wire has it (a text, perhaps empty, or the number 0), its text, its HTTP status (reference 3.4).</summary>
internal sealed class RestException(int status, object code, string description) : Exception(description)
{
    public int Status { get; } = status;

    public object Code { get; } = code;

    /// <summary>Says which parameter, with ERROR_ARGUMENT.</summary>
    public string? Argument { get; init; }

    public PhpMap ToMap()
    {
        var map = new PhpMap { ["error"] = Code, ["error_description"] = Message };
        if (Argument is not null)
            map["argument"] = Argument;
        return map;
    }

    /// <summary>The empty code of the old CRM methods: clients decide by text.</summary>
    public static RestException Old(string text) => new(400, "", text);

    public static RestException NotFound(string text = "Item not found") => new(400, "NOT_FOUND", text);

    public static RestException AccessDenied() => new(400, "ACCESS_DENIED", "Access denied");

    public static RestException InvalidValue(string text) => new(400, "INVALID_ARG_VALUE", text);

    public static RestException Missing(string parameter) => new(400, "100", $"Could not find value for parameter {{{parameter}}}");

    /// <summary>Neither documented for the host nor guessed by us.</summary>
    public static RestException Unsupported(string what) => new(501, "SANDBOX_NOT_EMULATED", $"The sandbox does not emulate {what}.");
}
