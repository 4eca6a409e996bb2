using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kiln.Generator.Reading;

/// <summary>Reads <c>[Input(...)]</c> and <c>[Input&lt;T&gt;(...)]</c>.</summary>
internal sealed class InputReader(AttributeReader attributes, SpanRecorder spans, InputReader.Reporter report)
{
    /// <summary>Reports a problem, and gives false for the check that found it.</summary>
    internal delegate bool Reporter(ProblemKind kind, int origin, params object[] arguments);

    /// <summary>Sizes that <c>[Input]</c> takes; <c>[Input&lt;T&gt;]</c> takes any number.</summary>
    private const int LongestShape = 3;

    /// <summary>An input, or null if it cannot be read, which has been reported. Generated members need <paramref name="generatedNames"/>.</summary>
    public InputSpec? Read(AttributeData attribute, AttributeSyntax syntax, string[] generatedNames)
    {
        int origin = spans.Add(syntax);
        if (attributes.FindGeneratedMember(syntax) is { } generated)
        {
            report(DeclarationProblems.GeneratedMember, generated.Origin, generated.Member);
            return null;
        }

        if (attribute.AttributeConstructor is null) ReportBatch(attribute.AttributeClass!, syntax, origin);
        if (!AttributeReader.IsWhole(attribute) || Element(attribute.AttributeClass!, origin) is not { } element) return null;
        if (ReadShape(attribute, syntax) is not { } shape) return null;
        attributes.CheckChoices(attribute, syntax, origin, report);
        var input = new InputSpec(null, element, shape, false, origin);
        foreach (KeyValuePair<string, TypedConstant> property in attribute.NamedArguments)
            input = (property.Key, Constants.ScalarOf(property.Value)) switch
            {
                ("Name", string name) => input with { Name = Checked(name, origin, generatedNames) },
                ("Layout", int layout) => input with { ChannelsLast = layout == 1 },
                ("Scale", double scale) => input with { Scale = scale },
                ("Offset", double offset) => input with { Offset = offset },
                ("Gradient", bool gradient) => input with { Gradient = gradient },
                _ => input,
            };
        if (element != DType.UInt8 && (input.Scale != 1 || input.Offset != 0)) report(DeclarationProblems.ScaleOfOtherThanBytes, origin, element.Keyword());
        if (input.Scale == 0 || !IsFinite(input.Scale)) ReportRange("Scale", input.Scale, "a number other than 0, by which each byte is multiplied");
        if (!IsFinite(input.Offset)) ReportRange("Offset", input.Offset, "a number, which is added to each scaled byte");
        return input;

        void ReportRange(string property, double value, string range) =>
            report(ShapeProblems.OutOfRange, attributes.OriginOfProperty(syntax, property, origin), "Input", property, value, range);
    }

    /// <summary>C# only says that no constructor takes that many numbers.</summary>
    private void ReportBatch(INamedTypeSymbol attribute, AttributeSyntax syntax, int origin)
    {
        if (attribute.Arity > 0 || syntax.ArgumentList is not { Arguments: var arguments }) return;
        string[] sizes = [.. arguments.Where(argument => argument.NameEquals is null).Select(argument => argument.Expression.ToString())];
        if (sizes.Length > LongestShape) report(DeclarationProblems.BatchOfInput, origin, sizes.Length, sizes[0], string.Join(", ", sizes));
    }

    private static bool IsFinite(double number) => !double.IsNaN(number) && !double.IsInfinity(number);

    private string? Checked(string name, int origin, string[] generatedNames)
    {
        if (SyntaxFacts.IsValidIdentifier(name) && SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None && !generatedNames.Contains(name)) return name;
        ReportName(name, origin, generatedNames);
        return null;
    }

    public void ReportName(string name, int origin, string[] generatedNames) =>
        report(DeclarationProblems.InvalidName, origin, name, "an input", "a C# identifier other than " + string.Join(", ", generatedNames));

    private DType? Element(INamedTypeSymbol attribute, int origin)
    {
        if (attribute.Arity == 0) return DType.Float32;
        ITypeSymbol type = attribute.TypeArguments[0];
        DType? element = type.SpecialType switch
        {
            SpecialType.System_Single => DType.Float32,
            SpecialType.System_Int32 => DType.Int32,
            SpecialType.System_Byte => DType.UInt8,
            _ => null,
        };
        if (element is null && type.TypeKind != TypeKind.Error) report(DeclarationProblems.InputElement, origin, type.ToDisplayString());
        return element;
    }

    /// <summary>The sizes in order; one that is not positive is reported at its argument.</summary>
    private EquatableArray<int>? ReadShape(AttributeData attribute, AttributeSyntax syntax)
    {
        IMethodSymbol constructor = attribute.AttributeConstructor!;
        var shape = new List<int>();
        for (int i = 0; i < attribute.ConstructorArguments.Length; i++)
        {
            TypedConstant argument = attribute.ConstructorArguments[i];
            TypedConstant[] values = argument.Kind == TypedConstantKind.Array ? argument.IsNull ? [] : [.. argument.Values] : [argument];
            foreach (TypedConstant value in values)
            {
                if (Constants.ScalarOf(value) is not int size) return null;
                shape.Add(size);
                if (size > 0) continue;
                IParameterSymbol parameter = constructor.Parameters[i];
                AttributeArgumentSyntax? given = constructor.Parameters.Length > 1
                    ? null
                    : syntax.ArgumentList?.Arguments.Where(candidate => candidate.NameEquals is null).ElementAtOrDefault(shape.Count - 1);
                SyntaxNode? place = given ?? AttributeReader.Find(syntax, constructor, parameter);
                report(ShapeProblems.NotPositive, spans.Add(place ?? syntax), "Input", parameter.Name, size, 1);
            }
        }

        return shape.ToEquatableArray();
    }
}
