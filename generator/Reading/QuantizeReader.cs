using Microsoft.CodeAnalysis;

namespace Kiln.Generator.Reading;

/// <summary>Reads <c>[Quantize]</c>.</summary>
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
}
