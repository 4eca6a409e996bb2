using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Kiln.Generator.Problems;

namespace Kiln.CodeFixes;

/// <summary>Removes a first argument that Kiln does not need: the size of the input, with which PyTorch's layers begin, or the batch of an input.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class RemoveFirstArgumentFix()
    : TextFix(ShapeProblems.ForeignArguments.Id, AdviceProblems.ForeignArguments.Id, DeclarationProblems.BatchOfInput.Id)
{
    /// <summary>Sizes of a batch of maps.</summary>
    private const int BatchRank = 4;

    private protected override IEnumerable<Fix> Find(FixPlace place)
    {
        if (place.Call is AttributeSyntax { ArgumentList: { } list })
        {
            bool isInput = place.Diagnostic.Id == DeclarationProblems.BatchOfInput.Id;
            if (isInput && list.Arguments.Count(argument => argument.NameEquals is null) != BatchRank) yield break;
            yield return new Fix($"Remove {list.Arguments[0]}", Attributes.Remove(list.Arguments[0]));
        }
        else if (place.Call is InvocationExpressionSyntax { ArgumentList.Arguments: { Count: > 0 } arguments })
        {
            int end = arguments.Count > 1 ? arguments[1].SpanStart : arguments[0].Span.End;
            yield return new Fix($"Remove {arguments[0]}", new TextChange(TextSpan.FromBounds(arguments[0].SpanStart, end), ""));
        }
    }
}
