using Kiln.Generator.Evaluation.Language;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kiln.Generator.Reading;

/// <summary>Layers, blocks and the names that follow them; how a block is made: constructors and setters, which alone assign to its members.</summary>
internal sealed partial class BodyLowering
{
    private bool _makesBlock;

    private Expression LowerNodeCall(IInvocationOperation call)
    {
        if (call.Instance is null) return LowerLayer(call, null, AddCall(call.Syntax));
        Expression receiver = Lower(call.Instance);
        int origin = AddCall(call.Syntax);
        return call.TargetMethod.Name switch
        {
            "Apply" => new ApplyExpression(receiver, Lower(call.Arguments[0].Value), null, origin),
            "Named" => Named(receiver, Lower(call.Arguments[0].Value), origin),
            _ => LowerLayer(call, receiver, origin),
        };
    }

    private static Expression Named(Expression receiver, Expression name, int origin) => receiver switch
    {
        LayerExpression layer => layer with { Name = name },
        ApplyExpression apply => apply with { Name = name },
        CallExpression method => method with { Name = name },
        InvalidExpression or UnsupportedExpression => receiver,
        _ => new UnsupportedExpression(
            "Named on anything but a layer, a block or a method's call", "the name comes directly after what it names", [receiver], origin),
    };

    private LayerExpression LowerLayer(IInvocationOperation call, Expression? receiver, int origin)
    {
        // With named arguments, evaluation order is not parameter order.
        Given[] given =
        [
            .. receiver is null ? [] : new[] { new Given(true, new Argument(LayerExpression.Receiver, receiver, origin)) },
            .. call.Arguments.OrderBy(argument => argument.Parameter!.Ordinal)
                .Select(argument => new Given(KilnNames.IsNodeOrNodes(argument.Parameter!.Type), LowerArgument(argument, origin))),
        ];
        return LayerOf(call.TargetMethod.Name, given, origin);
    }

    /// <summary>What is given to a layer, as an input or as an argument.</summary>
    private sealed record Given(bool IsInput, Argument Value);

    /// <summary>A layer with its inputs and its arguments.</summary>
    private static LayerExpression LayerOf(string layer, IReadOnlyCollection<Given> given, int origin)
    {
        Argument[] inputs = [.. given.Where(item => item.IsInput).Select(item => item.Value)];
        return new LayerExpression(
            layer, [.. inputs.Select(input => input.Value)], [.. inputs.Select(input => input.Parameter)],
            [.. given.Where(item => !item.IsInput).Select(item => item.Value)], null, false, false, origin);
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
        bool isFloat = false;
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
            else if (member.Name == "Quantize" && assignment.Value.ConstantValue is { HasValue: true, Value: bool quantizes }) isFloat = !quantizes;
            else return Unsupported(initializer);
        }

        var block = new BlockExpression(
            _reached.Add(type), _reached.Add(constructor), arguments, [.. members], name, KilnNames.IsFrozen(type), isFloat, origin);
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

        return new ArrayExpression([.. items], origin);
    }

    /// <summary>
    /// A constructor as a method of the block: it keeps the parameters that all members see, calls the constructor after its colon, and runs its body. A
    /// primary constructor, and the one that C# adds, are declared by the type.
    /// </summary>
    public Body LowerConstructor(IMethodSymbol constructor, SyntaxNode declaration)
    {
        _makesBlock = true;
        var written = declaration as ConstructorDeclarationSyntax;
        foreach (IParameterSymbol parameter in constructor.Parameters)
            if (written is null) Keep(parameter, declaration);
            else _scope.Declare(parameter);

        SyntaxNode? arguments = written is not null
            ? written.Initializer
            : (declaration as TypeDeclarationSyntax)?.BaseList?.Types.OfType<PrimaryConstructorBaseTypeSyntax>().FirstOrDefault();
        if (arguments is not null) CallConstructor(model.GetOperation(arguments, cancellation), arguments);
        else CallBase(constructor.ContainingType.BaseType!, written ?? declaration);
        if (written is not null
            && model.GetOperation(written, cancellation) is IConstructorBodyOperation { BlockBody: var block, ExpressionBody: var expression }
            && (block ?? expression) is { } body) LowerStatements(body.Operations);
        return _scope.ToBody([.. constructor.Parameters.Select(parameter => parameter.Name)], _statements);
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
    private void Keep(IParameterSymbol parameter, SyntaxNode declaration) =>
        Assign(new MemberTarget(SymbolKeys.OfCapture(parameter), null), new VariableExpression(_scope.Temporary(), _spans.Add(declaration)));

    private void CallConstructor(IOperation? operation, SyntaxNode syntax)
    {
        if (operation is not IInvocationOperation { TargetMethod: var constructor } call) Add(new InvalidExpression(_spans.Add(syntax)));
        else if (KilnNames.IsBlock(constructor.ContainingType)) Add(CallOf(constructor, call, _spans.Add(syntax)));
    }

    /// <summary>A call of the constructor of a base class, or of another one of the class: without arguments if the source has none.</summary>
    private Expression CallOf(IMethodSymbol constructor, IInvocationOperation? call, int origin)
    {
        if (!IsWithinReach(constructor))
            return new UnsupportedExpression(
                $"The constructor of {constructor.ContainingType.Name}",
                "blocks derive from blocks of this project, and from public ones of libraries that use Kiln", [], origin);
        if (call is not null && HasReferences(constructor)) return Unsupported(call);
        if (call is not null && DependsOnOrder(call.Arguments)) return DisorderedArguments(origin);
        return new CallExpression(_reached.Add(constructor), null, call is null ? [] : LowerArguments(call.Arguments, origin), null, origin);
    }

    /// <summary>C# calls the constructor of the base class even if the source does not.</summary>
    private void CallBase(INamedTypeSymbol ancestor, SyntaxNode declaration)
    {
        if (!KilnNames.IsBlock(ancestor)) return;
        int origin = _spans.Add(declaration is ConstructorDeclarationSyntax written ? written.Identifier : ((BaseTypeDeclarationSyntax)declaration).Identifier);
        Add(ancestor.InstanceConstructors.FirstOrDefault(candidate => candidate.Parameters.IsEmpty) is { } constructor
            ? CallOf(constructor, null, origin)
            : new UnsupportedExpression($"An implicit call of the constructor of {ancestor.Name}", "write base(...) with all arguments", [], origin));
    }

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
