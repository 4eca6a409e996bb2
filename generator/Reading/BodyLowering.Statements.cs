using Kiln.Generator.Evaluation.Language;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kiln.Generator.Reading;

/// <summary>Statements, and the patterns of <c>is</c> and <c>switch</c>.</summary>
internal sealed partial class BodyLowering
{
    private void LowerStatements(IReadOnlyList<IOperation> operations)
    {
        foreach (ILocalFunctionOperation function in operations.OfType<ILocalFunctionOperation>()) Announce(function);
        foreach (IOperation operation in operations)
        {
            cancellation.ThrowIfCancellationRequested();
            LowerStatement(operation);
        }

        foreach (ILocalFunctionOperation function in operations.OfType<ILocalFunctionOperation>()) LowerAnnounced(function.Symbol);
    }

    private void LowerStatement(IOperation operation)
    {
        if (operation is IBlockOperation block) LowerStatements(block.Operations);
        else if (operation is IVariableDeclarationGroupOperation group) LowerDeclarations(group.Declarations);
        else if (operation is IExpressionStatementOperation statement) LowerExpressionStatement(statement.Operation);
        else if (operation is ILabeledOperation { Operation: { } labeled }) LowerStatement(labeled);
        else if (operation is IEmptyOperation or ILocalFunctionOperation) return;
        else if (Simple(operation) is { } simple) _statements.Add(simple);
        else AddUnsupported(operation, Unsupported(operation));
    }

    /// <summary>A statement that becomes a single one, where need be after others, or null if it is outside the language.</summary>
    private Statement? Simple(IOperation operation) => operation switch
    {
        IReturnOperation { Kind: OperationKind.Return } result => new ReturnStatement(result.ReturnedValue is { } value ? Lower(value) : null),
        IThrowOperation thrown => new ExpressionStatement(LowerThrow(thrown)),
        IConditionalOperation choice =>
            new IfStatement(Lower(choice.Condition), Nested(choice.WhenTrue), choice.WhenFalse is null ? [] : Nested(choice.WhenFalse)),
        IWhileLoopOperation { Condition: { } condition, ConditionIsUntil: false } loop =>
            new LoopStatement(Lower(condition), Trip(loop.Body), [], loop.ConditionIsTop),
        IForLoopOperation loop => LowerFor(loop),
        IForEachLoopOperation { IsAsynchronous: false } loop when IsForEach(loop) => LowerForEach(loop),
        ISwitchOperation choice when LowerSections(choice.Cases) is { } sections => new SwitchStatement(Lower(choice.Value), sections),
        IBranchOperation { BranchKind: BranchKind.Break } => new BreakStatement(),
        IBranchOperation { BranchKind: BranchKind.Continue } => new ContinueStatement(),
        _ => null,
    };

    private LoopStatement LowerFor(IForLoopOperation loop)
    {
        LowerStatements(loop.Before);
        Expression goesOn = loop.Condition is { } condition
            ? Lower(condition)
            : new ConstantExpression(new Datum.Bool(true), _spans.Add(((ForStatementSyntax)loop.Syntax).ForKeyword));
        return new LoopStatement(goesOn, Trip(loop.Body), Nested([.. loop.AtLoopBottom]), true);
    }

    private void LowerDeclarations(IEnumerable<IVariableDeclarationOperation> declarations)
    {
        foreach (IVariableDeclarationOperation declaration in declarations)
            foreach (IVariableDeclaratorOperation variable in declaration.Declarators)
                if (IsReference(variable)) Assign(_scope.Find(variable.Symbol), Unsupported(variable));
                else if ((variable.Initializer ?? declaration.Initializer) is { } initializer)
                    Assign(_scope.Find(variable.Symbol), Lower(initializer.Value));
                else _scope.Find(variable.Symbol);
    }

    private void LowerExpressionStatement(IOperation operation)
    {
        Expression lowered = Lower(operation);
        if (lowered is UnsupportedExpression or InvalidExpression && operation is IAssignmentOperation or IIncrementOrDecrementOperation)
            AddUnsupported(operation, lowered);
        else Add(lowered);
    }

