using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Kiln.CodeFixes;

/// <summary>Takes attributes, and what they are given, out of the text.</summary>
internal static class Attributes
{
    /// <summary>Removes an attribute with one of the commas beside it, or with its brackets if it is alone.</summary>
    public static TextChange Remove(AttributeSyntax attribute)
    {
        var list = (AttributeListSyntax)attribute.Parent!;
        return new TextChange(
            list.Attributes.Count > 1
                ? InList(list.Attributes, list.Attributes.IndexOf(attribute))
                : TextSpan.FromBounds(list.SpanStart, list.GetLastToken().GetNextToken().SpanStart),
            "");
    }

    /// <summary>Removes an argument with one of the commas beside it, or with the parentheses if it is alone.</summary>
    public static TextChange Remove(AttributeArgumentSyntax argument)
    {
        var list = (AttributeArgumentListSyntax)argument.Parent!;
        return new TextChange(list.Arguments.Count > 1 ? InList(list.Arguments, list.Arguments.IndexOf(argument)) : list.Span, "");
    }

    private static TextSpan InList<T>(SeparatedSyntaxList<T> list, int index) where T : SyntaxNode => index + 1 < list.Count
        ? TextSpan.FromBounds(list[index].SpanStart, list[index + 1].SpanStart)
        : TextSpan.FromBounds(list[index - 1].Span.End, list[index].Span.End);
}
