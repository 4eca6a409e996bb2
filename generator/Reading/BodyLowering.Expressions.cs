using Kiln.Generator.Evaluation.Language;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kiln.Generator.Reading;

/// <summary>Expressions: which rule lowers which operation.</summary>
internal sealed partial class BodyLowering
{
    private Expression Lower(IOperation operation)
    {
        if (!ExecutionStack.IsSufficient())
            return new UnsupportedExpression(
                "An expression that is nested this deeply", "put parts of a long chain into variables", [], _spans.Add(operation.Syntax));
        if (operation.Kind == OperationKind.Invalid || operation.Type?.TypeKind == TypeKind.Error)
            return FindGeneratedMember(operation) ?? new InvalidExpression(_spans.Add(operation.Syntax));
        if (operation.ConstantValue.HasValue)
        {
            return FindGeneratedMember(operation)
                ?? (Constants.ToDatum(operation.ConstantValue.Value) is { } constant
                    ? new ConstantExpression(constant, _spans.Add(operation.Syntax))
                    : Unsupported(operation));
        }

        if (IsRejectedConstant(operation)) return new InvalidExpression(_spans.Add(operation.Syntax));
        return operation switch
        {
            IParenthesizedOperation inner => Lower(inner.Operand),
            IConversionOperation conversion => LowerConversion(conversion),
            ILocalReferenceOperation or IParameterReferenceOperation => LowerVariable(operation),
            IInvocationOperation call => LowerCall(call),
            IObjectCreationOperation creation => LowerCreation(creation),
            IPropertyReferenceOperation property => LowerProperty(property),
            IFieldReferenceOperation field => LowerField(field),
            IBinaryOperation binary => LowerBinary(binary),
            IUnaryOperation unary => LowerUnary(unary),
            IAssignmentOperation assignment => LowerAssignment(assignment),
            IIncrementOrDecrementOperation step => LowerStep(step),
            IConditionalOperation { WhenFalse: { } otherwise } choice =>
                new ConditionalExpression(Lower(choice.Condition), Lower(choice.WhenTrue), Lower(otherwise), _spans.Add(choice.Syntax)),
            ICoalesceOperation coalesce => new CoalesceExpression(Lower(coalesce.Value), Lower(coalesce.WhenNull), _spans.Add(coalesce.Syntax)),
            IIsPatternOperation test => LowerIs(test),
            ISwitchExpressionOperation choice => LowerSwitch(choice),
            IInterpolatedStringOperation text => LowerInterpolation(text),
            IArrayCreationOperation array => LowerArray(array),
            ICollectionExpressionOperation list => LowerCollection(list),
            IArrayElementReferenceOperation or IImplicitIndexerReferenceOperation => LowerElement(operation),
            ITupleOperation tuple => new TupleExpression(tuple.Elements.Select(Lower).ToEquatableArray(), _spans.Add(tuple.Syntax)),
            IDelegateCreationOperation creation => LowerDelegate(creation),
            IAnonymousFunctionOperation lambda => LowerLambda(lambda),
            IThrowOperation thrown => LowerThrow(thrown),
            IDefaultValueOperation { Type: { } type } when DefaultOf(type) is { } value => new ConstantExpression(value, _spans.Add(operation.Syntax)),
            _ => Unsupported(operation),
        };
    }

    private Expression LowerVariable(IOperation reference)
    {
        int origin = _spans.Add(reference.Syntax);
        return VariableOf(reference) is { } variable
            ? new VariableExpression(variable.Slot, origin, variable.Level)
            : new CaptureExpression(SymbolKeys.OfCapture(((IParameterReferenceOperation)reference).Parameter), origin);
    }

    /// <summary>The text given to an exception is the message; its type means nothing to the user of a block.</summary>
    private Expression LowerThrow(IThrowOperation thrown)
    {
        IOperation? exception = thrown.Exception;
        while (exception is IConversionOperation conversion) exception = conversion.Operand;
        if (exception is not IObjectCreationOperation creation) return Unsupported(thrown);
        IOperation? message = creation.Arguments.FirstOrDefault(
            argument => argument.Parameter is { Name: "message", Type.SpecialType: SpecialType.System_String })?.Value;
        int origin = _spans.Add(thrown.Syntax);
        return new ThrowExpression(message is null ? new ConstantExpression(new Datum.String(creation.Type?.Name ?? ""), origin) : Lower(message), origin);
    }

    /// <summary>Looked up only for expressions that may name a constant; literals cannot.</summary>
    private Expression? FindGeneratedMember(IOperation operation) =>
        operation is not ILiteralOperation && operation.Syntax is ExpressionSyntax syntax and not LiteralExpressionSyntax
        && GeneratedMembers.In(syntax, compilation, cancellation) is { } member
            ? new GeneratedMemberExpression(member, _spans.Add(syntax))
            : null;
}