    private bool IsForEach(IForEachLoopOperation loop) =>
        !IsReference(loop.LoopControlVariable) && IsList(Unconverted(loop.Collection).Type)
        && IsTarget(loop.LoopControlVariable, ItemType(loop)) && Takes(loop.LoopControlVariable, ItemType(loop));

    private ITypeSymbol? ItemType(IForEachLoopOperation loop) => model.GetForEachStatementInfo((CommonForEachStatementSyntax)loop.Syntax).ElementType;

    private ForEachStatement LowerForEach(IForEachLoopOperation loop)
    {
        Expression items = Lower(loop.Collection);
        ITypeSymbol? given = ItemType(loop), taken = TypeOf(loop.LoopControlVariable);
        bool isConverted = NumberOf(given) is not null && !SymbolEqualityComparer.Default.Equals(given, taken);
        if (!isConverted && !HoldsFunction(loop.Body.Syntax))
            return new ForEachStatement(TargetOf(loop.LoopControlVariable, given)!, items, Nested(loop.Body));

        // The variable of the loop is a new one in every trip, too: it is handed in.
        int handed = _scope.Temporary();
        ScopeStatement trip = InScope(() =>
        {
            Expression item = new VariableExpression(handed, items.Origin, 1);
            Assign(TargetOf(loop.LoopControlVariable, given)!, isConverted ? Number(item, given, taken, items.Origin) : item);
            LowerStatement(loop.Body);
        });
        return new ForEachStatement(new VariableTarget(handed), items, [trip]);
    }

    /// <summary>The body of a loop: with variables of its own in each trip where a function can keep hold of them.</summary>
    private EquatableArray<Statement> Trip(IOperation body) => HoldsFunction(body.Syntax) ? [InScope(() => LowerStatement(body))] : Nested(body);

    private ScopeStatement InScope(Action lower) => new(Inner([], lower));

    /// <summary>A body inside this one, with variables of its own.</summary>
    private Body Inner(EquatableArray<string> parameters, Action lower)
    {
        BodyScope around = _scope;
        _scope = new BodyScope(around);
        Body body = _scope.ToBody(parameters, Nested(lower));
        _scope = around;
        return body;
    }

    /// <summary>The statements of a block of its own.</summary>
    private EquatableArray<Statement> Nested(params IOperation[] operations) => Nested(() => LowerStatements(operations));

    private EquatableArray<Statement> Nested(Action lower)
    {
        List<Statement> outer = _statements;
        _statements = [];
        lower();
        EquatableArray<Statement> nested = [.. _statements];
        _statements = outer;
        return nested;
    }

    private void Add(Expression expression) => _statements.Add(new ExpressionStatement(expression));

    private void Assign(Target target, Expression value) => Add(new AssignExpression(target, value, false, value.Origin));

    /// <summary>What a statement outside the language may assign or return becomes unknown: its message is not followed by others about an absence.</summary>
    private void AddUnsupported(IOperation operation, Expression unsupported)
    {
        Add(unsupported);
        foreach (IOperation inner in operation.DescendantsAndSelf())
        {
            IOperation? target = (inner as IAssignmentOperation)?.Target ?? (inner as IIncrementOrDecrementOperation)?.Target;
            if (target is not null && VariableOf(target) is { } variable) Assign(variable, unsupported);
        }

        if (operation.DescendantsAndSelf().Any(inner => inner is IReturnOperation) || operation is IBranchOperation)
            _statements.Add(new ReturnStatement(unsupported));
    }

    /// <summary>A variable that is an alias of another: an assignment to either shows in both, but the language's variables hold values of their own.</summary>
    private static bool IsReference(IOperation variable) => variable is IVariableDeclaratorOperation { Symbol.RefKind: not RefKind.None };

    private static bool HoldsFunction(SyntaxNode body) =>
        body.DescendantNodes().Any(node => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax);

    private Expression LowerIs(IIsPatternOperation test) => LowerPattern(test.Pattern) is { } pattern
        ? new IsExpression(Lower(test.Value), pattern, _spans.Add(test.Syntax)) : Unsupported(test.Pattern, test.Value);

