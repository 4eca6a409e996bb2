using Kiln.Generator.Evaluation.Language;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kiln.Generator.Reading;

/// <summary>Blocks, methods, properties and fields: which syntax is their body.</summary>
internal sealed class MemberLowering(Compilation compilation, CancellationToken cancellation)
{
    public LoweredBody Lower(ISymbol symbol) => symbol switch
    {
        INamedTypeSymbol block => LowerBlock(block),
        IMethodSymbol { MethodKind: MethodKind.Constructor } constructor => LowerConstructor(constructor),
        IMethodSymbol stack when IsStack(stack) => LowerStack(stack),
        _ => LowerMember(symbol),
    };

    private LoweredBody LowerBlock(INamedTypeSymbol type)
    {
        var spec = new BlockSpec(SymbolKeys.Of(type), KilnNames.Short(type), null);
        IMethodSymbol? build = BuildOf(type);
        if (build?.DeclaringSyntaxReferences.FirstOrDefault() is { } source)
        {
            BodyLowering lowering = Lowering(source.SyntaxTree);
            Body body = lowering.LowerMethod(build, source.GetSyntax(cancellation));
            return new LoweredBody(spec with { Body = body }, null, lowering.Spans, lowering.Reaches);
        }

        // A block that inherits Build has no body of its own. Otherwise C# demands a Build and has reported its absence: then the body fails silently.
        bool inherits = type.BaseType is { } ancestor && BuildOf(ancestor) is not null;
        return new LoweredBody(inherits ? spec : spec with { Body = Body.Of(["x"], new InvalidExpression(0)) }, null, [], []);
    }

    private static IMethodSymbol? BuildOf(INamedTypeSymbol type) => type.GetMembers("Build").OfType<IMethodSymbol>().FirstOrDefault(method =>
        method is { IsOverride: true, Parameters.Length: 1 } && KilnNames.IsNode(method.ReturnType) && KilnNames.IsNode(method.Parameters[0].Type));

    private LoweredBody LowerMember(ISymbol member)
    {
        SyntaxNode? declaration = Implementation(member).DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation);
        (SyntaxNode? source, bool isValue) = declaration switch
        {
            BaseMethodDeclarationSyntax { Body: not null } or BaseMethodDeclarationSyntax { ExpressionBody: not null } => (declaration, false),
            AccessorDeclarationSyntax => (declaration, false),
            VariableDeclaratorSyntax { Initializer: { } initializer } => (initializer, true),
            PropertyDeclarationSyntax { Initializer: { } initializer } => (initializer, true),
            PropertyDeclarationSyntax { ExpressionBody: { } expression } => (expression, false),
            PropertyDeclarationSyntax property => Getter(property),
            _ => ((SyntaxNode?)null, member is not IMethodSymbol),
        };

        bool belongsToBlock = !member.IsStatic && SymbolKeys.Receiver(member) is null;
        MemberKind kind = isValue
            ? belongsToBlock ? MemberKind.InstanceValue : MemberKind.StaticValue
            : belongsToBlock ? MemberKind.Instance : MemberKind.Static;
        var spec = new MethodSpec(SymbolKeys.Of(member), member.Name, kind, Scope(member), KilnNames.IsFrozen(member), null);
        if (source is null)
        {
            // A field or automatic property that nothing sets has the default of its type.
            ITypeSymbol? type = (member as IPropertySymbol)?.Type ?? (member as IFieldSymbol)?.Type;
            Datum? unset = type is not null && kind == MemberKind.InstanceValue ? BodyLowering.DefaultOf(type) : null;
            return new LoweredBody(null, unset is null ? spec : spec with { Body = Body.Of([], new ConstantExpression(unset, 0)) }, [], []);
        }

