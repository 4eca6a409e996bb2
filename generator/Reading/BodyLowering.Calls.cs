using Kiln.Generator.Evaluation.Language;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace Kiln.Generator.Reading;

/// <summary>Calls: of nodes, of functions that are values, of System.Math, of lists, and of methods in source; local functions and lambdas.</summary>
internal sealed partial class BodyLowering
{
    private Expression LowerCall(IInvocationOperation call)
    {
        IMethodSymbol method = call.TargetMethod;
        if (DependsOnOrder(call.Arguments)) return DisorderedArguments(AddCall(call.Syntax));
        if (KilnNames.IsNode(method.ContainingType)) return LowerNodeCall(call);
        if (method.MethodKind == MethodKind.DelegateInvoke && call.Instance is { } function) return LowerInvoke(Lower(function), call);
        if (method.MethodKind == MethodKind.LocalFunction) return LowerInvoke(LowerLocalFunction(method, call), call);
        if (!IsReachable(method)) return IsMath(method) ? LowerMath(call) : LowerListCall(call) ?? Unsupported(call);
        int origin = AddCall(call.Syntax);
        return CallOf(method, call.Instance, LowerArguments(call.Arguments, origin), origin);
    }

    /// <summary>A call of a member: of the block around, of another one, or of an extension, whose receiver is its first argument.</summary>
    private CallExpression CallOf(ISymbol member, IOperation? instance, EquatableArray<Expression> arguments, int origin)
    {
        bool isExtension = SymbolKeys.Receiver(member) is not null;
        if (isExtension) arguments = [Lower(instance!), .. arguments];
        Expression? block = isExtension || instance is null or IInstanceReferenceOperation ? null : Lower(instance);
        return new CallExpression(_reached.Add(member), block, arguments, null, origin);
    }

    private Expression LowerMath(IInvocationOperation call)
    {
        int origin = AddCall(call.Syntax);
        if (!MathFunctions.All.Contains((call.TargetMethod.Name, call.Arguments.Length))
            || !call.Arguments.All(argument => NumberOf(argument.Parameter!.Type) is not null)) return Unsupported(call);
        EquatableArray<Expression> arguments = LowerArguments(call.Arguments, origin);

        // A mode follows the digits, or takes their place if there are none.
        if (call.TargetMethod is { Name: "Round", Parameters: { Length: 2 } parameters } && parameters[1].Type.TypeKind == TypeKind.Enum)
            arguments = [arguments[0], new ConstantExpression(new Datum.Int(0), origin), arguments[1]];
        return new MathExpression(call.TargetMethod.Name, arguments, origin);
    }

    public static bool IsMath(IMethodSymbol method) =>
        method is { IsStatic: true, ContainingType: { Name: "Math", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } };

    private Expression? LowerListCall(IInvocationOperation call)
    {
        int origin = AddCall(call.Syntax);
        return (call.TargetMethod.Name, call.Instance ?? call.Arguments.FirstOrDefault()?.Value) switch
        {
            ("Empty", null) when call.TargetMethod.ContainingType.SpecialType == SpecialType.System_Array => new ArrayExpression([], origin),
            ("Add", { } list) when call.Instance is not null && IsList(list.Type) => new AppendExpression(Lower(list), Lower(call.Arguments[0].Value), origin),
            ("ToArray" or "ToList", { } list) when call.TargetMethod.Parameters.Length == (call.Instance is null ? 1 : 0) && IsList(Unconverted(list).Type) =>
                new ArrayExpression([new SpreadExpression(Lower(Unconverted(list)), origin)], origin),
            _ => null,
        };
    }

    private static IOperation Unconverted(IOperation operation) =>
        operation is IConversionOperation { Conversion: { IsReference: true } or { IsIdentity: true } } conversion ? conversion.Operand : operation;

    /// <summary>Arguments in the order of the parameters, regardless of the order in which they are written.</summary>
    private EquatableArray<Expression> LowerArguments(IEnumerable<IArgumentOperation> arguments, int origin) =>
        [.. arguments.OrderBy(argument => argument.Parameter!.Ordinal).Select(argument => LowerArgument(argument, origin).Value)];

    private static UnsupportedExpression DisorderedArguments(int origin) =>
        new("Named arguments that change variables out of order", "arguments are evaluated in the order of the parameters", [], origin);

    /// <summary>
    /// C# evaluates arguments as they are written, the evaluator in the order of the parameters: that shows where one of them assigns, or calls a method that
    /// may change an array or a list which another one reads.
    /// </summary>
    private static bool DependsOnOrder(IReadOnlyList<IArgumentOperation> arguments)
    {
        if (arguments.Zip(arguments.Skip(1), (one, next) => one.Parameter!.Ordinal < next.Parameter!.Ordinal).All(isInOrder => isInOrder)) return false;
        IOperation[] inner = [.. arguments.SelectMany(argument => argument.Descendants())];
        return inner.Any(
            operation => operation is IAssignmentOperation or IIncrementOrDecrementOperation
                or IInvocationOperation { TargetMethod.MethodKind: MethodKind.LocalFunction or MethodKind.DelegateInvoke })
            || (inner.Any(operation => operation is IInvocationOperation call && MayChangeList(call.TargetMethod))
                && arguments.Count(argument => !IsUnchangeable(argument.Value)) > 1);
    }

