using Kiln.Generator.Evaluation;
using Kiln.Generator.Evaluation.Language;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kiln.Generator.Reading;

/// <summary>Assignments to variables, elements, members of a block that is being made, and tuples of them.</summary>
internal sealed partial class BodyLowering
{
    private Expression LowerAssignment(IAssignmentOperation assignment)
    {
        int origin = _spans.Add(assignment.Syntax);
        if (assignment is ISimpleAssignmentOperation { IsRef: true } || !IsTarget(assignment.Target)) return Unsupported(assignment);
        if (assignment is IDeconstructionAssignmentOperation { Value.Type.IsTupleType: not true }) return Unsupported(assignment);
        Expression? value = assignment switch
        {
            ISimpleAssignmentOperation or IDeconstructionAssignmentOperation => Lower(assignment.Value),
            ICoalesceAssignmentOperation => new CoalesceExpression(new CurrentExpression(origin), Lower(assignment.Value), origin),
            ICompoundAssignmentOperation compound => LowerCompound(compound, origin),
            _ => null,
        };
        return value is null ? Unsupported(assignment) : new AssignExpression(assignment is ISimpleAssignmentOperation ? TargetOf(assignment.Target)! : Changed(assignment.Target), value, false, origin);
    }

    private Expression? LowerCompound(ICompoundAssignmentOperation compound, int origin)
    {
        var current = new CurrentExpression(origin);
        if (LayerOf(compound.OperatorMethod) is { } layer)
            return LowerNodeOperator(layer, (compound.Target.Type, current), (compound.Value.Type, Lower(compound.Value)), origin);
        if (compound.Type?.SpecialType == SpecialType.System_String && compound.OperatorKind == BinaryOperatorKind.Add && LowerText(compound.Value) is { } text)
            return new TextExpression([new TextPart(current, null), .. text], origin);
        return compound is { OperatorMethod: null, IsLifted: false } && Operator(compound.OperatorKind) is { } op && AreNumbers(op, compound.Target.Type, compound.Value.Type)
            ? Rounded(new BinaryExpression(op, current, Lower(compound.Value), origin), compound.Type)
            : null;
    }

    private Expression LowerStep(IIncrementOrDecrementOperation step)
    {
        int origin = _spans.Add(step.Syntax);
        if (step.OperatorMethod is not null || step.IsLifted || !IsTarget(step.Target) || NumberOf(step.Target.Type) is not { } kind) return Unsupported(step);
        Datum one = kind == NumberKind.Int ? new Datum.Int(1) : new Datum.Float(1);
        BinaryOperator op = step.Kind == OperationKind.Increment ? BinaryOperator.Add : BinaryOperator.Subtract;
        Expression value = new BinaryExpression(op, new CurrentExpression(origin), new ConstantExpression(one, origin), origin);
        return new AssignExpression(Changed(step.Target), Rounded(value, step.Target.Type), step.IsPostfix, origin);
    }

    /// <summary>A target whose new value comes from the one before.</summary>
    private Target Changed(IOperation target) => TargetOf(target) is MemberTarget member ? member with { Read = Lower(target) } : TargetOf(target)!;

    /// <summary>What an operation names as a target, or null where the language cannot assign to it.</summary>
    private Target? TargetOf(IOperation operation)
    {
        switch (operation)
        {
            case IDiscardOperation:
                return new DiscardTarget();
            case IVariableDeclaratorOperation declared:
                return _scope.Find(declared.Symbol);
            case IDeclarationExpressionOperation declaration:
                return TargetOf(declaration.Expression);
            case ITupleOperation tuple when tuple.Elements.All(IsTarget):
                return new TupleTarget(tuple.Elements.Select(element => TargetOf(element)!).ToEquatableArray());
            case IConversionOperation conversion when conversion.Conversion.IsIdentity || conversion.Conversion.IsReference:
                return TargetOf(conversion.Operand);
            default:
                if (VariableOf(operation) is { } variable) return variable;
                if (MemberOf(operation) is { } member) return new MemberTarget(_reached.Add(member), null);
                return ListElement(operation) is var (list, index, fromEnd)
                    ? new ElementTarget(Lower(list), Lower(index), fromEnd, _spans.Add(operation.Syntax))
                    : null;
        }
    }

    /// <summary>Whether <see cref="TargetOf"/> finds a target; it declares nothing yet.</summary>
    private bool IsTarget(IOperation operation) => operation switch
    {
        IDiscardOperation or IVariableDeclaratorOperation or ILocalReferenceOperation => true,
        IDeclarationExpressionOperation declaration => IsTarget(declaration.Expression),
        ITupleOperation tuple => tuple.Elements.All(IsTarget),
        IConversionOperation conversion => (conversion.Conversion.IsIdentity || conversion.Conversion.IsReference) && IsTarget(conversion.Operand),
        IParameterReferenceOperation parameter => _scope.TryFind(parameter.Parameter) is not null,
        _ => ListElement(operation) is not null || MemberOf(operation) is not null,
    };

    /// <summary>The local or parameter that an operation names; primary-constructor parameters are no variables of the body.</summary>
    private VariableTarget? VariableOf(IOperation target) => target switch
    {
        ILocalReferenceOperation local => _scope.Find(local.Local),
        IParameterReferenceOperation parameter => _scope.TryFind(parameter.Parameter),
        IDeclarationExpressionOperation { Expression: ILocalReferenceOperation local } => _scope.Find(local.Local),
        _ => null,
    };
}
