using Kiln.Generator.Evaluation.Language;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kiln.Generator.Reading;

/// <summary>
/// Lowers a body from Roslyn's operations to the body language: an allow-list. Anything that is not on it becomes an
/// <see cref="UnsupportedExpression"/> that evaluation reports in its place, so that code which no network reaches is never complained about.
/// </summary>
internal sealed partial class BodyLowering(SemanticModel model, Compilation compilation, CancellationToken cancellation)
{
    private readonly SpanRecorder _spans = new();
    private readonly ReachedSymbols _reached = new();
    private BodyScope _scope = new(null);
    private List<Statement> _statements = [];

    /// <summary>The places that the origins of the body index.</summary>
    public EquatableArray<SourceSpan> Spans => _spans.ToTable();

    /// <summary>The blocks and members that the body refers to.</summary>
    public IReadOnlyList<ISymbol> Reaches => _reached.Symbols;

    /// <summary>The body of a method or of a property's accessor.</summary>
    public Body LowerMethod(IMethodSymbol method, SyntaxNode declaration)
    {
        _makesBlock = method.MethodKind == MethodKind.PropertySet;
        IParameterSymbol[] parameters = [.. SymbolKeys.Parameters(method)];
        foreach (IParameterSymbol parameter in parameters) _scope.Declare(parameter);
        IBlockOperation? block = model.GetOperation(declaration, cancellation) switch
        {
            IMethodBodyOperation body => body.BlockBody ?? body.ExpressionBody,
            IBlockOperation body => body,
            _ => null,
        };
        LowerBlock(block, method, declaration);
        return _scope.ToBody([.. parameters.Select(parameter => parameter.Name)], _statements);
    }

    /// <summary>The initializer of a field or property.</summary>
    public Body LowerInitializer(SyntaxNode initializer)
    {
        IOperation? value = (model.GetOperation(initializer, cancellation) as ISymbolInitializerOperation)?.Value;
        _statements.Add(new ReturnStatement(value is null ? new InvalidExpression(_spans.Add(initializer)) : Lower(value)));
        return _scope.ToBody([], _statements);
    }

    /// <summary>C# demands a value at the end of a method that returns one, so it has reported any body that ends without.</summary>
    private void LowerBlock(IBlockOperation? block, IMethodSymbol method, SyntaxNode declaration)
    {
        if (block is not null) LowerStatements(block.Operations);
        if ((block is null || !method.ReturnsVoid) && _statements.LastOrDefault() is not ReturnStatement)
            _statements.Add(new ReturnStatement(new InvalidExpression(_spans.Add(declaration))));
    }

    /// <summary>Only whole constructs are called unsupported: half-typed code has its message from C#. Patterns are with the value they match.</summary>
    private Expression Unsupported(IOperation operation, IOperation? value = null)
    {
        int origin = operation is IInvocationOperation ? AddCall(operation.Syntax) : _spans.Add(operation.Syntax);
        if (operation.DescendantsAndSelf().Any(inner => inner.Kind == OperationKind.Invalid)
            || operation is IForEachLoopOperation loop && ItemType(loop) is null) return new InvalidExpression(origin);
        (string construct, string supported) = Constructs.Describe(operation);
        IEnumerable<IOperation> operands = value is null ? Operands.Of(operation) : [value];
        return new UnsupportedExpression(construct, supported, [.. operands.Select(Lower)], origin);
    }

    private Expression Lower(IOperation operation)
    {
        if (!ExecutionStack.IsSufficient())
            return new UnsupportedExpression(
                "An expression that is nested this deeply", "put parts of a long chain into variables", [], _spans.Add(operation.Syntax));
        if (operation.Kind == OperationKind.Invalid || operation.Type?.TypeKind == TypeKind.Error)
            return FindGeneratedMember(operation) ?? new InvalidExpression(_spans.Add(operation.Syntax));
        if (operation.ConstantValue is { HasValue: true, Value: var folded })
            return FindGeneratedMember(operation)
                ?? (Constants.ToDatum(folded) is { } constant ? new ConstantExpression(constant, _spans.Add(operation.Syntax)) : Unsupported(operation));
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
            ITupleOperation tuple => new TupleExpression([.. tuple.Elements.Select(Lower)], _spans.Add(tuple.Syntax)),
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
            ? new GeneratedMemberExpression(member, _spans.Add(syntax)) : null;
}
