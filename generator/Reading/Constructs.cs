using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kiln.Generator.Reading;

/// <summary>How messages call a construct that the body language lacks.</summary>
internal static class Constructs
{
    public static string Describe(IOperation operation) => operation switch
    {
        IConditionalOperation { Type: null } => "'if'",
        IConditionalOperation => "'?:'",
        IForEachLoopOperation => "'foreach'",
        IForLoopOperation => "'for'",
        IWhileLoopOperation => "'while'",
        ISwitchOperation or ISwitchExpressionOperation => "'switch'",
        ITryOperation => "'try'",
        IThrowOperation => "'throw'",
        IUsingOperation or IUsingDeclarationOperation => "'using'",
        IAnonymousFunctionOperation or IDelegateCreationOperation => "A lambda",
        ILocalFunctionOperation => "A local function",
        IFieldReferenceOperation field => $"The field {field.Field.Name}",
        IPropertyReferenceOperation property => $"The property {property.Property.Name}",
        IInvocationOperation call => $"The method {call.TargetMethod.ContainingType.Name}.{call.TargetMethod.Name}",
        IObjectCreationOperation creation => $"'new {creation.Type?.Name}'",
        IBinaryOperation binary => $"This operator on {binary.LeftOperand.Type?.Name} and {binary.RightOperand.Type?.Name}",
        IUnaryOperation unary => $"This operator on {unary.Operand.Type?.Name}",
        IConversionOperation conversion => $"A conversion from {conversion.Operand.Type?.Name ?? "null"} to {conversion.Type?.Name}",
        IAssignmentOperation => "An assignment to anything but a local variable",
        IIncrementOrDecrementOperation => "'++' or '--'",
        ISpreadOperation or ICollectionExpressionOperation => "A spread element",
        { ConstantValue.HasValue: true, Type: { } type } => $"A constant of type {type.Name}",
        _ => $"The construct '{operation.Kind}'",
    };
}
