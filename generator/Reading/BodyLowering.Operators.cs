using Kiln.Generator.Evaluation.Language;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kiln.Generator.Reading;

/// <summary>Operators and conversions; those on nodes are layers: nodes are inputs, a number is the argument "left" or "right". Composed names.</summary>
internal sealed partial class BodyLowering
{
    private Expression LowerBinary(IBinaryOperation binary)
    {
        int origin = _spans.Add(binary.Syntax);
        if (LayerOf(binary.OperatorMethod) is { } layer)
            return LowerNodeOperator(
                layer, origin, (binary.LeftOperand.Type, Lower(binary.LeftOperand)), (binary.RightOperand.Type, Lower(binary.RightOperand)));
        if (binary is { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String })
            return LowerText(binary) is { } parts ? new TextExpression([.. parts], origin) : Unsupported(binary);
        if (binary.OperatorKind is BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr && binary.OperatorMethod is null)
            return LowerLogic(binary, origin);
        if (Operator(binary.OperatorKind) is not { } op) return Unsupported(binary);
        bool isEquality = op is BinaryOperator.Equal or BinaryOperator.NotEqual && HaveEquality(binary.LeftOperand, binary.RightOperand);
        if (!isEquality && (binary.OperatorMethod is not null || binary.IsLifted || !AreNumbers(op, binary.LeftOperand.Type, binary.RightOperand.Type)))
            return Unsupported(binary);
        return Rounded(new BinaryExpression(op, Lower(binary.LeftOperand), Lower(binary.RightOperand), origin), binary.Type);
    }

    /// <summary>&amp;&amp; and || do not look at their right side where the left one decides.</summary>
    private ConditionalExpression LowerLogic(IBinaryOperation logic, int origin)
    {
        Expression left = Lower(logic.LeftOperand), right = Lower(logic.RightOperand);
        return logic.OperatorKind == BinaryOperatorKind.ConditionalAnd
            ? new ConditionalExpression(left, right, new ConstantExpression(new Datum.Bool(false), origin), origin)
            : new ConditionalExpression(left, new ConstantExpression(new Datum.Bool(true), origin), right, origin);
    }

    private Expression LowerUnary(IUnaryOperation unary)
    {
        int origin = _spans.Add(unary.Syntax);
        if (LayerOf(unary.OperatorMethod) is { } layer) return LowerNodeOperator(layer, origin, (unary.Operand.Type, Lower(unary.Operand)));
        if (unary.OperatorMethod is not null || unary.IsLifted) return Unsupported(unary);
        bool isNumber = NumberOf(unary.Operand.Type) is not null;
        if (unary.OperatorKind == UnaryOperatorKind.Plus && isNumber) return Lower(unary.Operand);
        UnaryOperator? op = unary.OperatorKind switch
        {
            UnaryOperatorKind.Minus when isNumber => UnaryOperator.Minus,
            UnaryOperatorKind.BitwiseNegation when isNumber => UnaryOperator.Complement,
            UnaryOperatorKind.Not when unary.Type?.SpecialType == SpecialType.System_Boolean => UnaryOperator.Not,
            _ => null,
        };
        return op is { } known ? new UnaryExpression(known, Lower(unary.Operand), origin) : Unsupported(unary);
    }

    private static LayerExpression LowerNodeOperator(string layer, int origin, params (ITypeSymbol? Type, Expression Value)[] operands) => LayerOf(
        layer,
        [
            .. operands.Select((operand, index) => new Given(
                KilnNames.IsNode(operand.Type),
                new Argument(index == 0 ? LayerExpression.Left : LayerExpression.Right, operand.Value, operand.Value.Origin))),
        ],
        origin);

