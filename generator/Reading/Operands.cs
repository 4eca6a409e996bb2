using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kiln.Generator.Reading;

/// <summary>
/// The operands of an operation outside the language. If one is unknown, that has been reported, and the operation is not: a stack that cannot be made is
/// one mistake, however often it is used.
/// </summary>
internal static class Operands
{
    public static IEnumerable<IOperation> Of(IOperation operation) =>
        Candidates(operation).OfType<IOperation>().Where(operand => operand is not IInstanceReferenceOperation);

    private static IEnumerable<IOperation?> Candidates(IOperation operation) => operation switch
    {
        IInvocationOperation call => [call.Instance ?? Receiver(call), .. Variables(call.Arguments)],
        IObjectCreationOperation creation => Variables(creation.Arguments),
        IPropertyReferenceOperation property => [property.Instance, .. Variables(property.Arguments)],
        IMemberReferenceOperation member => [member.Instance],
        IDelegateCreationOperation { Target: IMethodReferenceOperation method } => [method.Instance],
        IDynamicInvocationOperation { Operation: IDynamicMemberReferenceOperation member } call => [member.Instance, .. call.Arguments],
        IDynamicMemberReferenceOperation member => [member.Instance],
        IDynamicIndexerAccessOperation indexer => [indexer.Operation],
        IConditionalAccessOperation access => [access.Operation],
        IArrayElementReferenceOperation element => [element.ArrayReference, .. element.Indices.OfType<ILocalReferenceOperation>()],
        IImplicitIndexerReferenceOperation element => [element.Instance, element.Argument as ILocalReferenceOperation],
        IBinaryOperation binary => [binary.LeftOperand, binary.RightOperand],
        IUnaryOperation unary => [unary.Operand],
        IConversionOperation conversion => [conversion.Operand],
        IDeconstructionAssignmentOperation assignment => [assignment.Value],
        IAssignmentOperation assignment => [.. Place(assignment.Target), assignment.Value],
        IIncrementOrDecrementOperation step => Place(step.Target),
        IWithOperation copy => [copy.Operand],
        ISpreadOperation spread => [spread.Operand],
        IInterpolationOperation part => [part.Expression],
        IIsTypeOperation test => [test.ValueOperand],
        ISwitchOperation choice => [choice.Value],
        IForEachLoopOperation loop => [loop.Collection],
        _ => [],
    };

    /// <summary>A variable, or what a property or element belongs to.</summary>
    private static IEnumerable<IOperation?> Place(IOperation target) => target is ILocalReferenceOperation ? [target] : Candidates(target);

    private static IOperation? Receiver(IInvocationOperation call) => call.TargetMethod.IsExtensionMethod ? call.Arguments.FirstOrDefault()?.Value : null;

    /// <summary>The variables among arguments; other arguments may need conversions that only the method itself asks for.</summary>
    private static IEnumerable<IOperation?> Variables(IEnumerable<IArgumentOperation> arguments) =>
        arguments.Where(argument => argument.Parameter?.RefKind == RefKind.None)
            .Select(argument => Unconverted(argument.Value)).OfType<ILocalReferenceOperation>();

    private static IOperation Unconverted(IOperation operation) => operation is IConversionOperation conversion ? Unconverted(conversion.Operand) : operation;
}
