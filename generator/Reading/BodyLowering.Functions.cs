using Kiln.Generator.Evaluation.Language;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kiln.Generator.Reading;

/// <summary>Local functions and lambdas: bodies inside the body, which see the variables around them.</summary>
internal sealed partial class BodyLowering
{
    private readonly Dictionary<ISymbol, (ILocalFunctionOperation Function, BodyScope Scope)> _announced = new(SymbolEqualityComparer.Default);

    /// <summary>
    /// A local function can be called before its place in the text, and may see variables declared after it: it is lowered when it is first called.
    /// </summary>
    private void Announce(ILocalFunctionOperation function)
    {
        _announced[function.Symbol] = (function, _scope);
        _scope.Reserve(function.Symbol);
    }

    private void LowerAnnounced(IMethodSymbol symbol)
    {
        if (!_announced.TryGetValue(symbol, out (ILocalFunctionOperation Function, BodyScope Scope) announced)) return;
        _announced.Remove(symbol);
        BodyScope caller = _scope;
        _scope = announced.Scope;
        int index = _scope.FindFunction(symbol)!.Value.Index;
        _scope.Complete(index, LowerFunction(symbol, announced.Function.Body, announced.Function));
        _scope = caller;
    }

    private Expression LowerLocalFunction(IMethodSymbol symbol, IOperation use)
    {
        symbol = symbol.OriginalDefinition;
        LowerAnnounced(symbol);
        return _scope.FindFunction(symbol) is var (index, level) ? new FunctionExpression(index, level, _spans.Add(use.Syntax)) : Unsupported(use);
    }

    private FunctionExpression LowerLambda(IAnonymousFunctionOperation lambda)
    {
        int index = _scope.Reserve(lambda.Symbol);
        _scope.Complete(index, LowerFunction(lambda.Symbol, lambda.Body, lambda));
        return new FunctionExpression(index, 0, _spans.Add(lambda.Syntax));
    }

    private Body LowerFunction(IMethodSymbol symbol, IBlockOperation? block, IOperation whole)
    {
        (List<Statement> outer, BodyScope around) = (_statements, _scope);
        (_statements, _scope) = ([], new BodyScope(around));
        foreach (IParameterSymbol parameter in symbol.Parameters) _scope.Declare(parameter);
        RefuseAttributes(symbol);
        if (block is not null) LowerStatements(block.Operations);
        if (block is null || !symbol.ReturnsVoid) EndWithoutValue(whole.Syntax);
        Body body = _scope.ToBody(symbol.Parameters.Select(parameter => parameter.Name).ToEquatableArray(), _statements);
        (_statements, _scope) = (outer, around);
        return body;
    }

    /// <summary>
    /// Functions inside a body have no parameters of their own to share or to freeze, so attributes that say so would be wrong.
    /// </summary>
    private void RefuseAttributes(IMethodSymbol function)
    {
        foreach (AttributeData attribute in function.GetAttributes())
        {
            INamedTypeSymbol? type = attribute.AttributeClass;
            bool isMeant = KilnNames.IsSharedAttribute(type)
                || KilnNames.IsEntryAttribute(type)
                || KilnNames.IsFrozenAttribute(type)
                || KilnNames.IsLayer(type);
            if (!isMeant || attribute.ApplicationSyntaxReference?.GetSyntax(cancellation) is not { } syntax) continue;
            _statements.Add(new ExpressionStatement(new UnsupportedExpression(
                $"'[{KilnNames.Short(type!)}]' on a local function or lambda", "put it on a method of a class", [], _spans.Add(syntax))));
        }
    }

    private Expression LowerDelegate(IDelegateCreationOperation creation) => creation.Target switch
    {
        IAnonymousFunctionOperation lambda => LowerLambda(lambda),
        IMethodReferenceOperation { Method: { MethodKind: MethodKind.LocalFunction } function } => LowerLocalFunction(function, creation),
        IMethodReferenceOperation { Method: var method } reference when IsReachable(method)
            && (reference.Instance is null or IInstanceReferenceOperation)
            && SymbolKeys.Receiver(method) is null =>
            new MethodGroupExpression(_reached.Add(method), _spans.Add(creation.Syntax)),
        _ => Unsupported(creation),
    };

    private Expression LowerInvoke(Expression function, IInvocationOperation call)
    {
        if (call.TargetMethod.Parameters.Any(parameter => parameter.RefKind is RefKind.Ref or RefKind.Out)) return Unsupported(call);
        int origin = _spans.Add(call.Syntax);
        return new InvokeExpression(function, LowerArguments(call.Arguments, origin), origin);
    }
}
