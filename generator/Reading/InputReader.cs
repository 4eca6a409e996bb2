using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kiln.Generator.Reading;

/// <summary>Reads <c>[Input(...)]</c> and <c>[Input&lt;T&gt;(...)]</c>.</summary>
internal sealed class InputReader(AttributeReader attributes, SpanRecorder spans, InputReader.Reporter report)
{
    private static readonly string[] GeneratedNames = ["output", "label", "target", "scale", "accumulate"];

    internal delegate void Reporter(ProblemKind kind, int origin, params object[] arguments);

    /// <summary>Whether there was an input at all, readable or not.</summary>
    public bool MetInput { get; private set; }

    /// <summary>An input, or null where it cannot be read; the reason has been reported, or the C# compiler has spoken.</summary>
    public InputSpec? Read(AttributeData attribute, AttributeSyntax syntax)
    {
        MetInput = true;
        int origin = spans.Add(syntax);
        if (attributes.FindGeneratedMember(syntax) is { } generated)
        {
            report(DeclarationProblems.GeneratedMember, generated.Origin, generated.Member);
            return null;
        }

        if (attribute.AttributeConstructor is null || Element(attribute.AttributeClass!, origin) is not { } element) return null;
        if (ReadShape(attribute, syntax) is not { } shape) return null;
        string? name = null;
        bool channelsLast = false;
        foreach (KeyValuePair<string, TypedConstant> property in attribute.NamedArguments)
        {
            if (property.Key == "Name" && property.Value.Value is string given) name = given;
            if (property.Key == "Layout") channelsLast = property.Value.Value is 1;
        }

        if (name is not null && (!SyntaxFacts.IsValidIdentifier(name) || SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || GeneratedNames.Contains(name)))
        {
            report(DeclarationProblems.InvalidName, origin, name, "an input", "a C# identifier other than " + string.Join(", ", GeneratedNames));
            name = null;
        }

        return new InputSpec(name, element, shape, channelsLast, origin);
    }

    private DType? Element(INamedTypeSymbol attribute, int origin)
    {
        if (attribute.Arity == 0) return DType.Float32;
        ITypeSymbol type = attribute.TypeArguments[0];
        switch (type.SpecialType)
        {
            case SpecialType.System_Single: return DType.Float32;
            case SpecialType.System_Int32: return DType.Int32;
            case SpecialType.System_Byte: return DType.UInt8;
            default:
                if (type.TypeKind != TypeKind.Error) report(DeclarationProblems.InputElement, origin, type.ToDisplayString());
                return null;
        }
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
                if (value.Value is not int size) return null;
                shape.Add(size);
                if (size > 0) continue;
                AttributeArgumentSyntax? given = syntax.ArgumentList?.Arguments.Where(candidate => candidate.NameEquals is null).ElementAtOrDefault(shape.Count - 1);
                IParameterSymbol parameter = constructor.Parameters[i];
                SyntaxNode place = given is null || constructor.Parameters.Length > 1 ? (SyntaxNode?)AttributeReader.Find(syntax, constructor, parameter) ?? syntax : given;
                report(ShapeProblems.NotPositive, spans.Add(place), "Input", parameter.Name, size, 1);
            }
        }

        return shape.ToEquatableArray();
    }
}
