using Kiln.Generator.Evaluation.Language;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kiln.Generator.Reading;

/// <summary>Properties and fields: of nodes, of tuples, and those in source; arrays, spans and lists, which are one thing to the evaluator.</summary>
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

    private const string NoNumber = "A nullable number that is null is used as a number";

    /// <summary>A nullable number as a number: if there is none, C# throws.</summary>
    private static CoalesceExpression WithValue(Expression nullable) =>
        new(nullable, new ThrowExpression(new ConstantExpression(new Datum.String(NoNumber), nullable.Origin), nullable.Origin), nullable.Origin);

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
    private Expression LowerMember(ISymbol member, IOperation? instance, IOperation read) =>
        IsReachable(member) ? CallOf(member, instance, [], _spans.Add(read.Syntax)) : Unsupported(read);

    /// <summary>Whether a member's body can be read: here or in a library's text, static or of a block, and certain to be the one that is meant.</summary>
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

    private Expression LowerArray(IArrayCreationOperation array)
    {
        int origin = _spans.Add(array.Syntax);
        if (array.DimensionSizes.Length != 1) return Unsupported(array);
        if (array.Initializer is { } initializer) return new ArrayExpression([.. initializer.ElementValues.Select(LowerItem)], origin);
        return DefaultOf(((IArrayTypeSymbol)array.Type!).ElementType) is { } element
            ? new NewArrayExpression(Lower(array.DimensionSizes[0]), element, origin) : Unsupported(array);
    }

    private Expression LowerCollection(ICollectionExpressionOperation list) => IsList(list.Type)
        ? new ArrayExpression([.. list.Elements.Select(LowerItem)], _spans.Add(list.Syntax)) : Unsupported(list);

    private Expression LowerItem(IOperation item) => item switch
    {
        IArrayInitializerOperation inner => new ArrayExpression([.. inner.ElementValues.Select(LowerItem)], _spans.Add(inner.Syntax)),
        ISpreadOperation { ElementConversion: { IsNumeric: true, IsIdentity: false } } => Unsupported(item),
        ISpreadOperation spread => new SpreadExpression(Lower(spread.Operand), _spans.Add(spread.Syntax)),
        _ => Lower(item),
    };

    private Expression LowerElement(IOperation element)
    {
        int origin = _spans.Add(element.Syntax);
        if (ListElement(element) is var (list, index, fromEnd)) return new ElementExpression(Lower(list), Lower(index), fromEnd, origin);
        return Indexed(element) is ({ } sliced, IRangeOperation range) && IsList(sliced.Type)
            ? new RangeExpression(Lower(sliced), LowerBound(range.LeftOperand), LowerBound(range.RightOperand), IsSpan(sliced.Type), origin)
            : Unsupported(element);
    }

    private RangeBound? LowerBound(IOperation? bound) =>
        bound is not null && Position(bound) is var (value, fromEnd) ? new RangeBound(Lower(value), fromEnd) : null;

    /// <summary>What an operation takes an element or a range of, and which.</summary>
    private static (IOperation? List, IOperation? Argument) Indexed(IOperation operation) => operation switch
    {
        IArrayElementReferenceOperation { Indices.Length: 1 } array => (array.ArrayReference, array.Indices[0]),
        IImplicitIndexerReferenceOperation indexer => (indexer.Instance, indexer.Argument),
        IPropertyReferenceOperation { Property.IsIndexer: true, Arguments.Length: 1 } property => (property.Instance, property.Arguments[0].Value),
        _ => (null, null),
    };

    /// <summary>The list and the position of an element, or null if the operation is something else.</summary>
    private static (IOperation List, IOperation Index, bool FromEnd)? ListElement(IOperation operation)
    {
        (IOperation? list, IOperation? argument) = Indexed(operation);
        if (list is null || !IsList(list.Type) || argument is null or IRangeOperation) return null;
        (IOperation index, bool fromEnd) = Position(argument);
        return index.Type?.SpecialType == SpecialType.System_Int32 ? (list, index, fromEnd) : null;
    }

    /// <summary><c>3</c> or <c>^1</c>, wherever C# makes an Index of it.</summary>
    private static (IOperation Value, bool FromEnd) Position(IOperation index)
    {
        if (index is IConversionOperation { OperatorMethod: not null } converted) index = converted.Operand;
        return index is IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat } hat ? (hat.Operand, true) : (index, false);
    }

    public static Datum? DefaultOf(ITypeSymbol type) => type switch
    {
        { SpecialType: SpecialType.System_Boolean } => new Datum.Bool(false),
        { IsReferenceType: true } or INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } => new Datum.Null(),
        _ => NumberOf(type) is { } number ? number == NumberKind.Int ? new Datum.Int(0) : new Datum.Float(0) : null,
    };

    private static bool IsSpan(ITypeSymbol? type) =>
        type is INamedTypeSymbol { Arity: 1, Name: "Span" or "ReadOnlySpan", ContainingNamespace: { Name: "System", ContainingNamespace: var outer } }
        && outer.IsGlobalNamespace;

    /// <summary>Arrays of one dimension, spans, lists and the interfaces that collection expressions give.</summary>
    private static bool IsList(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol array => array.Rank == 1,
        _ when IsSpan(type) => true,
        INamedTypeSymbol
        {
            Arity: 1,
            Name: "List" or "IReadOnlyList" or "IList" or "IReadOnlyCollection" or "ICollection" or "IEnumerable",
            ContainingNamespace: { Name: "Generic", ContainingNamespace.Name: "Collections" },
        } => true,
        _ => false,
    };
}
