using Microsoft.CodeAnalysis;

namespace Kiln.Generator.Reading;

/// <summary>Reads <c>[Quantize]</c> and <c>[Budget]</c>.</summary>
internal static class QuantizeReader
{
    /// <summary>What the attribute says, or null if the class does not carry it.</summary>
    public static QuantizationSettings? Read(INamedTypeSymbol network)
    {
        AttributeData? attribute = network.GetAttributes().FirstOrDefault(own => KilnNames.IsQuantizeAttribute(own.AttributeClass));
        if (attribute is null) return null;
        object? Value(string name) => Constants.ScalarOf(attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value);
        return new QuantizationSettings(Value("Weights") is 1, Value("PerTensor") is true, Value("PlanFor") is 1);
    }

    /// <summary>What <c>[Budget]</c> allows, or null if the class does not carry it.</summary>
    public static NetworkBudget? ReadBudget(INamedTypeSymbol network, SpanRecorder spans, CancellationToken cancellation)
    {
        AttributeData? attribute = network.GetAttributes().FirstOrDefault(own => KilnNames.IsBudgetAttribute(own.AttributeClass));
        if (attribute?.ApplicationSyntaxReference?.GetSyntax(cancellation) is not { } syntax || attribute.ConstructorArguments.Length != 3) return null;
        long Bound(int argument) => Constants.ScalarOf(attribute.ConstructorArguments[argument]) switch { int value => value, long value => value, _ => 0 };
        return new NetworkBudget(Bound(0), Bound(1), Bound(2), spans.Add(syntax));
    }
}
