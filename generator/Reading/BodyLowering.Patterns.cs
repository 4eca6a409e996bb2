using Kiln.Generator.Evaluation.Language;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kiln.Generator.Reading;

/// <summary><c>is</c>, <c>switch</c> and their patterns.</summary>
internal sealed partial class BodyLowering
{
    private Expression LowerIs(IIsPatternOperation test) => LowerPattern(test.Pattern) is { } pattern
        ? new IsExpression(Lower(test.Value), pattern, _spans.Add(test.Syntax))
        : Unsupported(test.Pattern, test.Value);

    private Expression LowerSwitch(ISwitchExpressionOperation choice)
    {
        Expression value = Lower(choice.Value);
        var arms = new List<SwitchArm>();
        foreach (ISwitchExpressionArmOperation arm in choice.Arms)
        {
            if (LowerPattern(arm.Pattern) is not { } pattern) return Unsupported(arm.Pattern, choice.Value);
            arms.Add(new SwitchArm(pattern, arm.Guard is null ? null : Lower(arm.Guard), Lower(arm.Value)));
        }

        return new SwitchExpression(value, arms.ToEquatableArray(), _spans.Add(choice.Syntax));
    }

    /// <summary>The sections of a switch statement, the default one last; null if a pattern is outside the language.</summary>
    private EquatableArray<SwitchSection>? LowerSections(IReadOnlyList<ISwitchCaseOperation> cases)
    {
        var sections = new List<SwitchSection>();
        SwitchSection? otherwise = null;
        foreach (ISwitchCaseOperation section in cases)
        {
            var labels = new List<SwitchLabel>();
            bool isDefault = false;
            foreach (ICaseClauseOperation clause in section.Clauses)
            {
                isDefault |= clause is IDefaultCaseClauseOperation;
                SwitchLabel? label = clause switch
                {
                    IDefaultCaseClauseOperation => new SwitchLabel(new AnyPattern(null), null),
                    ISingleValueCaseClauseOperation single => new SwitchLabel(new RelationPattern(BinaryOperator.Equal, Lower(single.Value)), null),
                    IPatternCaseClauseOperation { Pattern: var pattern, Guard: var guard } when LowerPattern(pattern) is { } lowered =>
                        new SwitchLabel(lowered, guard is null ? null : Lower(guard)),
                    _ => null,
                };
                if (label is null) return null;
                labels.Add(label);
            }

            var done = new SwitchSection(labels.ToEquatableArray(), Nested([.. section.Body]));
            if (isDefault) otherwise = done;
            else sections.Add(done);
        }

        if (otherwise is not null) sections.Add(otherwise);
        return sections.ToEquatableArray();
    }

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
        return items.All(item => item is not null) ? new TuplePattern(items.Select(item => item!).ToEquatableArray()) : null;
    }

    private VariableTarget? Variable(ISymbol? symbol) => symbol is null ? null : _scope.Find(symbol);

    /// <summary>A test for the type that the value has anyway, unless it is null.</summary>
    private static bool IsOwnType(ITypeSymbol? matched, ITypeSymbol input) => SymbolEqualityComparer.Default.Equals(Underlying(matched), Underlying(input));
}
