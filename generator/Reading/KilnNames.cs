using Microsoft.CodeAnalysis;

namespace Kiln.Generator.Reading;

/// <summary>The types of the runtime that Reading knows, by their metadata names.</summary>
internal static class KilnNames
{
    public const string NetworkAttribute = "Kiln.NetworkAttribute";
    private const string LayerAttribute = "LayerAttribute";
    private const string Namespace = "Kiln";
    private const string AttributeSuffix = "Attribute";

    public static bool IsNetworkAttribute(INamedTypeSymbol? type) => Is(type, "NetworkAttribute", 0);
    public static bool IsInputAttribute(INamedTypeSymbol? type) => Is(type, "InputAttribute", 0) || Is(type, "InputAttribute", 1);
    public static bool IsEntryAttribute(INamedTypeSymbol? type) => Is(type, "EntryAttribute", 0);
    public static bool IsFrozenAttribute(INamedTypeSymbol? type) => Is(type, "FrozenAttribute", 0);
    public static bool IsBlockBodyAttribute(INamedTypeSymbol? type) => Is(type, "BlockBodyAttribute", 0);
    public static bool IsQuantizeAttribute(INamedTypeSymbol? type) => Is(type, "QuantizeAttribute", 0);
    public static bool IsBudgetAttribute(INamedTypeSymbol? type) => Is(type, "BudgetAttribute", 0);
    public static bool IsSharedAttribute(INamedTypeSymbol? type) => Is(type, "SharedAttribute", 0);

    public static bool IsNetwork(INamedTypeSymbol type) => Has(type, IsNetworkAttribute);

    /// <summary><c>[Frozen]</c> on a class or method: parameters keep their values.</summary>
    public static bool IsFrozen(ISymbol symbol) => Has(symbol, IsFrozenAttribute);

    /// <summary>Whether a symbol carries an attribute that is meant.</summary>
    public static bool Has(ISymbol symbol, Func<INamedTypeSymbol?, bool> isMeant) => symbol.GetAttributes().Any(attribute => isMeant(attribute.AttributeClass));

    public static bool IsNode(ITypeSymbol? type) => Is(type as INamedTypeSymbol, "Node", 0);

    /// <summary>A node, or a list of nodes such as <c>params Node[]</c>.</summary>
    public static bool IsNodeOrNodes(ITypeSymbol? type) => IsNode(type) || (type is IArrayTypeSymbol { Rank: 1 } array && IsNode(array.ElementType));

    /// <summary>The class of which layers and blocks are made.</summary>
    public static bool IsLayerAttribute(INamedTypeSymbol? type) => Is(type, LayerAttribute, 0);

    /// <summary>A layer of Kiln or a block of anyone's.</summary>
    public static bool IsLayer(INamedTypeSymbol? type) => DerivesFrom(type, LayerAttribute);

    public static bool IsBlock(INamedTypeSymbol? type) => DerivesFrom(type, "BlockAttribute");

    /// <summary>The name as users write it, without the suffix that C# lets them omit.</summary>
    public static string Short(string name) =>
        name.EndsWith(AttributeSuffix, StringComparison.Ordinal) ? name.Substring(0, name.Length - AttributeSuffix.Length) : name;

    public static string Short(INamedTypeSymbol type) => Short(type.Name);

    /// <summary>A class and those that it derives from, itself first.</summary>
    public static IEnumerable<INamedTypeSymbol> Line(INamedTypeSymbol? type)
    {
        for (INamedTypeSymbol? ancestor = type; ancestor is not null; ancestor = ancestor.BaseType) yield return ancestor;
    }

    private static bool DerivesFrom(INamedTypeSymbol? type, string name) => Line(type?.BaseType).Any(ancestor => Is(ancestor, name, 0));

    private static bool Is(INamedTypeSymbol? type, string name, int arity) =>
        type is not null && type.Arity == arity && type.Name == name
        && type.ContainingType is null && type.ContainingNamespace is { Name: Namespace, ContainingNamespace.IsGlobalNamespace: true };
}
