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
        if (assignment is ISimpleAssignmentOperation { IsRef: true } || !IsTarget(assignment.Target, TypeOfItems(assignment))) return Unsupported(assignment);
        if (assignment is IDeconstructionAssignmentOperation { Value.Type.IsTupleType: not true }) return Unsupported(assignment);
        bool isPlain = assignment is ISimpleAssignmentOperation or IDeconstructionAssignmentOperation;
        Expression? value = assignment switch
        {
            _ when isPlain => Lower(assignment.Value),
            ICoalesceAssignmentOperation => new CoalesceExpression(new CurrentExpression(origin), Lower(assignment.Value), origin),
            ICompoundAssignmentOperation compound => LowerCompound(compound, origin),
            _ => null,
        };
        if (value is null) return Unsupported(assignment);
        Target target = isPlain ? TargetOf(assignment.Target, TypeOfItems(assignment))! : Changed(assignment.Target);
        return new AssignExpression(target, value, false, origin);
    }

    private Expression? LowerCompound(ICompoundAssignmentOperation compound, int origin)
    {
        var current = new CurrentExpression(origin);
        if (LayerOf(compound.OperatorMethod) is { } layer)
            return LowerNodeOperator(layer, origin, (compound.Target.Type, current), (compound.Value.Type, Lower(compound.Value)));
        if (compound.Type?.SpecialType == SpecialType.System_String && compound.OperatorKind == BinaryOperatorKind.Add && LowerText(compound.Value) is { } text)
            return new TextExpression([new TextPart(current, null), .. text], origin);
        return compound is { OperatorMethod: null, IsLifted: false }
            && Operator(compound.OperatorKind) is { } op
            && AreNumbers(op, compound.Target.Type, compound.Value.Type)
            ? Rounded(new BinaryExpression(op, current, Lower(compound.Value), origin), compound.Type) : null;
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

    /// <summary>A target whose new value is computed from the old one.</summary>
    private Target Changed(IOperation target) => TargetOf(target) is MemberTarget member ? member with { Read = Lower(target) } : TargetOf(target)!;

    /// <summary>The type of a tuple whose items are converted as they are assigned.</summary>
    private static ITypeSymbol? TypeOfItems(IAssignmentOperation assignment) => (assignment as IDeconstructionAssignmentOperation)?.Value.Type;

    /// <summary>The target that an operation names for a value of a type, or null if the language cannot assign to it.</summary>
    private Target? TargetOf(IOperation operation, ITypeSymbol? given = null) => operation switch
    {
        IDiscardOperation => new DiscardTarget(),
        IVariableDeclaratorOperation declared => _scope.Find(declared.Symbol),
        IDeclarationExpressionOperation declaration => TargetOf(declaration.Expression, given),
        ITupleOperation tuple when IsTarget(tuple, given) =>
            new TupleTarget([.. tuple.Elements.Select((element, index) => ItemTarget(element, ItemType(given, index)))]),
        IConversionOperation conversion when conversion.Conversion.IsIdentity || conversion.Conversion.IsReference => TargetOf(conversion.Operand),
        _ when VariableOf(operation) is { } variable => variable,
        _ when MemberOf(operation) is { } member => new MemberTarget(_reached.Add(member), null),
        _ when ListElement(operation) is var (list, index, fromEnd) =>
            new ElementTarget(Lower(list), Lower(index), fromEnd, _spans.Add(operation.Syntax)),
        _ => null,
    };

    private Target ItemTarget(IOperation item, ITypeSymbol? given)
    {
        Target target = TargetOf(item, given)!;
        return NumberOf(given) is { } source && NumberOf(item.Type) is { } kind && source != kind ? new NumberTarget(target, kind) : target;
    }

    private static ITypeSymbol? ItemType(ITypeSymbol? tuple, int index) =>
        (tuple as INamedTypeSymbol)?.TupleElements is { IsDefault: false } items && index < items.Length ? items[index].Type : null;

    /// <summary>Whether <see cref="TargetOf"/> will find a target; this declares nothing yet.</summary>
    private bool IsTarget(IOperation operation, ITypeSymbol? given = null) => operation switch
    {
        IDiscardOperation or IVariableDeclaratorOperation or ILocalReferenceOperation => true,
        IDeclarationExpressionOperation declaration => IsTarget(declaration.Expression, given),
        ITupleOperation tuple =>
            !tuple.Elements.Where((element, index) => !IsTarget(element, ItemType(given, index)) || !Takes(element, ItemType(given, index))).Any(),
        IConversionOperation conversion => (conversion.Conversion.IsIdentity || conversion.Conversion.IsReference) && IsTarget(conversion.Operand),
        IParameterReferenceOperation parameter => _scope.TryFind(parameter.Parameter) is not null,
        _ => ListElement(operation) is not null || MemberOf(operation) is not null,
    };

    /// <summary>Whether an item of a tuple is converted to the type of its target by a rule of the language, or not at all.</summary>
    private bool Takes(IOperation target, ITypeSymbol? given)
    {
        if (target is IDiscardOperation or ITupleOperation or IDeclarationExpressionOperation { Expression: ITupleOperation }
            || given is null
            || TypeOf(target) is not { } type) return true;
        return (NumberOf(given) is not null && NumberOf(type) is not null) || (IsList(given) && IsList(type))
            || (KeepsValue(compilation.ClassifyCommonConversion(given, type))
                && (type.SpecialType != SpecialType.System_Object || given.SpecialType == SpecialType.System_Object));
    }

    private static ITypeSymbol? TypeOf(IOperation target) => target is IVariableDeclaratorOperation variable ? variable.Symbol.Type : target.Type;

    /// <summary>The local or parameter that an operation names; primary-constructor parameters are not variables of the body.</summary>
    private VariableTarget? VariableOf(IOperation target) => target switch
    {
        ILocalReferenceOperation local => _scope.Find(local.Local),
        IParameterReferenceOperation parameter => _scope.TryFind(parameter.Parameter),
        IDeclarationExpressionOperation { Expression: ILocalReferenceOperation local } => _scope.Find(local.Local),
        _ => null,
    };
}