    private Expression LowerConversion(IConversionOperation conversion)
    {
        ITypeSymbol? from = conversion.Operand.Type, to = conversion.Type;
        if (!conversion.Conversion.Exists) return new InvalidExpression(_spans.Add(conversion.Syntax));

        // Arrays become spans by operators, or by conversions that C# 14 has of its own.
        if (IsList(to) && (IsList(from) || conversion.Operand is ICollectionExpressionOperation)) return Lower(conversion.Operand);
        if (conversion.OperatorMethod is not null) return Unsupported(conversion);
        if (NumberOf(from) is not null && NumberOf(to) is not null) return Number(Lower(conversion.Operand), from, to, _spans.Add(conversion.Syntax));
        bool keepsValue = KeepsValue(conversion.Conversion)
            || conversion.Operand is ICollectionExpressionOperation or ITupleOperation or IThrowOperation or IConditionalOperation or ISwitchExpressionOperation
            || SymbolEqualityComparer.Default.Equals(Underlying(from), Underlying(to));
        return (keepsValue && to?.SpecialType != SpecialType.System_Object) || IsNullTest(conversion) ? Lower(conversion.Operand) : Unsupported(conversion);
    }

    /// <summary>C# folds expressions of constants, and has reported those that it cannot: they overflow, or divide by zero.</summary>
    private static bool IsRejectedConstant(IOperation operation)
    {
        return operation switch
        {
            IConversionOperation { OperatorMethod: null } conversion =>
                IsNumber(conversion.Operand) && NumberOf(conversion.Type) is not null && !IsNullable(conversion.Type),
            IUnaryOperation { OperatorMethod: null, OperatorKind: not UnaryOperatorKind.Hat } unary => IsNumber(unary.Operand),
            IBinaryOperation { OperatorMethod: null } binary => IsNumber(binary.LeftOperand) && IsNumber(binary.RightOperand),
            _ => false,
        };

        static bool IsNumber(IOperation operand) => operand.ConstantValue is { HasValue: true, Value: not null } && NumberOf(operand.Type) is not null;
    }

    /// <summary>A number of one type as one of another.</summary>
    private static Expression Number(Expression number, ITypeSymbol? from, ITypeSymbol? to, int origin)
    {
        Expression operand = IsNullable(from) && !IsNullable(to) ? WithValue(number) : number;
        return NumberOf(to) is { } kind && kind != NumberOf(from) ? new ConversionExpression(kind, operand, origin) : operand;
    }

    private static bool KeepsValue(CommonConversion conversion) => conversion.IsIdentity || conversion.IsReference || conversion.IsNullable;

