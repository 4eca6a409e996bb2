using Kiln.Generator.Evaluation.Language;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kiln.Generator.Reading;

/// <summary>Methods, properties and fields: which syntax is their body.</summary>
internal static class MemberLowering
{
    public static LoweredBody Lower(ISymbol member, Compilation compilation, CancellationToken cancellation)
    {
        if (member is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor) return LowerConstructor(constructor, compilation, cancellation);
        SyntaxNode? declaration = Implementation(member).DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation);
        if (declaration is not null && IsStack(member)) return LowerStack((IMethodSymbol)member, compilation, cancellation);
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
        MemberKind kind = (isValue, belongsToBlock) switch
        {
            (false, false) => MemberKind.Static,
            (false, true) => MemberKind.Instance,
            (true, false) => MemberKind.StaticValue,
            (true, true) => MemberKind.InstanceValue,
        };
        var spec = new MethodSpec(
            SymbolKeys.Of(member), member.Name, kind, null) { Scope = Scope(member), Frozen = HasAttribute(member, KilnNames.IsFrozenAttribute) };
        if (source is null)
        {
            // A field or automatic property that nothing sets has the default of its type.
            ITypeSymbol? type = (member as IPropertySymbol)?.Type ?? (member as IFieldSymbol)?.Type;
            Datum? unset = type is not null && kind == MemberKind.InstanceValue ? BodyLowering.DefaultOf(type) : null;
            return new LoweredBody(null, unset is null ? spec : spec with { Body = Body.Of([], new ConstantExpression(unset, 0)) }, [], []);
        }

        var lowering = new BodyLowering(SemanticModels.Of(compilation, source.SyntaxTree), compilation, cancellation);
        Body body = isValue ? lowering.LowerInitializer(source) : lowering.LowerMethod(Method(member), source);
        return new LoweredBody(null, spec with { Body = body }, lowering.Spans, lowering.Reaches);
    }

    private static LoweredBody LowerConstructor(IMethodSymbol constructor, Compilation compilation, CancellationToken cancellation)
    {
        INamedTypeSymbol type = constructor.ContainingType;
        SyntaxReference declaration = constructor.DeclaringSyntaxReferences.FirstOrDefault() ?? type.DeclaringSyntaxReferences[0];
        var lowering = new BodyLowering(SemanticModels.Of(compilation, declaration.SyntaxTree), compilation, cancellation);
        Body body = lowering.LowerConstructor(constructor, declaration.GetSyntax(cancellation));
        return new LoweredBody(
            null, new MethodSpec(SymbolKeys.Of(constructor), KilnNames.Short(type), MemberKind.Instance, body), lowering.Spans, lowering.Reaches);
    }

    /// <summary>Whether a partial method is a stack of layers: Kiln writes its C# body, and its attributes are the body that is evaluated.</summary>
    public static bool IsStack(ISymbol member) => member is IMethodSymbol { IsPartialDefinition: true } && HasLayers(member);

    public static bool HasLayers(ISymbol member) => HasAttribute(member, KilnNames.IsLayer);

    /// <summary>Whether a stack has the required form. If not, there is a message, and the value that flows through it stays unknown.</summary>
    public static bool IsStackOfOneNode(IMethodSymbol method) =>
        method is { IsStatic: true, IsGenericMethod: false, RefKind: RefKind.None, Parameters.Length: 1 }
        && KilnNames.IsNode(method.ReturnType)
        && method.Parameters[0].RefKind == RefKind.None
        && KilnNames.IsNode(method.Parameters[0].Type)
        && !HasOwnBody(method);

    /// <summary>Whether the user has written a body for a partial method.</summary>
    public static bool HasOwnBody(IMethodSymbol method) =>
        method.PartialImplementationPart is { } body && body.DeclaringSyntaxReferences.Any(part => !GeneratedMembers.IsIn(part.SyntaxTree));

    private static LoweredBody LowerStack(IMethodSymbol method, Compilation compilation, CancellationToken cancellation)
    {
        var spans = new SpanRecorder();
        var reached = new ReachedSymbols();
        var attributes = new AttributeReader(compilation, spans, reached, cancellation);
        var statements = new List<Statement>();
        bool isSound = IsStackOfOneNode(method);
        foreach (AttributeData attribute in isSound ? method.GetAttributes() : [])
        {
            if (!KilnNames.IsLayer(attribute.AttributeClass) || attribute.ApplicationSyntaxReference?.GetSyntax(cancellation) is not AttributeSyntax syntax)
                continue;
            Expression layer = attributes.ReadLayer(attribute, syntax);
            statements.Add(new ExpressionStatement(new AssignExpression(new VariableTarget(0), layer, false, layer.Origin)));
        }

        statements.Add(new ReturnStatement(isSound ? new VariableExpression(0, 0) : new InvalidExpression(0)));
        var body = new Body(
            method.Parameters.Select(parameter => parameter.Name).ToEquatableArray(), Math.Max(1, method.Parameters.Length), statements.ToEquatableArray(), []);
        var spec = new MethodSpec(
            SymbolKeys.Of(method), method.Name, MemberKind.Static,
            body) { Scope = MethodSpec.ScopeOf(method.Name), Frozen = HasAttribute(method, KilnNames.IsFrozenAttribute) };
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

    private static IMethodSymbol Method(ISymbol member) => member switch
    {
        IPropertySymbol property => ((IPropertySymbol)Implementation(property)).GetMethod!,
        IMethodSymbol method => (IMethodSymbol)Implementation(method),
        _ => throw new InvalidOperationException($"{member.Name} has no body."),
    };

    private static string? Scope(ISymbol member) =>
        member is IMethodSymbol && HasAttribute(member, attribute => KilnNames.IsSharedAttribute(attribute) || KilnNames.IsEntryAttribute(attribute))
            ? MethodSpec.ScopeOf(member.Name)
            : null;

    private static bool HasAttribute(ISymbol member, Func<INamedTypeSymbol?, bool> isMeant) =>
        member.GetAttributes().Any(attribute => isMeant(attribute.AttributeClass));
}
