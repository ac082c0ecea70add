using System.Reflection;
using System.Reflection.Emit;

namespace ReportApp.Tests.Conventions;

/// <summary>Every type that a type mentions: base, interfaces, fields, signatures, and what its method bodies touch.</summary>
internal static class UsedTypes
{
    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => field.GetValue(null)).OfType<OpCode>().ToDictionary(code => code.Value);

    public static IReadOnlySet<Type> Of(Type type)
    {
        var found = new HashSet<Type>();
        Add(found, type.BaseType);
        foreach (var used in type.GetInterfaces()) Add(found, used);
        foreach (var used in type.GetFields(All)) Add(found, used.FieldType);
        foreach (var used in type.GetCustomAttributesData()) Add(found, used.AttributeType);
        foreach (var method in type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)))
        {
            foreach (var parameter in method.GetParameters()) Add(found, parameter.ParameterType);
            if (method is MethodInfo { ReturnType: var returned }) Add(found, returned);
            foreach (var local in method.GetMethodBody()?.LocalVariables ?? []) Add(found, local.LocalType);
            foreach (var used in TouchedBy(method)) Add(found, used);
        }
        return found;
    }

    private static IEnumerable<Type?> TouchedBy(MethodBase method)
    {
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var at = 0; at < code.Length;)
        {
            var key = code[at] == 0xFE ? (short)(0xFE00 | code[at + 1]) : code[at];
            var opcode = Codes[key];
            at += opcode.Size;
            if (opcode.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
            {
                foreach (var used in Named(method, BitConverter.ToInt32(code, at))) yield return used;
            }
            at += opcode.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
        }
    }

    private static IEnumerable<Type?> Named(MethodBase inside, int token)
    {
        var typeArguments = inside.DeclaringType!.IsGenericType ? inside.DeclaringType.GetGenericArguments() : null;
        var methodArguments = inside.IsGenericMethod ? inside.GetGenericArguments() : null;
        var member = inside.Module.ResolveMember(token, typeArguments, methodArguments);
        if (member is Type type) return [type];
        return member is MethodInfo { IsGenericMethod: true } generic
            ? [member.DeclaringType, .. generic.GetGenericArguments()]
            : [member?.DeclaringType];
    }

    private static void Add(HashSet<Type> found, Type? type)
    {
        while (type is { HasElementType: true }) type = type.GetElementType();
        if (type is null || type.IsGenericParameter) return;
        if (type.IsGenericType)
        {
            foreach (var argument in type.GetGenericArguments()) Add(found, argument);
            type = type.GetGenericTypeDefinition();
        }
        found.Add(type);
    }
}
