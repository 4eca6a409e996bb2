using Kiln.Generator.Evaluation.Language;
using Microsoft.CodeAnalysis;

namespace Kiln.Generator.Reading;

/// <summary>Operators on nodes, which are layers: nodes are inputs, a number is the argument "left" or "right".</summary>
internal sealed partial class BodyLowering
{
    private LayerExpression LowerNodeOperator(string layer, IOperation left, IOperation? right, IOperation whole)
    {
        var inputs = new List<Expression>();
        var names = new List<string>();
        var arguments = new List<Argument>();
        Add("left", left);
        if (right is not null) Add("right", right);
        return new LayerExpression(layer, inputs.ToEquatableArray(), names.ToEquatableArray(), arguments.ToEquatableArray(), null, false, _spans.Add(whole.Syntax));

        void Add(string side, IOperation operand)
        {
            Expression value = Lower(operand);
            if (!KilnNames.IsNode(operand.Type))
            {
                arguments.Add(new Argument(side, value, value.Origin));
                return;
            }

            inputs.Add(value);
            names.Add(side);
        }
    }

    /// <summary>The layer that an operator of Node stands for, or null for operators of other types.</summary>
    private static string? LayerOf(IMethodSymbol? operatorMethod) =>
        operatorMethod is null || !KilnNames.IsNode(operatorMethod.ContainingType) ? null : operatorMethod.Name switch
        {
            WellKnownMemberNames.AdditionOperatorName => "Add",
            WellKnownMemberNames.SubtractionOperatorName => "Subtract",
            WellKnownMemberNames.MultiplyOperatorName => "Multiply",
            WellKnownMemberNames.DivisionOperatorName => "Divide",
            WellKnownMemberNames.UnaryNegationOperatorName => "Negate",
            _ => null,
        };
}
