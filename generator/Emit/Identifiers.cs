using Kiln.Generator.Steps;
using Microsoft.CodeAnalysis.CSharp;

namespace Kiln.Generator.Emit;

/// <summary>C# names made from the user's.</summary>
internal static class Identifiers
{
    /// <summary>What the methods of a program name by themselves.</summary>
    private static readonly HashSet<string> s_own = new(StringComparer.Ordinal)
    {
        Expression.SampleVariable, "worker", "slot", "first", "last", "kiln", ExpressionText.Batch, "nint", "_",
        SegmentText.PackedParameter,
    };

    /// <summary><c>body.conv2d1.gradient</c> becomes <c>BodyConv2d1Gradient</c>.</summary>
    public static string Pascal(string name) =>
        string.Concat(name.Split('.', '_', '-', ' ').Where(part => part.Length > 0).Select(part => char.ToUpperInvariant(part[0]) + part.Substring(1)));

    /// <summary><c>body.conv2d1.gradient</c> becomes <c>bodyConv2d1Gradient</c>, and <c>3x3</c>, which is no identifier, <c>layer3x3</c>.</summary>
    public static string Camel(string name)
    {
        string pascal = Pascal(name);
        return pascal.Length > 0 && SyntaxFacts.IsIdentifierStartCharacter(pascal[0]) ? char.ToLowerInvariant(pascal[0]) + pascal.Substring(1) : "layer" + pascal;
    }

    /// <summary>Whether a buffer may have the name: it is neither a word of C# nor one of the emitter's own.</summary>
    public static bool IsFree(string name) =>
        SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None && SyntaxFacts.GetContextualKeywordKind(name) == SyntaxKind.None && !s_own.Contains(name);
}
