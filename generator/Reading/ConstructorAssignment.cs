using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kiln.Generator.Reading;

/// <summary>
/// What a constructor that is no primary one assigns to a field or property: <c>Width = 2 * width;</c>. <paramref name="Syntax"/> is null where it is not certain, for the type has
/// several constructors, or assigns in more than one place or under a condition.
/// </summary>
internal sealed record ConstructorAssignment(AssignmentExpressionSyntax? Syntax)
{
    /// <summary>The assignment to a member, or null where no constructor assigns to it.</summary>
    public static ConstructorAssignment? Of(ISymbol member, CancellationToken cancellation)
    {
        ConstructorDeclarationSyntax[] constructors =
            [.. member.ContainingType.InstanceConstructors.SelectMany(constructor => constructor.DeclaringSyntaxReferences).Select(part => part.GetSyntax(cancellation)).OfType<ConstructorDeclarationSyntax>()];
        AssignmentExpressionSyntax[] assignments =
            [.. constructors.SelectMany(constructor => constructor.DescendantNodes()).OfType<AssignmentExpressionSyntax>().Where(assignment => NameOf(assignment.Left) == member.Name)];
        if (assignments.Length == 0) return null;
        bool isCertain = constructors.Length == 1 && assignments.Length == 1
            && assignments[0].Parent is ArrowExpressionClauseSyntax { Parent: ConstructorDeclarationSyntax } or ExpressionStatementSyntax { Parent: BlockSyntax { Parent: ConstructorDeclarationSyntax } };
        return new ConstructorAssignment(isCertain ? assignments[0] : null);
    }

    private static string? NameOf(ExpressionSyntax target) => target switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: var name } => name.Identifier.ValueText,
        _ => null,
    };
}