        BodyLowering lowering = Lowering(source.SyntaxTree);
        Body body = isValue ? lowering.LowerInitializer(source) : lowering.LowerMethod(Method(member), source);
        return new LoweredBody(null, spec with { Body = body }, lowering.Spans, lowering.Reaches);
    }

    private BodyLowering Lowering(SyntaxTree tree) => new(SemanticModels.Of(compilation, tree), compilation, cancellation);

    private LoweredBody LowerConstructor(IMethodSymbol constructor)
    {
        INamedTypeSymbol type = constructor.ContainingType;
        SyntaxReference declaration = constructor.DeclaringSyntaxReferences.FirstOrDefault() ?? type.DeclaringSyntaxReferences[0];
        BodyLowering lowering = Lowering(declaration.SyntaxTree);
        Body body = lowering.LowerConstructor(constructor, declaration.GetSyntax(cancellation));
        var spec = new MethodSpec(SymbolKeys.Of(constructor), KilnNames.Short(type), MemberKind.Instance, null, false, body);
        return new LoweredBody(null, spec, lowering.Spans, lowering.Reaches);
    }

    /// <summary>Whether a partial method is a stack of layers: Kiln writes its C# body, and its attributes are the body that is evaluated.</summary>
    public static bool IsStack(ISymbol member) => member is IMethodSymbol { IsPartialDefinition: true } && HasLayers(member);

    public static bool HasLayers(ISymbol member) => KilnNames.Has(member, KilnNames.IsLayer);

    /// <summary>Whether a stack has the required form. If not, there is a message, and the value that flows through it stays unknown.</summary>
    public static bool IsStackOfOneNode(IMethodSymbol method) =>
        method is { IsStatic: true, IsGenericMethod: false, RefKind: RefKind.None, Parameters.Length: 1 }
        && KilnNames.IsNode(method.ReturnType) && method.Parameters[0].RefKind == RefKind.None && KilnNames.IsNode(method.Parameters[0].Type)
        && !HasOwnBody(method);

    /// <summary>Whether the user has written a body for a partial method.</summary>
    public static bool HasOwnBody(IMethodSymbol method) =>
        method.PartialImplementationPart is { } body && body.DeclaringSyntaxReferences.Any(part => !GeneratedMembers.IsIn(part.SyntaxTree));

    private LoweredBody LowerStack(IMethodSymbol method)
    {
        var spans = new SpanRecorder();
        var reached = new ReachedSymbols();
        var attributes = new AttributeReader(compilation, spans, reached, cancellation);
        var statements = new List<Statement>();
        bool isSound = IsStackOfOneNode(method);
        foreach (AttributeData attribute in method.GetAttributes().Where(attribute => isSound && KilnNames.IsLayer(attribute.AttributeClass)))
        {
            if (attribute.ApplicationSyntaxReference?.GetSyntax(cancellation) is not AttributeSyntax syntax) continue;
            Expression layer = attributes.ReadLayer(attribute, syntax);
            statements.Add(new ExpressionStatement(new AssignExpression(new VariableTarget(0), layer, false, layer.Origin)));
        }

        statements.Add(new ReturnStatement(isSound ? new VariableExpression(0, 0) : new InvalidExpression(0)));
        var body = new Body([.. method.Parameters.Select(parameter => parameter.Name)], Math.Max(1, method.Parameters.Length), [.. statements], []);
        string key = SymbolKeys.Of(method), scope = MethodSpec.ScopeOf(method.Name);
        var spec = new MethodSpec(key, method.Name, MemberKind.Static, scope, KilnNames.IsFrozen(method), body);
        return new LoweredBody(null, spec, spans.ToTable(), reached.Symbols);
    }

    /// <summary>The getter of an automatic property without an initializer has no body: a constructor or an object initializer gives its value.</summary>
    private static (SyntaxNode?, bool) Getter(PropertyDeclarationSyntax property)
    {
        AccessorDeclarationSyntax? getter = property.AccessorList?.Accessors.FirstOrDefault(accessor => accessor.Keyword.ValueText == "get");
        return getter is { Body: null, ExpressionBody: null } ? (null, true) : (getter, false);
    }

    private static ISymbol Implementation(ISymbol member) => member switch
    {
        IMethodSymbol { PartialImplementationPart: { } implementation } when !IsStack(member) => implementation,
        IPropertySymbol { PartialImplementationPart: { } implementation } => implementation,
        _ => member,
    };

    private static IMethodSymbol Method(ISymbol member) => Implementation(member) switch
    {
        IPropertySymbol property => property.GetMethod!,
        IMethodSymbol method => method,
        _ => throw new InvalidOperationException($"{member.Name} has no body."),
    };

    private static string? Scope(ISymbol member) =>
        member is IMethodSymbol && (KilnNames.Has(member, KilnNames.IsSharedAttribute) || KilnNames.Has(member, KilnNames.IsEntryAttribute))
            ? MethodSpec.ScopeOf(member.Name) : null;
}
