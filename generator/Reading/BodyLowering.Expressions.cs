using Kiln.Generator.Evaluation.Language;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kiln.Generator.Reading;

/// <summary>Expressions that are numbers, shapes and lists.</summary>
internal sealed partial class BodyLowering
{
    private Expression Lower(IOperation operation)
    {
        if (operation.Kind == OperationKind.Invalid || operation.Type?.TypeKind == TypeKind.Error)
            return FindGeneratedMember(operation) ?? new InvalidExpression(_spans.Add(operation.Syntax));
        if (operation.ConstantValue.HasValue)
        {
            return FindGeneratedMember(operation)
                ?? (Constants.ToDatum(operation.ConstantValue.Value) is { } constant ? new ConstantExpression(constant, _spans.Add(operation.Syntax)) : Unsupported(operation));
        }

        return operation switch
        {
            IParenthesizedOperation inner => Lower(inner.Operand),
            IConversionOperation conversion => LowerConversion(conversion),
            ILocalReferenceOperation local => new VariableExpression(Slot(local.Local), _spans.Add(local.Syntax)),
            IParameterReferenceOperation parameter => LowerParameter(parameter),
            IInvocationOperation call => LowerCall(call),
            IObjectCreationOperation creation => LowerCreation(creation),
            IPropertyReferenceOperation property => LowerProperty(property),
            IBinaryOperation binary when LayerOf(binary.OperatorMethod) is { } layer => LowerNodeOperator(layer, binary.LeftOperand, binary.RightOperand, binary),
            IUnaryOperation unary when LayerOf(unary.OperatorMethod) is { } layer => LowerNodeOperator(layer, unary.Operand, null, unary),
            IBinaryOperation binary when Operator(binary.OperatorKind) is { } op && IsNumber(binary.LeftOperand.Type, binary.RightOperand.Type) =>
                new BinaryExpression(op, Lower(binary.LeftOperand), Lower(binary.RightOperand), _spans.Add(binary.Syntax)),
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Minus } minus when IsNumber(minus.Type, minus.Type) =>
                new UnaryExpression(UnaryOperator.Minus, Lower(minus.Operand), _spans.Add(minus.Syntax)),
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Plus } plus when IsNumber(plus.Type, plus.Type) => Lower(plus.Operand),
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Type.SpecialType: SpecialType.System_Boolean } not =>
                new UnaryExpression(UnaryOperator.Not, Lower(not.Operand), _spans.Add(not.Syntax)),
            IArrayCreationOperation { Initializer: { } initializer } => LowerItems(initializer.ElementValues, operation),
            ICollectionExpressionOperation { } list when !list.Elements.Any(element => element is ISpreadOperation) => LowerItems(list.Elements, operation),
            ITupleOperation tuple => new TupleExpression(tuple.Elements.Select(Lower).ToEquatableArray(), _spans.Add(tuple.Syntax)),
            _ => Unsupported(operation),
        };
    }

    private ArrayExpression LowerItems(IEnumerable<IOperation> items, IOperation list) => new(items.Select(Lower).ToEquatableArray(), _spans.Add(list.Syntax));

    private Expression LowerParameter(IParameterReferenceOperation reference) =>
        _slots.TryGetValue(reference.Parameter, out int slot)
            ? new VariableExpression(slot, _spans.Add(reference.Syntax))
            : new CaptureExpression(reference.Parameter.Name, _spans.Add(reference.Syntax));

    private Expression LowerConversion(IConversionOperation conversion)
    {
        if (conversion.OperatorMethod is not null) return Unsupported(conversion);
        if (conversion.Conversion is { IsNumeric: true, IsIdentity: false })
        {
            return (conversion.Operand.Type?.SpecialType, conversion.Type?.SpecialType) switch
            {
                (SpecialType.System_Int32, SpecialType.System_Double) => new ConversionExpression(true, Lower(conversion.Operand), _spans.Add(conversion.Syntax)),
                (SpecialType.System_Double, SpecialType.System_Int32) => new ConversionExpression(false, Lower(conversion.Operand), _spans.Add(conversion.Syntax)),
                _ => Unsupported(conversion),
            };
        }

        return conversion.Conversion.IsIdentity || conversion.Conversion.IsReference || conversion.Operand is ICollectionExpressionOperation or ITupleOperation
            ? Lower(conversion.Operand)
            : Unsupported(conversion);
    }

    /// <summary>What a node says about its shape.</summary>
    private Expression LowerProperty(IPropertyReferenceOperation property)
    {
        if (property.Instance is null || !KilnNames.IsNode(property.Property.ContainingType)) return Unsupported(property);
        Expression node = Lower(property.Instance);
        int origin = _spans.Add(property.Syntax);
        if (!property.Property.IsIndexer) return new ShapeExpression(node, property.Property.Name, origin);
        IOperation index = property.Arguments[0].Value;
        if (index is IConversionOperation { OperatorMethod: not null } converted) index = converted.Operand;
        return index switch
        {
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat } fromEnd => new DimensionExpression(node, Lower(fromEnd.Operand), true, origin),
            { Type.SpecialType: SpecialType.System_Int32 } => new DimensionExpression(node, Lower(index), false, origin),
            _ => Unsupported(index),
        };
    }

    /// <summary>Looked for only where the name of a constant could be meant; literals cannot.</summary>
    private Expression? FindGeneratedMember(IOperation operation) =>
        operation is not ILiteralOperation && operation.Syntax is ExpressionSyntax syntax and not LiteralExpressionSyntax
        && GeneratedMembers.In(syntax, _compilation, _cancellation) is { } member
            ? new GeneratedMemberExpression(member, _spans.Add(syntax))
            : null;

    /// <summary>Half-typed code is normal in an editor and has its message from C# already, so only whole constructs are called unsupported.</summary>
    private Expression Unsupported(IOperation operation)
    {
        int origin = _spans.Add(operation.Syntax);
        return operation.DescendantsAndSelf().Any(inner => inner.Kind == OperationKind.Invalid)
            ? new InvalidExpression(origin)
            : new UnsupportedExpression(Constructs.Describe(operation), origin);
    }

    private static bool IsNumber(ITypeSymbol? left, ITypeSymbol? right) =>
        left?.SpecialType == right?.SpecialType && left?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Double or SpecialType.System_Boolean;

    private static BinaryOperator? Operator(BinaryOperatorKind kind) => kind switch
    {
        BinaryOperatorKind.Add => BinaryOperator.Add,
        BinaryOperatorKind.Subtract => BinaryOperator.Subtract,
        BinaryOperatorKind.Multiply => BinaryOperator.Multiply,
        BinaryOperatorKind.Divide => BinaryOperator.Divide,
        BinaryOperatorKind.Remainder => BinaryOperator.Remainder,
        BinaryOperatorKind.Equals => BinaryOperator.Equal,
        BinaryOperatorKind.NotEquals => BinaryOperator.NotEqual,
        BinaryOperatorKind.LessThan => BinaryOperator.Less,
        BinaryOperatorKind.LessThanOrEqual => BinaryOperator.LessOrEqual,
        BinaryOperatorKind.GreaterThan => BinaryOperator.Greater,
        BinaryOperatorKind.GreaterThanOrEqual => BinaryOperator.GreaterOrEqual,
        BinaryOperatorKind.And or BinaryOperatorKind.ConditionalAnd => BinaryOperator.And,
        BinaryOperatorKind.Or or BinaryOperatorKind.ConditionalOr => BinaryOperator.Or,
        _ => null,
    };
}
