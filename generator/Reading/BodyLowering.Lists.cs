using Kiln.Generator.Evaluation.Language;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kiln.Generator.Reading;

/// <summary>Arrays, spans and lists, which are one thing to the evaluator.</summary>
internal sealed partial class BodyLowering
{
    private Expression LowerArray(IArrayCreationOperation array)
    {
        int origin = _spans.Add(array.Syntax);
        if (array.DimensionSizes.Length != 1) return Unsupported(array);
        if (array.Initializer is { } initializer) return new ArrayExpression(initializer.ElementValues.Select(LowerItem).ToEquatableArray(), origin);
        return DefaultOf(((IArrayTypeSymbol)array.Type!).ElementType) is { } element
            ? new NewArrayExpression(Lower(array.DimensionSizes[0]), element, origin)
            : Unsupported(array);
    }

    private Expression LowerCollection(ICollectionExpressionOperation list) => IsList(list.Type)
        ? new ArrayExpression(list.Elements.Select(LowerItem).ToEquatableArray(), _spans.Add(list.Syntax))
        : Unsupported(list);

    private Expression LowerItem(IOperation item) => item switch
    {
        IArrayInitializerOperation inner => new ArrayExpression(inner.ElementValues.Select(LowerItem).ToEquatableArray(), _spans.Add(inner.Syntax)),
        ISpreadOperation { ElementConversion: { IsNumeric: true, IsIdentity: false } } => Unsupported(item),
        ISpreadOperation spread => new SpreadExpression(Lower(spread.Operand), _spans.Add(spread.Syntax)),
        _ => Lower(item),
    };

    private Expression LowerElement(IOperation element)
    {
        int origin = _spans.Add(element.Syntax);
        if (ListElement(element) is var (list, index, fromEnd)) return new ElementExpression(Lower(list), Lower(index), fromEnd, origin);
        (IOperation? sliced, IOperation? range) = element switch
        {
            IArrayElementReferenceOperation { Indices.Length: 1 } array => (array.ArrayReference, array.Indices[0]),
            IImplicitIndexerReferenceOperation indexer => (indexer.Instance, indexer.Argument),
            _ => ((IOperation?)null, (IOperation?)null),
        };
        return sliced is not null && IsList(sliced.Type) && range is IRangeOperation bounds
            ? new RangeExpression(Lower(sliced), LowerBound(bounds.LeftOperand), LowerBound(bounds.RightOperand), IsSpan(sliced.Type), origin)
            : Unsupported(element);
    }

    private RangeBound? LowerBound(IOperation? bound)
    {
        if (bound is null) return null;
        (IOperation value, bool fromEnd) = Position(bound);
        return new RangeBound(Lower(value), fromEnd);
    }

    /// <summary>The list and the position of an element, or null if the operation is something else.</summary>
    private static (IOperation List, IOperation Index, bool FromEnd)? ListElement(IOperation operation)
    {
        (IOperation? list, IOperation? argument) = operation switch
        {
            IArrayElementReferenceOperation { Indices.Length: 1 } array => (array.ArrayReference, array.Indices[0]),
            IImplicitIndexerReferenceOperation { Instance: var instance, Argument: var given } => (instance, given),
            IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } instance, Arguments.Length: 1 } property =>
                (instance, property.Arguments[0].Value),
            _ => ((IOperation?)null, (IOperation?)null),
        };
        if (list is null || argument is null || !IsList(list.Type) || argument is IRangeOperation) return null;
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
        type is INamedTypeSymbol
        {
            Arity: 1,
            Name: "Span" or "ReadOnlySpan",
            ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true },
        };

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
