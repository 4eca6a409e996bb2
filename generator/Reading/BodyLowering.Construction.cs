using Kiln.Generator.Evaluation.Language;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kiln.Generator.Reading;

/// <summary>How a block is made: constructors and setters, which alone assign to fields and properties of the block.</summary>
internal sealed partial class BodyLowering
{
    private bool _makesBlock;

    /// <summary>
    /// A constructor as a method of the block: it keeps the parameters that all members see, calls the constructor after its colon, and runs its body. A
    /// primary constructor, and the one that C# adds, are declared by the type.
    /// </summary>
    public Body LowerConstructor(IMethodSymbol constructor, SyntaxNode declaration)
    {
        _makesBlock = true;
        var written = declaration as ConstructorDeclarationSyntax;
        foreach (IParameterSymbol parameter in constructor.Parameters)
        {
            if (written is null) Keep(parameter, declaration);
            else _scope.Declare(parameter);
        }

        SyntaxNode? arguments = written is not null
            ? written.Initializer
            : (declaration as TypeDeclarationSyntax)?.BaseList?.Types.OfType<PrimaryConstructorBaseTypeSyntax>().FirstOrDefault();
        if (arguments is not null) CallConstructor(model.GetOperation(arguments, cancellation), arguments);
        else CallBase(constructor.ContainingType.BaseType!, written ?? declaration);
        if (written is not null
            && model.GetOperation(written, cancellation) is IConstructorBodyOperation { BlockBody: var block, ExpressionBody: var expression }
            && (block ?? expression) is { } body) LowerStatements(body.Operations);
        return _scope.ToBody(constructor.Parameters.Select(parameter => parameter.Name).ToEquatableArray(), _statements);
    }

    /// <summary>The target of an object initializer or an attribute: the setter of a property if it has a body, else the field or property itself.</summary>
    public static ISymbol Setter(ISymbol member)
    {
        if (member is not IPropertySymbol { SetMethod: { } setter }) return member;
        setter = setter.PartialImplementationPart ?? setter;
        SyntaxNode? accessor = setter.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax();
        bool hasBody = accessor is null
            ? LibraryBodies.Of(setter.ContainingAssembly).Has(setter)
            : accessor is AccessorDeclarationSyntax { Body: not null } or AccessorDeclarationSyntax { ExpressionBody: not null };
        return hasBody ? setter : member;
    }

    /// <summary>A parameter of a primary constructor is not a variable of its body: an assignment to it changes what all members see.</summary>
    private void Keep(IParameterSymbol parameter, SyntaxNode declaration)
    {
        int origin = _spans.Add(declaration);
        var value = new VariableExpression(_scope.Temporary(), origin);
        _statements.Add(new ExpressionStatement(new AssignExpression(new MemberTarget(SymbolKeys.OfCapture(parameter), null), value, false, origin)));
    }

    private void CallConstructor(IOperation? operation, SyntaxNode syntax)
    {
        if (operation is not IInvocationOperation { TargetMethod: var constructor } call)
            _statements.Add(new ExpressionStatement(new InvalidExpression(_spans.Add(syntax))));
        else if (KilnNames.IsBlock(constructor.ContainingType)) _statements.Add(new ExpressionStatement(CallOf(constructor, call, _spans.Add(syntax))));
    }

    private Expression CallOf(IMethodSymbol constructor, IInvocationOperation call, int origin)
    {
        if (!IsWithinReach(constructor)) return UnreachableConstructor(constructor, origin);
        if (HasReferences(constructor)) return Unsupported(call);
        return DependsOnOrder(call.Arguments)
            ? DisorderedArguments(origin)
            : new CallExpression(_reached.Add(constructor), null, LowerArguments(call.Arguments, origin), null, origin);
    }

    /// <summary>C# calls the constructor of the base class even if the source does not.</summary>
    private void CallBase(INamedTypeSymbol ancestor, SyntaxNode declaration)
    {
        if (!KilnNames.IsBlock(ancestor)) return;
        int origin = _spans.Add(declaration is ConstructorDeclarationSyntax written ? written.Identifier : ((BaseTypeDeclarationSyntax)declaration).Identifier);
        IMethodSymbol? constructor = ancestor.InstanceConstructors.FirstOrDefault(candidate => candidate.Parameters.IsEmpty);
        Expression call = constructor is null
            ? new UnsupportedExpression($"An implicit call of the constructor of {ancestor.Name}", "write base(...) with all arguments", [], origin)
            : IsWithinReach(constructor) ? new CallExpression(_reached.Add(constructor), null, [], null, origin) : UnreachableConstructor(constructor, origin);
        _statements.Add(new ExpressionStatement(call));
    }

    private static UnsupportedExpression UnreachableConstructor(IMethodSymbol constructor, int origin) =>
        new(
            $"The constructor of {constructor.ContainingType.Name}",
            "blocks derive from blocks of this project, and from public ones of libraries that use Kiln", [], origin);

    private static bool HasReferences(IMethodSymbol constructor) => constructor.Parameters.Any(parameter => parameter.RefKind is RefKind.Ref or RefKind.Out);

    /// <summary>Whether a property has no code of its own: it gives the value that it was set to.</summary>
    private static bool IsAutomatic(IPropertySymbol property) => IsOneBody(property) && property.DeclaringSyntaxReferences.All(part =>
        part.GetSyntax() is PropertyDeclarationSyntax { ExpressionBody: null, AccessorList: { } accessors } declaration
        && !declaration.Modifiers.Any(SyntaxKind.PartialKeyword) && accessors.Accessors.All(accessor => accessor is { Body: null, ExpressionBody: null }));

    /// <summary>The field or automatic property of the block that is being made, or null.</summary>
    private ISymbol? MemberOf(IOperation operation) => operation switch
    {
        _ when !_makesBlock => null,
        IFieldReferenceOperation { Instance: IInstanceReferenceOperation, Field: { IsImplicitlyDeclared: false } field } => field,
        IPropertyReferenceOperation { Instance: IInstanceReferenceOperation, Property: var property } when IsHere(property) && IsAutomatic(property) =>
            property,
        _ => null,
    };
}
