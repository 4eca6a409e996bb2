using Kiln.Generator.Evaluation.Language;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kiln.Generator.Reading;

/// <summary>Layers, blocks and the names that follow them.</summary>
internal sealed partial class BodyLowering
{
    private Expression LowerNodeCall(IInvocationOperation call)
    {
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
                    CallExpression method => method with { Name = name },
                    InvalidExpression or UnsupportedExpression => receiver,
                    _ =>
                        new UnsupportedExpression(
                            "Named on anything but a layer, a block or a method's call", "the name comes directly after what it names", [receiver], origin),
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

        // With named arguments, evaluation order is not parameter order.
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

        return new LayerExpression(
            call.TargetMethod.Name, inputs.ToEquatableArray(), names.ToEquatableArray(), arguments.ToEquatableArray(), null, false, origin);
    }

    private Expression LowerCreation(IObjectCreationOperation creation)
    {
        if (creation.Type is INamedTypeSymbol { Name: "List", Arity: 1 } && IsList(creation.Type)) return LowerNewList(creation);
        if (creation.Type is not INamedTypeSymbol type || !KilnNames.IsBlock(type)) return Unsupported(creation);
        int origin = _spans.Add(creation.Syntax);
        if (DependsOnOrder(creation.Arguments)) return DisorderedArguments(origin);
        if (creation.Constructor is not { } constructor) return new InvalidExpression(origin);
        if (HasReferences(constructor)) return Unsupported(creation);
        Expression? name = null, frozen = null;
        var members = new List<Argument>();
        EquatableArray<Expression> arguments = LowerArguments(creation.Arguments, origin);
        foreach (IOperation initializer in creation.Initializer?.Initializers ?? [])
        {
            if (initializer is not ISimpleAssignmentOperation assignment
                || assignment.Target is not (IFieldReferenceOperation or IPropertyReferenceOperation { Arguments.IsEmpty: true }))
                return Unsupported(initializer);
            ISymbol member = ((IMemberReferenceOperation)assignment.Target).Member;
            if (KilnNames.IsBlock(member.ContainingType))
                members.Add(new Argument(_reached.Add(Setter(member)), Lower(assignment.Value), _spans.Add(assignment.Syntax)));
            else if (member.Name == "Name") name = Lower(assignment.Value);
            else if (member.Name == "Frozen") frozen = Lower(assignment.Value);
            else return Unsupported(initializer);
        }

        var block = new BlockExpression(
            _reached.Add(type), _reached.Add(constructor), arguments, members.ToEquatableArray(), name, KilnNames.IsFrozen(type), origin);
        return frozen switch
        {
            null => block,
            ConstantExpression constant => block with { Frozen = block.Frozen || constant.Value is Datum.Bool { Value: true } },
            _ => new ConditionalExpression(frozen, block with { Frozen = true }, block, origin),
        };
    }

    private Expression LowerNewList(IObjectCreationOperation creation)
    {
        int origin = _spans.Add(creation.Syntax);
        var items = new List<Expression>();
        if (creation.Arguments.FirstOrDefault() is { } argument && IsList(argument.Value.Type)) items.Add(new SpreadExpression(Lower(argument.Value), origin));
        foreach (IOperation initializer in creation.Initializer?.Initializers ?? [])
        {
            if (initializer is not IInvocationOperation { TargetMethod.Name: "Add", Arguments.Length: 1 } add) return Unsupported(initializer);
            items.Add(Lower(add.Arguments[0].Value));
        }

        return new ArrayExpression(items.ToEquatableArray(), origin);
    }
}