    private Expression LowerSwitch(ISwitchExpressionOperation choice)
    {
        Expression value = Lower(choice.Value);
        var arms = new List<SwitchArm>();
        foreach (ISwitchExpressionArmOperation arm in choice.Arms)
        {
            if (LowerPattern(arm.Pattern) is not { } pattern) return Unsupported(arm.Pattern, choice.Value);
            arms.Add(new SwitchArm(pattern, arm.Guard is null ? null : Lower(arm.Guard), Lower(arm.Value)));
        }

        return new SwitchExpression(value, [.. arms], _spans.Add(choice.Syntax));
    }

    /// <summary>The sections of a switch statement, the default one last; null if a pattern is outside the language.</summary>
    private EquatableArray<SwitchSection>? LowerSections(IReadOnlyList<ISwitchCaseOperation> cases)
    {
        var sections = new List<(SwitchSection Section, bool IsDefault)>();
        foreach (ISwitchCaseOperation section in cases)
        {
            SwitchLabel?[] labels = [.. section.Clauses.Select(LowerLabel)];
            if (labels.Contains(null)) return null;
            var lowered = new SwitchSection([.. labels.Select(label => label!)], Nested([.. section.Body]));
            sections.Add((lowered, section.Clauses.Any(clause => clause is IDefaultCaseClauseOperation)));
        }

        return [.. sections.OrderBy(section => section.IsDefault).Select(section => section.Section)];
    }

    private SwitchLabel? LowerLabel(ICaseClauseOperation clause) => clause switch
    {
        IDefaultCaseClauseOperation => new SwitchLabel(new AnyPattern(null), null),
        ISingleValueCaseClauseOperation single => new SwitchLabel(new RelationPattern(BinaryOperator.Equal, Lower(single.Value)), null),
        IPatternCaseClauseOperation { Pattern: var pattern, Guard: var guard } when LowerPattern(pattern) is { } lowered =>
            new SwitchLabel(lowered, guard is null ? null : Lower(guard)),
        _ => null,
    };

    private Pattern? LowerPattern(IPatternOperation pattern) => pattern switch
    {
        IConstantPatternOperation constant => new RelationPattern(BinaryOperator.Equal, Lower(constant.Value)),
        IRelationalPatternOperation relation when Operator(relation.OperatorKind) is { } op => new RelationPattern(op, Lower(relation.Value)),
        IDiscardPatternOperation => new AnyPattern(null),
        IDeclarationPatternOperation { MatchesNull: true } any => new AnyPattern(Variable(any.DeclaredSymbol)),
        IDeclarationPatternOperation declared when IsOwnType(declared.MatchedType, declared.InputType) => new NotNullPattern(Variable(declared.DeclaredSymbol)),
        ITypePatternOperation type when IsOwnType(type.MatchedType, type.InputType) => new NotNullPattern(null),
        INegatedPatternOperation not when LowerPattern(not.Pattern) is { } inner => new NotPattern(inner),
        IBinaryPatternOperation both when LowerPattern(both.LeftPattern) is { } left && LowerPattern(both.RightPattern) is { } right =>
            new BothPattern(both.OperatorKind == BinaryOperatorKind.And, left, right),
        IRecursivePatternOperation recursive when recursive.PropertySubpatterns.IsEmpty => LowerTuplePattern(recursive),
        _ => null,
    };

    private Pattern? LowerTuplePattern(IRecursivePatternOperation recursive)
    {
        if (recursive.DeconstructionSubpatterns.IsEmpty) return new NotNullPattern(Variable(recursive.DeclaredSymbol));
        if (!recursive.InputType.IsTupleType || recursive.DeclaredSymbol is not null) return null;
        Pattern?[] items = [.. recursive.DeconstructionSubpatterns.Select(LowerPattern)];
        return items.All(item => item is not null) ? new TuplePattern([.. items.Select(item => item!)]) : null;
    }

    private VariableTarget? Variable(ISymbol? symbol) => symbol is null ? null : _scope.Find(symbol);

    /// <summary>A test for the type that the value has anyway, unless it is null.</summary>
    private static bool IsOwnType(ITypeSymbol? matched, ITypeSymbol input) => SymbolEqualityComparer.Default.Equals(Underlying(matched), Underlying(input));
}
