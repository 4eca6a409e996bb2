using Kiln.Generator.Evaluation;
using Kiln.Generator.Evaluation.Language;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace Kiln.Generator.Reading;

/// <summary>Fluent calls on nodes, and the construction of blocks.</summary>
internal sealed partial class BodyLowering
{
    private Expression LowerCall(IInvocationOperation call)
    {
        if (!KilnNames.IsNode(call.TargetMethod.ContainingType)) return Unsupported(call);
        if (call.Instance is null) return LowerLayer(call, null, AddCall(call.Syntax));
        Expression receiver = Lower(call.Instance);
        int origin = AddCall(call.Syntax);
        switch (call.TargetMethod.Name)
        {
            case "Apply":
                return new ApplyExpression(receiver, Lower(call.Arguments[0].Value), null, origin);
            case "Named":
                Expression name = Lower(call.Arguments[0].Value);
                return receiver switch
                {
                    LayerExpression layer => layer with { Name = name },
                    ApplyExpression apply => apply with { Name = name },
                    InvalidExpression or UnsupportedExpression => receiver,
                    _ => new UnsupportedExpression("Named on anything but a layer or a block", origin),
                };
            default:
                return LowerLayer(call, receiver, origin);
        }
    }

    private LayerExpression LowerLayer(IInvocationOperation call, Expression? receiver, int origin)
    {
        var inputs = new List<Expression>();
        var names = new List<string>();
        if (receiver is not null)
        {
            inputs.Add(receiver);
            names.Add(LayerExpression.Receiver);
        }

        var arguments = new List<Argument>();

        // Evaluation order is not parameter order where arguments are named.
        foreach (IArgumentOperation argument in call.Arguments.OrderBy(argument => argument.Parameter!.Ordinal))
        {
            Argument lowered = LowerArgument(argument, origin);
            if (KilnNames.IsNodeOrNodes(argument.Parameter!.Type))
            {
                inputs.Add(lowered.Value);
                names.Add(lowered.Parameter);
            }
            else
            {
                arguments.Add(lowered);
            }
        }

        return new LayerExpression(call.TargetMethod.Name, inputs.ToEquatableArray(), names.ToEquatableArray(), arguments.ToEquatableArray(), null, false, origin);
    }

    private Expression LowerCreation(IObjectCreationOperation creation)
    {
        if (creation.Type is not INamedTypeSymbol type || !KilnNames.IsBlock(type)) return Unsupported(creation);
        int origin = _spans.Add(creation.Syntax);
        Expression? name = null;
        bool frozen = false;
        foreach (IOperation initializer in creation.Initializer?.Initializers ?? [])
        {
            if (initializer is not ISimpleAssignmentOperation { Target: IPropertyReferenceOperation property } assignment) return Unsupported(initializer);
            if (property.Property.Name == "Name") name = Lower(assignment.Value);
            else if (property.Property.Name == "Frozen" && assignment.Value.ConstantValue.Value is bool value) frozen = value;
            else return Unsupported(initializer);
        }

        _blocks.Add(type);
        Argument[] arguments = [.. creation.Arguments.OrderBy(argument => argument.Parameter!.Ordinal).Select(argument => LowerArgument(argument, origin))];
        return new BlockExpression(LoweredBlock.Key(type), arguments.ToEquatableArray(), name, frozen, origin);
    }

    private Argument LowerArgument(IArgumentOperation argument, int callOrigin)
    {
        if (argument.ArgumentKind != ArgumentKind.DefaultValue) return new Argument(argument.Parameter!.Name, Lower(argument.Value), _spans.Add(argument.Syntax));
        Datum? value = argument.Value.ConstantValue.HasValue ? Constants.ToDatum(argument.Value.ConstantValue.Value) : new Datum.Null();
        Expression expression = value is null ? new UnsupportedExpression(Constructs.Describe(argument.Value), callOrigin) : new ConstantExpression(value, callOrigin);
        return new Argument(argument.Parameter!.Name, expression, callOrigin);
    }

    /// <summary>The name and the arguments of one call, not the chain in front of it.</summary>
    private int AddCall(SyntaxNode syntax) =>
        syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access }
            ? _spans.Add(syntax.SyntaxTree, TextSpan.FromBounds(access.Name.SpanStart, syntax.Span.End))
            : _spans.Add(syntax);
}
