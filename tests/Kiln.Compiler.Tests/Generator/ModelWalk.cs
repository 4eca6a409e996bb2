using System.Collections;
using System.Reflection;

namespace Kiln.Compiler.Tests.Generator;

/// <summary>Follows every field of a model. Anything of Roslyn in it would keep a whole compilation alive and compare by reference.</summary>
internal static class ModelWalk
{
    public static void AssertIsFreeOfRoslyn(object model) => Visit(model, model.GetType().Name, new HashSet<object>(ReferenceEqualityComparer.Instance));

    private static void Visit(object? value, string path, HashSet<object> seen)
    {
        if (value is null
            || value is string
            || value.GetType() is { IsPrimitive: true } or { IsEnum: true }
            || (!value.GetType().IsValueType && !seen.Add(value))) return;
        Type type = value.GetType();
        Assert.False(type.Namespace!.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal), $"{path} holds a {type}.");
        if (typeof(MemberInfo).IsAssignableFrom(type)) return;
        if (value is IEnumerable items)
        {
            int index = 0;
            foreach (object? item in items) Visit(item, $"{path}[{index++}]", seen);
        }

        for (Type? declaring = type; declaring is not null; declaring = declaring.BaseType)
            foreach (FieldInfo field in declaring.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                Visit(field.GetValue(value), $"{path}.{field.Name}", seen);
    }
}
