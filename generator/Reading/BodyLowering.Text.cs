using Kiln.Generator.Evaluation.Language;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kiln.Generator.Reading;

/// <summary>Composed names: interpolated strings, and strings joined with '+'.</summary>
internal sealed partial class BodyLowering
{
    private Expression LowerInterpolation(IInterpolatedStringOperation text)
    {
        var parts = new List<TextPart>();
        foreach (IInterpolatedStringContentOperation part in text.Parts)
        {
            switch (part)
            {
                case IInterpolatedStringTextOperation literal:
                    parts.Add(new TextPart(Lower(literal.Text), null));
                    break;
                case IInterpolationOperation { Alignment: null } hole when LowerText(hole.Expression) is { } inner:
                    string? format = hole.FormatString?.ConstantValue.Value as string;
                    parts.AddRange(format is null ? inner : inner.Select(piece => piece with { Format = format }));
                    break;
                default:
                    return Unsupported(part);
            }
        }

        return new TextExpression(parts.ToEquatableArray(), _spans.Add(text.Syntax));
    }

    /// <summary>An operand of '+', whose own operands may be joined as well; null if its type has no text that does not depend on the machine.</summary>
    private IReadOnlyList<TextPart>? LowerText(IOperation operand)
    {
        if (operand is IConversionOperation { Type.SpecialType: SpecialType.System_Object } boxed) operand = boxed.Operand;
        if (operand is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, ConstantValue.HasValue: false } joined
            && operand.Type?.SpecialType == SpecialType.System_String)
            return LowerText(joined.LeftOperand) is { } left && LowerText(joined.RightOperand) is { } right ? [.. left, .. right] : null;
        bool hasText = operand.Type is
        {
            TypeKind: not TypeKind.Enum,
            SpecialType: SpecialType.System_String or SpecialType.System_Int32 or SpecialType.System_Double or SpecialType.System_Single
                or SpecialType.System_Boolean or SpecialType.System_Char,
        };
        return hasText ? [new TextPart(Lower(operand), null)] : null;
    }
}
