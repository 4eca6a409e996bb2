using Kiln.Generator.Evaluation.Language;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kiln.Generator.Reading;

/// <summary>Turns an attribute into an expression of the body language: the same one that a fluent call gives.</summary>
internal sealed class AttributeReader(Compilation compilation, SpanRecorder spans, ReachedSymbols reached, CancellationToken cancellation)
{
    /// <summary>A layer attribute as a layer of the value in slot 0.</summary>
    public Expression ReadLayer(AttributeData attribute, AttributeSyntax syntax)
    {
        int origin = spans.Add(syntax);
        if (FindGeneratedMember(syntax) is { } generated) return generated;
        if (!IsWhole(attribute)) return new InvalidExpression(origin);

        INamedTypeSymbol type = attribute.AttributeClass!;
        Expression? name = null;
        bool frozen = KilnNames.IsFrozen(type), isFloat = false;
        foreach (KeyValuePair<string, TypedConstant> property in attribute.NamedArguments)
        {
            if (property.Key == "Name" && Constants.ScalarOf(property.Value) is string text)
                name = new ConstantExpression(new Datum.String(text), OriginOfProperty(syntax, property.Key, origin));
            if (property.Key == "Frozen") frozen |= Constants.ScalarOf(property.Value) is true;
            if (property.Key == "Quantize") isFloat = Constants.ScalarOf(property.Value) is false;
        }

        var input = new VariableExpression(0, origin);
        EquatableArray<Argument> arguments = ReadArguments(attribute, syntax, origin);
        if (!KilnNames.IsBlock(type))
            return new LayerExpression(KilnNames.Short(type), [input], [LayerExpression.Receiver], arguments, name, frozen, isFloat, origin);
        EquatableArray<Expression> values = [.. arguments.Select(argument => argument.Value)];
        var block = new BlockExpression(
            reached.Add(type), reached.Add(attribute.AttributeConstructor!), values, [.. ReadMembers(attribute, syntax, origin)], name, frozen, isFloat,
            origin);
        return new ApplyExpression(input, block, null, origin);
    }

    /// <summary>The argument that uses a generated member, or null.</summary>
    public GeneratedMemberExpression? FindGeneratedMember(AttributeSyntax syntax) => ArgumentsOf(syntax)
        .Select(argument => GeneratedMembers.In(argument.Expression, compilation, cancellation) is { } member
            ? new GeneratedMemberExpression(member, spans.Add(argument.Expression))
            : null)
        .FirstOrDefault(found => found is not null);

    /// <summary>The syntax of an argument, or null if its default is used.</summary>
    public static AttributeArgumentSyntax? Find(AttributeSyntax syntax, IMethodSymbol constructor, IParameterSymbol parameter) =>
        ArgumentsOf(syntax).Where(argument => argument.NameEquals is null).Where((argument, position) =>
        {
            string? name = argument.NameColon?.Name.Identifier.ValueText;
            return (name ?? constructor.Parameters[Math.Min(position, constructor.Parameters.Length - 1)].Name) == parameter.Name;
        }).FirstOrDefault();

    private static IEnumerable<AttributeArgumentSyntax> ArgumentsOf(AttributeSyntax syntax) => syntax.ArgumentList?.Arguments ?? [];

    /// <summary>Whether C# accepts the attribute with all its arguments; if not, C# reports it itself.</summary>
    public static bool IsWhole(AttributeData attribute) =>
        attribute is { AttributeClass: { } type, AttributeConstructor: { } constructor }
        && attribute.ConstructorArguments.Length == constructor.Parameters.Length
        && attribute.ConstructorArguments.Zip(constructor.Parameters, (argument, parameter) => Constants.Fits(argument, parameter.Type)).All(fits => fits)
        && attribute.NamedArguments.All(given => FindMember(type, given.Key) is not { } member || Constants.Fits(given.Value, TypeOf(member)));

    /// <summary>Reports properties with a number that their enumeration has no name for, which C# allows.</summary>
    public void CheckChoices(AttributeData attribute, AttributeSyntax syntax, int origin, InputReader.Reporter report)
    {
        foreach (KeyValuePair<string, TypedConstant> property in attribute.NamedArguments)
        {
            if (property.Value is not { Kind: TypedConstantKind.Enum, Value: int value, Type: { } type }) continue;
            IFieldSymbol[] choices = [.. type.GetMembers().OfType<IFieldSymbol>().Where(member => member.HasConstantValue)];
            if (choices.Any(choice => choice.ConstantValue is int known && known == value)) continue;
            report(
                ShapeProblems.OutOfRange, OriginOfProperty(syntax, property.Key, origin), KilnNames.Short(attribute.AttributeClass!), property.Key, value,
                Expected.OneOf([.. choices.Select(choice => choice.Name)]));
        }
    }

    private static ITypeSymbol TypeOf(ISymbol member) => member is IPropertySymbol property ? property.Type : ((IFieldSymbol)member).Type;

    private EquatableArray<Argument> ReadArguments(AttributeData attribute, AttributeSyntax syntax, int origin)
    {
        IMethodSymbol constructor = attribute.AttributeConstructor!;
        return [.. constructor.Parameters.Select((parameter, i) =>
        {
            AttributeArgumentSyntax? given = Find(syntax, constructor, parameter);
            int place = given is null ? origin : spans.Add(given);
            return new Argument(parameter.Name, ReadConstant(attribute.ConstructorArguments[i], place), place) { IsPositional = given is { NameColon: null } };
        })];
    }

    /// <summary>The fields and properties of the block, and of the blocks that it derives from, which the attribute sets.</summary>
    private IEnumerable<Argument> ReadMembers(AttributeData attribute, AttributeSyntax syntax, int origin) =>
        from given in attribute.NamedArguments
        let member = FindMember(attribute.AttributeClass!, given.Key)
        where member is not null && KilnNames.IsBlock(member.ContainingType)
        let place = OriginOfProperty(syntax, given.Key, origin)
        select new Argument(reached.Add(BodyLowering.Setter(member)), ReadConstant(given.Value, place), place);

    private static ISymbol? FindMember(INamedTypeSymbol attribute, string name) =>
        KilnNames.Line(attribute).SelectMany(type => type.GetMembers(name)).FirstOrDefault(member => member is IPropertySymbol or IFieldSymbol);

    private static Expression ReadConstant(TypedConstant constant, int origin)
    {
        if (constant.IsNull) return new ConstantExpression(new Datum.Null(), origin);
        if (constant.Kind == TypedConstantKind.Array)
            return new ArrayExpression([.. constant.Values.Select(item => ReadConstant(item, origin))], origin);
        return Constants.ToDatum(constant.Value) is { } value
            ? new ConstantExpression(value, origin)
            : new UnsupportedExpression(
                $"An argument of type {constant.Type?.Name}", "arguments are int, double, bool, text, enums and arrays of them", [], origin);
    }

    /// <summary>The place of what is written for a property, or <paramref name="origin"/> if nothing is.</summary>
    public int OriginOfProperty(AttributeSyntax syntax, string property, int origin) =>
        ArgumentsOf(syntax).FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == property) is { } given ? spans.Add(given) : origin;
}
