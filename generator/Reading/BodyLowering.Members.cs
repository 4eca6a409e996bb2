using Kiln.Generator.Evaluation.Language;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kiln.Generator.Reading;

/// <summary>Properties and fields: of nodes, of lists and tuples, and those in source.</summary>
internal sealed partial class BodyLowering
{
    private Expression LowerProperty(IPropertyReferenceOperation property)
    {
        int origin = _spans.Add(property.Syntax);
        if (property.Instance is { } instance)
        {
            if (KilnNames.IsNode(property.Property.ContainingType)) return LowerNodeProperty(property, origin);
            if (ListElement(property) is var (list, index, fromEnd)) return new ElementExpression(Lower(list), Lower(index), fromEnd, origin);
            bool hasLength = IsList(instance.Type) || instance.Type?.SpecialType == SpecialType.System_String;
            if (property.Property.Name is "Length" or "Count" && hasLength) return new LengthExpression(Lower(instance), origin);
            if (property.Property.ContainingType.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T)
                return property.Property.Name == "Value" ? WithValue(Lower(instance)) : new IsExpression(Lower(instance), new NotNullPattern(null), origin);
        }

        return property.Property.IsIndexer ? Unsupported(property) : LowerMember(property.Property, property.Instance, property);
    }

    /// <summary>A nullable number as a number: if there is none, C# throws in these words.</summary>
    private static CoalesceExpression WithValue(Expression nullable) =>
        new(
            nullable,
            new ThrowExpression(
                new ConstantExpression(new Datum.String("A nullable number that is null is used as a number"), nullable.Origin), nullable.Origin),
            nullable.Origin);

    /// <summary>What a node says about its shape.</summary>
    private Expression LowerNodeProperty(IPropertyReferenceOperation property, int origin)
    {
        Expression node = Lower(property.Instance!);
        if (!property.Property.IsIndexer) return new ShapeExpression(node, property.Property.Name, origin);
        (IOperation index, bool fromEnd) = Position(property.Arguments[0].Value);
        return index.Type?.SpecialType == SpecialType.System_Int32 ? new DimensionExpression(node, Lower(index), fromEnd, origin) : Unsupported(index, index);
    }

    private Expression LowerField(IFieldReferenceOperation field)
    {
        if (field.Instance?.Type is INamedTypeSymbol { IsTupleType: true } tuple)
        {
            IFieldSymbol item = field.Field.CorrespondingTupleField ?? field.Field;
            int index = tuple.TupleElements.Select(element => element.CorrespondingTupleField ?? element).ToList()
                .FindIndex(element => element.Name == item.Name);
            return index >= 0 ? new TupleItemExpression(Lower(field.Instance), index, _spans.Add(field.Syntax)) : Unsupported(field);
        }

        return LowerMember(field.Field, field.Instance, field);
    }

    /// <summary>A field or property of a block or of a class in source.</summary>
    private Expression LowerMember(ISymbol member, IOperation? instance, IOperation read)
    {
        if (!IsReachable(member)) return Unsupported(read);
        int origin = _spans.Add(read.Syntax);
        EquatableArray<Expression> arguments = [];
        Expression? block = null;
        if (SymbolKeys.Receiver(member) is not null) arguments = [Lower(instance!)];
        else if (instance is not (null or IInstanceReferenceOperation)) block = Lower(instance);
        return new CallExpression(_reached.Add(member), block, arguments, null, origin);
    }

    /// <summary>
    /// Whether the body of a member can be read: it is in this project or in a library that Kiln compiled, it is static or a member of a block, and it
    /// is certain which body is meant.
    /// </summary>
    private bool IsReachable(ISymbol member)
    {
        if (!IsWithinReach(member)) return false;
        bool hasOwner = member.IsStatic || SymbolKeys.Receiver(member) is not null || KilnNames.IsBlock(member.ContainingType);
        return hasOwner && member switch
        {
            IMethodSymbol method => IsOneBody(method) && method.Parameters.All(parameter => parameter.RefKind is RefKind.None or RefKind.In)
                && method.MethodKind is MethodKind.Ordinary && !method.IsAsync,
            IPropertySymbol property =>
                IsOneBody(property) && (!property.IsStatic || ((property.SetMethod is null || property.SetMethod.IsInitOnly) && IsSetOnce(property))),
            IFieldSymbol field => !field.IsImplicitlyDeclared && (!field.IsStatic || (field.IsReadOnly && IsSetOnce(field))),
            _ => false,
        };
    }

    /// <summary>A static constructor never runs here, and would give other values than the initializers do.</summary>
    private bool IsSetOnce(ISymbol member) => !IsHere(member) || member.ContainingType.StaticConstructors.All(constructor => constructor.IsImplicitlyDeclared);

    /// <summary>Whether the source of a member is at hand, or its text.</summary>
    private bool IsWithinReach(ISymbol member) => IsHere(member) || (member.ContainingAssembly is { } library && LibraryBodies.Of(library).Has(member));

    private bool IsHere(ISymbol member) => SymbolEqualityComparer.Default.Equals(member.ContainingAssembly, compilation.Assembly);

    private static bool IsOneBody(ISymbol member) => !member.IsVirtual && !member.IsOverride && !member.IsAbstract && !member.IsExtern;
}
