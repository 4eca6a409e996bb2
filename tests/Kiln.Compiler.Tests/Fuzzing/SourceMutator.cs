using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Kiln.Compiler.Tests.Fuzzing;

/// <summary>Damages source like typing, pasting and mistakes do: usually one change, three at most.</summary>
internal sealed class SourceMutator(Random random)
{
    private static readonly string[] s_numbers =
        [
            "0", "-1", "1", "2", "3", "7", "100", "int.MaxValue", "int.MinValue", "double.NaN", "double.PositiveInfinity", "1e300", "-0.5", "0.5", "1f",
            "2147483648", "1L", "'a'", "\"text\"", "null", "true", "[1, 2]", "default", "65536",
        ];

    private static readonly string[] s_types =
    [
        "Node", "int", "float", "double", "string", "bool", "Node[]", "int[]", "(Node, Node)", "object", "dynamic", "void", "Missing", "List<Node>", "Node?",
        "System.Func<Node, Node>", "T", "ReadOnlySpan<int>", "var",
    ];

    private static readonly string[] s_names =
        [
            "class", "@class", "@record", "var", "global", "größe", "हिन्दी", "a\u203fb", "\\u0041b", "_", "Forward", "Info", "kiln", "Build", "Loss", "Kiln",
            "System", "Unsafe", "output", "label", "a\u2028b", "Ⅷ", "x", "Node", "ignored", "__arglist",
        ];

    private static readonly string[] s_brackets = ["(", ")", "[", "]", "{", "}", "<", ">"];

    /// <summary>The changed source; <paramref name="changes"/> says what was done.</summary>
    public string Mutate(string source, List<string> changes)
    {
        for (int count = Math.Max(1, random.Next(-2, 4)); count > 0; count--)
        {
            SyntaxNode root = CSharpSyntaxTree.ParseText(source, Reading.TestCompilation.ParseOptions).GetRoot();
            if (Choose(root) is not { } change) continue;
            changes.Add(
                $"{change.Span} '{source.Substring(change.Span.Start, Math.Min(change.Span.Length, 60))}' -> "
                + $"'{change.NewText![..Math.Min(change.NewText!.Length, 60)]}'");
            source = source[..change.Span.Start] + change.NewText + source[change.Span.End..];
        }

        return source;
    }

    private TextChange? Choose(SyntaxNode root)
    {
        SyntaxToken[] tokens = [.. root.DescendantTokens().Where(token => token.Span.Length > 0)];
        if (tokens.Length == 0) return null;
        SyntaxToken token = Pick(tokens);
        return random.Next(16) switch
        {
            0 => new TextChange(token.Span, ""),
            1 => new TextChange(token.Span, $"{token} {token}"),
            2 => Swap(root, token, Pick(tokens)),
            3 => Swap(root, token, token.GetNextToken()),
            4 or 5 => Replace(tokens.Where(other => other.IsKind(SyntaxKind.NumericLiteralToken)), s_numbers),
            6 or 7 => Drop(root.DescendantNodes().Where(node => node is AttributeArgumentSyntax or ArgumentSyntax or ParameterSyntax)),
            8 => Drop(root.DescendantNodes().Where(node => node is AttributeSyntax or AttributeListSyntax or StatementSyntax or MemberDeclarationSyntax)),
            9 =>
                random.Next(2) == 0
                    ? new TextChange(new TextSpan(token.SpanStart, 0), Pick(s_brackets))
                    : Replace(tokens.Where(other => s_brackets.Contains(other.Text)), ["", .. s_brackets]),
            10 => Replace(root.DescendantNodes().OfType<TypeSyntax>().Where(IsType), s_types),
            11 => Move(root),
            12 => Replace(tokens.Where(other => other.IsKind(SyntaxKind.IdentifierToken)), s_names),
            13 => Rename(root, tokens),
            14 => Copy(root),
            _ => new TextChange(TextSpan.FromBounds(token.SpanStart, root.FullSpan.End), ""),
        };
    }

    private T Pick<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];

    private TextChange? Replace(IEnumerable<SyntaxToken> tokens, string[] texts) =>
        tokens.ToArray() is { Length: > 0 } all ? new TextChange(Pick(all).Span, Pick(texts)) : null;

    private TextChange? Replace(IEnumerable<SyntaxNode> nodes, string[] texts) =>
        nodes.ToArray() is { Length: > 0 } all ? new TextChange(Pick(all).Span, Pick(texts)) : null;

    /// <summary>Removes a node, and the comma after it if there is one.</summary>
    private TextChange? Drop(IEnumerable<SyntaxNode> nodes)
    {
        if (nodes.ToArray() is not { Length: > 0 } all) return null;
        SyntaxNode node = Pick(all);
        SyntaxToken next = node.GetLastToken().GetNextToken();
        return new TextChange(next.IsKind(SyntaxKind.CommaToken) && random.Next(4) > 0 ? TextSpan.FromBounds(node.SpanStart, next.Span.End) : node.Span, "");
    }

    private static TextChange? Swap(SyntaxNode root, SyntaxToken first, SyntaxToken second)
    {
        if (second.Span.Length == 0 || first == second) return null;
        if (second.SpanStart < first.SpanStart) (first, second) = (second, first);
        string between = root.ToFullString()[first.Span.End..second.SpanStart];
        return new TextChange(TextSpan.FromBounds(first.SpanStart, second.Span.End), $"{second}{between}{first}");
    }

    /// <summary>A statement, member, attribute or argument in the place of another of its kind.</summary>
    private TextChange? Copy(SyntaxNode root)
    {
        IGrouping<Type, SyntaxNode>[] kinds = [.. root.DescendantNodes()
            .Where(node => node is StatementSyntax or MethodDeclarationSyntax or AttributeSyntax or ArgumentSyntax or ExpressionSyntax)
            .GroupBy(node => node.GetType())];
        if (kinds.Length == 0) return null;
        SyntaxNode[] same = [.. Pick(kinds)];
        return new TextChange(Pick(same).Span, Pick(same).ToString());
    }

    /// <summary>A statement or member somewhere else, in one change: the text between goes along.</summary>
    private TextChange? Move(SyntaxNode root)
    {
        SyntaxNode[] nodes = [.. root.DescendantNodes().Where(node => node is StatementSyntax or MemberDeclarationSyntax or AttributeListSyntax)];
        if (nodes.Length < 2) return null;
        SyntaxNode first = Pick(nodes), second = Pick(nodes);
        if (second.SpanStart < first.SpanStart) (first, second) = (second, first);
        if (second.SpanStart < first.Span.End) return null;
        string between = root.ToFullString()[first.Span.End..second.SpanStart];
        return new TextChange(TextSpan.FromBounds(first.SpanStart, second.SpanStart), $"{between}{first} ");
    }

    /// <summary>Every occurrence of a name.</summary>
    private TextChange? Rename(SyntaxNode root, SyntaxToken[] tokens)
    {
        if (tokens.Where(token => token.IsKind(SyntaxKind.IdentifierToken)).ToArray() is not { Length: > 0 } identifiers) return null;
        string old = Pick(identifiers).Text, name = Pick(s_names), text = root.ToFullString();
        foreach (SyntaxToken token in identifiers.Where(token => token.Text == old).Reverse()) text = text[..token.SpanStart] + name + text[token.Span.End..];
        return new TextChange(root.FullSpan, text);
    }

    private static bool IsType(TypeSyntax type) =>
        type.Parent is VariableDeclarationSyntax or ParameterSyntax or MethodDeclarationSyntax or TypeArgumentListSyntax or ArrayTypeSyntax
            or PropertyDeclarationSyntax;
}
