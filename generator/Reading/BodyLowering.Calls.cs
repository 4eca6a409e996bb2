using Kiln.Generator.Evaluation;
using Kiln.Generator.Evaluation.Language;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace Kiln.Generator.Reading;

/// <summary>Calls: of nodes, of functions that are values, of System.Math, of lists, and of methods in source.</summary>
internal sealed partial class BodyLowering
{
    private Expression LowerCall(IInvocationOperation call)
    {
        IMethodSymbol method = call.TargetMethod;
        if (DependsOnOrder(call.Arguments))
            return DisorderedArguments(AddCall(call.Syntax));
        if (KilnNames.IsNode(method.ContainingType)) return LowerNodeCall(call);
        if (method.MethodKind == MethodKind.DelegateInvoke && call.Instance is { } function) return LowerInvoke(Lower(function), call);
        if (method.MethodKind == MethodKind.LocalFunction) return LowerInvoke(LowerLocalFunction(method, call), call);
        if (IsReachable(method)) return LowerMethodCall(call);
        if (method is { IsStatic: true, ContainingType: { Name: "Math", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } }) return LowerMath(call);
        return LowerListCall(call) ?? Unsupported(call);
    }

    private CallExpression LowerMethodCall(IInvocationOperation call)
    {
        int origin = AddCall(call.Syntax);
        EquatableArray<Expression> arguments = LowerArguments(call.Arguments, origin);
        Expression? block = null;
        if (SymbolKeys.Receiver(call.TargetMethod) is not null) arguments = [Lower(call.Instance!), .. arguments];
        else if (call.Instance is not (null or IInstanceReferenceOperation)) block = Lower(call.Instance);
        return new CallExpression(_reached.Add(call.TargetMethod), block, arguments, null, origin);
    }

    private Expression LowerMath(IInvocationOperation call)
    {
        int origin = AddCall(call.Syntax);
        bool isKnown = MathFunctions.All.Contains((call.TargetMethod.Name, call.Arguments.Length)) && call.Arguments.All(argument => NumberOf(argument.Parameter!.Type) is NumberKind.Int or NumberKind.Double);
        return isKnown ? new MathExpression(call.TargetMethod.Name, LowerArguments(call.Arguments, origin), origin) : Unsupported(call);
    }

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

    private static IOperation Unconverted(IOperation operation) => operation is IConversionOperation { Conversion: { IsReference: true } or { IsIdentity: true } } conversion ? conversion.Operand : operation;

    /// <summary>Arguments in the order of the parameters, whatever order they are written in.</summary>
    private EquatableArray<Expression> LowerArguments(IEnumerable<IArgumentOperation> arguments, int origin) =>
        arguments.OrderBy(argument => argument.Parameter!.Ordinal).Select(argument => LowerArgument(argument, origin).Value).ToEquatableArray();

    private static UnsupportedExpression DisorderedArguments(int origin) =>
        new("Named arguments that change variables out of order", "arguments are evaluated in the order of the parameters", origin);

    /// <summary>C# evaluates arguments as they are written, the evaluator in the order of the parameters: that shows where one of them assigns.</summary>
    private static bool DependsOnOrder(IReadOnlyList<IArgumentOperation> arguments)
    {
        bool isInOrder = true;
        for (int i = 1; i < arguments.Count; i++) isInOrder &= arguments[i].Parameter!.Ordinal > arguments[i - 1].Parameter!.Ordinal;
        return !isInOrder && arguments.Any(argument => argument.Descendants().Any(inner =>
            inner is IAssignmentOperation or IIncrementOrDecrementOperation or IInvocationOperation { TargetMethod.MethodKind: MethodKind.LocalFunction or MethodKind.DelegateInvoke }));
    }

    private Argument LowerArgument(IArgumentOperation argument, int callOrigin)
    {
        if (argument.ArgumentKind != ArgumentKind.DefaultValue) return new Argument(argument.Parameter!.Name, Lower(argument.Value), OriginOf(argument, callOrigin));
        Datum? value = argument.Value.ConstantValue.HasValue ? Constants.ToDatum(argument.Value.ConstantValue.Value) : DefaultOf(argument.Parameter!.Type) is Datum.Null absent ? absent : null;
        Expression expression = value is null ? Unsupported(argument.Value) : new ConstantExpression(value, callOrigin);
        return new Argument(argument.Parameter!.Name, expression, callOrigin);
    }

    /// <summary>What is written for a parameter. The syntax of a <c>params</c> argument is the whole call: its elements are meant, or the call where there are none.</summary>
    private int OriginOf(IArgumentOperation argument, int callOrigin)
    {
        if (argument.ArgumentKind is not (ArgumentKind.ParamArray or ArgumentKind.ParamCollection)) return _spans.Add(argument.Syntax);
        SyntaxNode[] elements = [.. argument.Value.Descendants().Where(operation => !operation.IsImplicit).Select(operation => operation.Syntax)];
        return elements.Length == 0 ? callOrigin : _spans.Add(argument.Syntax.SyntaxTree, TextSpan.FromBounds(elements.Min(element => element.SpanStart), elements.Max(element => element.Span.End)));
    }

    /// <summary>The name and the arguments of one call, not the chain in front of it.</summary>
    private int AddCall(SyntaxNode syntax) =>
        syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access }
            ? _spans.Add(syntax.SyntaxTree, TextSpan.FromBounds(access.Name.SpanStart, syntax.Span.End))
            : _spans.Add(syntax);
}
