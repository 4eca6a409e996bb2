using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Kiln.Generator.Reading;

/// <summary>Characters of a file.</summary>
internal readonly record struct SourceSpan(string Path, int Start, int Length)
{
    public TextSpan Text => new(Start, Length);

    public bool IsIn(SyntaxTree tree) => tree.FilePath == Path && Start + Length <= tree.Length;
}

/// <summary>Where the origins of a network point to; kept beside the model, so that moving code does not change the model.</summary>
internal sealed record SpanTable(EquatableArray<EquatableArray<SourceSpan>> Tables)
{
    public SourceSpan this[Origin origin] => Tables[origin.Table][origin.Index];

    /// <summary>Whether the place is in this project; the bodies of a library have none.</summary>
    public bool Has(Origin origin) => origin.Index < Tables[origin.Table].Count;
}

/// <summary>Numbers places in the order in which they are read.</summary>
internal sealed class SpanRecorder
{
    private readonly List<SourceSpan> _spans = [];

    public SourceSpan this[int index] => _spans[index];

    public int Add(SyntaxNode node) => Add(node.SyntaxTree, node.Span);

    public int Add(SyntaxToken token) => Add(token.SyntaxTree!, token.Span);

    public int Add(SyntaxTree tree, TextSpan span)
    {
        _spans.Add(new SourceSpan(tree.FilePath, span.Start, span.Length));
        return _spans.Count - 1;
    }

    public EquatableArray<SourceSpan> ToTable() => _spans.ToEquatableArray();
}