    /// <summary>References are compared as objects.</summary>
    private static bool IsNullTest(IConversionOperation conversion) =>
        conversion.Conversion.IsReference && conversion.Parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals };

    /// <summary>C# rounds after every operation on float.</summary>
    private static Expression Rounded(Expression value, ITypeSymbol? type) =>
        NumberOf(type) == NumberKind.Single ? new ConversionExpression(NumberKind.Single, value, value.Origin) : value;

    /// <summary>The layer that an operator of Node stands for, or null for operators of other types.</summary>
    private static string? LayerOf(IMethodSymbol? operatorMethod) =>
        operatorMethod is null || !KilnNames.IsNode(operatorMethod.ContainingType) ? null : operatorMethod.Name switch
        {
            WellKnownMemberNames.AdditionOperatorName => "Add",
            WellKnownMemberNames.SubtractionOperatorName => "Subtract",
            WellKnownMemberNames.MultiplyOperatorName => "Multiply",
            WellKnownMemberNames.DivisionOperatorName => "Divide",
            WellKnownMemberNames.UnaryNegationOperatorName => "Negate",
            _ => null,
        };

    private static bool AreNumbers(BinaryOperator op, ITypeSymbol? left, ITypeSymbol? right) =>
        NumberOf(left) is { } a && NumberOf(right) is { } b
            ? a == b
                && (a == NumberKind.Int
                    || op is not (BinaryOperator.And or BinaryOperator.Or or BinaryOperator.ExclusiveOr or BinaryOperator.ShiftLeft
                        or BinaryOperator.ShiftRight or BinaryOperator.UnsignedShiftRight))
            : left?.SpecialType == SpecialType.System_Boolean && right?.SpecialType == SpecialType.System_Boolean;

    /// <summary>Text, and whatever may be null.</summary>
    private static bool HaveEquality(IOperation left, IOperation right)
    {
        return IsComparable(left) && IsComparable(right);

        static bool IsComparable(IOperation operand)
        {
            if (operand.ConstantValue is { HasValue: true, Value: null }) return true;
            ITypeSymbol? type = operand is IConversionOperation { Type.SpecialType: SpecialType.System_Object } boxed ? boxed.Operand.Type : operand.Type;
            return type?.SpecialType == SpecialType.System_String || KilnNames.IsNode(type) || IsList(type) || type is { TypeKind: TypeKind.Delegate }
                || (IsNullable(type) && (NumberOf(type) is not null || Underlying(type)?.SpecialType == SpecialType.System_Boolean));
        }
    }

    /// <summary>The kind of number of a type, its nullable form and enums included.</summary>
    private static NumberKind? NumberOf(ITypeSymbol? type) => Underlying(type)?.SpecialType switch
    {
        SpecialType.System_Int32 => NumberKind.Int,
        SpecialType.System_Double => NumberKind.Double,
        SpecialType.System_Single => NumberKind.Single,
        _ => null,
    };

    private static bool IsNullable(ITypeSymbol? type) => type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T };

    private static ITypeSymbol? Underlying(ITypeSymbol? type) => type switch
    {
        INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable => Underlying(nullable.TypeArguments[0]),
        INamedTypeSymbol { TypeKind: TypeKind.Enum } number => number.EnumUnderlyingType,
        _ => type,
    };

    /// <summary>Roslyn's kinds in the order of the language's operators.</summary>
    private static readonly BinaryOperatorKind[] s_operators =
    [
        BinaryOperatorKind.Add, BinaryOperatorKind.Subtract, BinaryOperatorKind.Multiply, BinaryOperatorKind.Divide, BinaryOperatorKind.Remainder,
        BinaryOperatorKind.Equals, BinaryOperatorKind.NotEquals, BinaryOperatorKind.LessThan, BinaryOperatorKind.LessThanOrEqual,
        BinaryOperatorKind.GreaterThan, BinaryOperatorKind.GreaterThanOrEqual, BinaryOperatorKind.And, BinaryOperatorKind.Or,
        BinaryOperatorKind.ExclusiveOr, BinaryOperatorKind.LeftShift, BinaryOperatorKind.RightShift, BinaryOperatorKind.UnsignedRightShift,
    ];

    private static BinaryOperator? Operator(BinaryOperatorKind kind) => Array.IndexOf(s_operators, kind) is >= 0 and var op ? (BinaryOperator)op : null;

    private Expression LowerInterpolation(IInterpolatedStringOperation text)
    {
        var parts = new List<TextPart>();
        foreach (IInterpolatedStringContentOperation part in text.Parts)
            if (part is IInterpolatedStringTextOperation literal) parts.Add(new TextPart(Lower(literal.Text), null));
            else if (part is IInterpolationOperation { Alignment: null } hole && LowerText(hole.Expression) is { } inner)
                parts.AddRange(inner.Select(piece => piece with { Format = hole.FormatString?.ConstantValue.Value as string }));
            else return Unsupported(part);

        return new TextExpression([.. parts], _spans.Add(text.Syntax));
    }

    /// <summary>An operand of '+', whose own operands may be joined as well; null if its type has no text that does not depend on the machine.</summary>
    private IReadOnlyList<TextPart>? LowerText(IOperation operand)
    {
        if (operand is IConversionOperation { Type.SpecialType: SpecialType.System_Object } boxed) operand = boxed.Operand;
        if (operand is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, ConstantValue.HasValue: false } joined
            && operand.Type?.SpecialType == SpecialType.System_String)
            return LowerText(joined.LeftOperand) is { } left && LowerText(joined.RightOperand) is { } right ? [.. left, .. right] : null;
        bool hasText = operand.Type is
        {
            TypeKind: not TypeKind.Enum,
            SpecialType: SpecialType.System_String or SpecialType.System_Int32 or SpecialType.System_Double or SpecialType.System_Single
                or SpecialType.System_Boolean or SpecialType.System_Char,
        };
        return hasText ? [new TextPart(Lower(operand), null)] : null;
    }
}