    private static bool MayChangeList(IMethodSymbol method) =>
        !KilnNames.IsNode(method.ContainingType) && !IsMath(method) && method.Name is not ("Empty" or "ToArray" or "ToList");

    /// <summary>Constants and variables, and numbers computed from them: no method elsewhere changes these.</summary>
    private static bool IsUnchangeable(IOperation value) => value.DescendantsAndSelf().All(inner =>
        inner is ILiteralOperation or ILocalReferenceOperation or IParameterReferenceOperation or IConversionOperation or IBinaryOperation or IUnaryOperation
            || inner.ConstantValue.HasValue);

    private Argument LowerArgument(IArgumentOperation argument, int callOrigin)
    {
        if (argument.ArgumentKind != ArgumentKind.DefaultValue)
        {
            bool isPositional = argument.Syntax is ArgumentSyntax { NameColon: null };
            return new Argument(argument.Parameter!.Name, Lower(argument.Value), OriginOf(argument, callOrigin)) { IsPositional = isPositional };
        }

        Expression expression = DefaultOf(argument) is { } value ? new ConstantExpression(value, callOrigin) : Unsupported(argument.Value);
        return new Argument(argument.Parameter!.Name, expression, callOrigin);
    }

    /// <summary>The default of a parameter; that of a nullable parameter is converted, so it is not a constant at its use.</summary>
    private static Datum? DefaultOf(IArgumentOperation absent)
    {
        if (absent.Value.ConstantValue.HasValue) return Constants.ToDatum(absent.Value.ConstantValue.Value);
        IParameterSymbol parameter = absent.Parameter!;
        return DefaultOf(parameter.Type) is Datum.Null ? Constants.ToDatum(parameter.HasExplicitDefaultValue ? parameter.ExplicitDefaultValue : null) : null;
    }

    /// <summary>What is written for a parameter. A <c>params</c> argument has the syntax of the whole call: its elements are meant, if there are any.</summary>
    private int OriginOf(IArgumentOperation argument, int callOrigin)
    {
        if (argument.ArgumentKind is not (ArgumentKind.ParamArray or ArgumentKind.ParamCollection)) return _spans.Add(argument.Syntax);
        SyntaxNode[] elements = [.. argument.Value.Descendants().Where(operation => !operation.IsImplicit).Select(operation => operation.Syntax)];
        return elements.Length == 0
            ? callOrigin
            : _spans.Add(
                argument.Syntax.SyntaxTree, TextSpan.FromBounds(elements.Min(element => element.SpanStart), elements.Max(element => element.Span.End)));
    }

    /// <summary>The name and the arguments of one call, without the chain before it.</summary>
    private int AddCall(SyntaxNode syntax) =>
        syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access }
            ? _spans.Add(syntax.SyntaxTree, TextSpan.FromBounds(access.Name.SpanStart, syntax.Span.End)) : _spans.Add(syntax);

    private readonly Dictionary<ISymbol, (ILocalFunctionOperation Function, BodyScope Scope)> _announced = new(SymbolEqualityComparer.Default);

    /// <summary>A local function can be called before its place in the text, and may see variables declared after it: its first call lowers it.</summary>
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

    private Body LowerFunction(IMethodSymbol symbol, IBlockOperation? block, IOperation whole) =>
        Inner([.. symbol.Parameters.Select(parameter => parameter.Name)], () =>
        {
            foreach (IParameterSymbol parameter in symbol.Parameters) _scope.Declare(parameter);
            RefuseAttributes(symbol);
            LowerBlock(block, symbol, whole.Syntax);
        });

    /// <summary>Functions inside a body have no parameters of their own to share or to freeze, so attributes that say so would be wrong.</summary>
    private void RefuseAttributes(IMethodSymbol function)
    {
        foreach (AttributeData attribute in function.GetAttributes())
        {
            INamedTypeSymbol? type = attribute.AttributeClass;
            if (!(KilnNames.IsSharedAttribute(type) || KilnNames.IsEntryAttribute(type) || KilnNames.IsFrozenAttribute(type) || KilnNames.IsLayer(type))
                || attribute.ApplicationSyntaxReference?.GetSyntax(cancellation) is not { } syntax) continue;
            Add(new UnsupportedExpression(
                $"'[{KilnNames.Short(type!)}]' on a local function or lambda", "put it on a method of a class", [], _spans.Add(syntax)));
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
