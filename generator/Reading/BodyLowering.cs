using Kiln.Generator.Evaluation.Language;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kiln.Generator.Reading;

/// <summary>
/// Lowers a method body from Roslyn's operations to the body language: an allow-list. Whatever is not on it becomes an
/// <see cref="UnsupportedExpression"/> that evaluation reports in its place, so that code which no network reaches is never complained about.
/// </summary>
internal sealed partial class BodyLowering
{
    private readonly SemanticModel _model;
    private readonly Compilation _compilation;
    private readonly CancellationToken _cancellation;
    private readonly SpanRecorder _spans = new();
    private readonly Dictionary<ISymbol, int> _slots = new(SymbolEqualityComparer.Default);
    private readonly List<INamedTypeSymbol> _blocks = [];
    private readonly List<Statement> _statements = [];
    private readonly EquatableArray<string> _parameters;

    public BodyLowering(IMethodSymbol method, SemanticModel model, Compilation compilation, CancellationToken cancellation)
    {
        _model = model;
        _compilation = compilation;
        _cancellation = cancellation;
        _parameters = method.Parameters.Select(parameter => parameter.Name).ToEquatableArray();
        foreach (IParameterSymbol parameter in method.Parameters) Slot(parameter);
    }

    /// <summary>The places that the origins of the body index.</summary>
    public EquatableArray<SourceSpan> Spans => _spans.ToTable();

    /// <summary>The blocks that the body constructs.</summary>
    public IReadOnlyList<INamedTypeSymbol> Blocks => _blocks;

    public Body Lower(SyntaxNode declaration)
    {
        if (_model.GetOperation(declaration, _cancellation) is IMethodBodyOperation { } method && (method.BlockBody ?? method.ExpressionBody) is { } block)
            LowerStatements(block.Operations);
        else
            _statements.Add(new ReturnStatement(new InvalidExpression(_spans.Add(declaration))));
        return new Body(_parameters, _slots.Count, _statements.ToEquatableArray());
    }

    private int Slot(ISymbol variable)
    {
        if (!_slots.TryGetValue(variable, out int slot)) _slots.Add(variable, slot = _slots.Count);
        return slot;
    }

    private void LowerStatements(IEnumerable<IOperation> operations)
    {
        foreach (IOperation operation in operations)
        {
            _cancellation.ThrowIfCancellationRequested();
            LowerStatement(operation);
        }
    }

    private void LowerStatement(IOperation operation)
    {
        switch (operation)
        {
            case IBlockOperation block:
                LowerStatements(block.Operations);
                break;
            case IEmptyOperation:
                break;
            case IVariableDeclarationGroupOperation group:
                foreach (IVariableDeclarationOperation declaration in group.Declarations)
                    foreach (IVariableDeclaratorOperation variable in declaration.Declarators)
                        if ((variable.Initializer ?? declaration.Initializer) is { } initializer)
                            Assign(variable.Symbol, Lower(initializer.Value));
                break;
            case IReturnOperation { ReturnedValue: { } value }:
                _statements.Add(new ReturnStatement(Lower(value)));
                break;
            case IExpressionStatementOperation statement:
                LowerExpressionStatement(statement.Operation);
                break;
            default:
                LowerUnsupportedStatement(operation);
                break;
        }
    }

    private void LowerExpressionStatement(IOperation operation)
    {
        switch (operation)
        {
            case ISimpleAssignmentOperation { IsRef: false } assignment when Variable(assignment.Target) is { } variable:
                Assign(variable, Lower(assignment.Value));
                break;
            case ICompoundAssignmentOperation compound when Variable(compound.Target) is { } variable && Operator(compound.OperatorKind) is { } op && IsNumber(compound.Target.Type, compound.Value.Type):
                Assign(variable, new BinaryExpression(op, Lower(compound.Target), Lower(compound.Value), _spans.Add(compound.Syntax)));
                break;
            case IDeconstructionAssignmentOperation deconstruction when Targets(deconstruction.Target) is { } slots && deconstruction.Value is { Type.IsTupleType: true }:
                _statements.Add(new AssignStatement(slots, Lower(deconstruction.Value)));
                break;
            case IInvocationOperation:
                _statements.Add(new ExpressionStatement(Lower(operation)));
                break;
            default:
                LowerUnsupportedStatement(operation);
                break;
        }
    }

    private void Assign(ISymbol variable, Expression value) => _statements.Add(new AssignStatement([Slot(variable)], value));

    /// <summary>The local or parameter of this method that an operation names; primary-constructor parameters are no variables of the body.</summary>
    private ISymbol? Variable(IOperation target) => target switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter when _slots.ContainsKey(parameter.Parameter) => parameter.Parameter,
        IDeclarationExpressionOperation { Expression: ILocalReferenceOperation local } => local.Local,
        _ => null,
    };

    /// <summary>The slots of <c>(a, b, _)</c>, discards negative, or null where a target is no variable.</summary>
    private EquatableArray<int>? Targets(IOperation target)
    {
        if (target is IDeclarationExpressionOperation declaration) target = declaration.Expression;
        if (target is not ITupleOperation { Elements.Length: > 1 } tuple) return null;
        var slots = new List<int>();
        foreach (IOperation element in tuple.Elements)
        {
            if (element is IDiscardOperation) slots.Add(-1);
            else if (Variable(element) is { } variable) slots.Add(Slot(variable));
            else return null;
        }

        return slots.ToEquatableArray();
    }

    /// <summary>
    /// A statement outside the language. What it may assign becomes unknown and what it may return too, so that the one message about it is not followed by
    /// others about its absence.
    /// </summary>
    private void LowerUnsupportedStatement(IOperation operation)
    {
        Expression unsupported = Unsupported(operation);
        _statements.Add(new ExpressionStatement(unsupported));
        foreach (IOperation inner in operation.DescendantsAndSelf())
        {
            if (inner is IAssignmentOperation assignment && Variable(assignment.Target) is { } variable) Assign(variable, unsupported);
            if (inner is IIncrementOrDecrementOperation step && Variable(step.Target) is { } counter) Assign(counter, unsupported);
        }

        if (operation.DescendantsAndSelf().Any(inner => inner is IReturnOperation)) _statements.Add(new ReturnStatement(unsupported));
    }
}
