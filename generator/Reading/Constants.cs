using Microsoft.CodeAnalysis;

namespace Kiln.Generator.Reading;

/// <summary>Constants that the C# compiler folded, as values of the evaluator. Enums arrive as their numbers.</summary>
internal static class Constants
{
    public static Datum? ToDatum(object? value) => value switch
    {
        null => new Datum.Null(),
        int number => new Datum.Int(number),
        double number => new Datum.Float(number),
        float number => new Datum.Float(number),
        bool flag => new Datum.Bool(flag),
        string text => new Datum.String(text),
        char character => new Datum.String(character.ToString()),
        _ => null,
    };

    /// <summary>The value of an argument of an attribute; null if it is a list, which has none.</summary>
    public static object? ScalarOf(TypedConstant constant) => constant.Kind is TypedConstantKind.Array or TypedConstantKind.Error ? null : constant.Value;

    /// <summary>
    /// Whether an argument of an attribute is of the type that its parameter or property wants. If source is unfinished or wrong, C# passes on what it
    /// understood, which may be a list for a number, whole numbers in a list of others, or null.
    /// </summary>
    public static bool Fits(TypedConstant constant, ITypeSymbol type)
    {
        if (constant.Kind == TypedConstantKind.Error) return false;
        if (constant.IsNull) return type.IsReferenceType || type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;
        if (constant.Kind == TypedConstantKind.Array)
            return type is IArrayTypeSymbol { ElementType: var element } && constant.Values.All(item => Fits(item, element));
        return type.SpecialType switch
        {
            SpecialType.System_Int32 => constant.Value is int,
            SpecialType.System_Double => constant.Value is double,
            SpecialType.System_Single => constant.Value is float,
            SpecialType.System_Boolean => constant.Value is bool,
            SpecialType.System_String => constant.Value is string,
            SpecialType.System_Char => constant.Value is char,
            _ => type.TypeKind != TypeKind.Array,
        };
    }
}
