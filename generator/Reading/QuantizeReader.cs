using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kiln.Generator.Reading;

/// <summary>Reads <c>[Quantize]</c> and <c>[Budget]</c>.</summary>
internal sealed class QuantizeReader(
    INamedTypeSymbol network, AttributeReader attributes, SpanRecorder spans, InputReader.Reporter report, CancellationToken cancellation)
{
    /// <summary>What <c>[Quantize]</c> says, or null if the class does not carry it.</summary>
    public QuantizationSettings? Read()
    {
        AttributeData? attribute = network.GetAttributes().FirstOrDefault(own => KilnNames.IsQuantizeAttribute(own.AttributeClass));
        if (attribute is null) return null;
        if (SyntaxOf(attribute) is { } syntax) attributes.CheckChoices(attribute, syntax, spans.Add(syntax), report);
        object? Value(string name) => Constants.ScalarOf(attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value);
        return new QuantizationSettings(Value("Weights") is 1, Value("PerTensor") is true, Value("PlanFor") is 1);
    }

    /// <summary>What <c>[Budget]</c> allows, or null if the class does not carry it, or nothing that C# accepts.</summary>
    public NetworkBudget? ReadBudget()
    {
        AttributeData? attribute = network.GetAttributes().FirstOrDefault(own => KilnNames.IsBudgetAttribute(own.AttributeClass));
        if (attribute is null || SyntaxOf(attribute) is not { } syntax || !AttributeReader.IsWhole(attribute)) return null;
        long Bound(int argument) => Constants.ScalarOf(attribute.ConstructorArguments[argument]) switch { int value => value, long value => value, _ => 0 };
        var budget = new NetworkBudget(Bound(0), Bound(1), Bound(2), spans.Add(syntax));
        if (budget is { ArenaBytes: 0, WeightBytes: 0, MultiplyAdds: 0 }) report(AdviceProblems.EmptyBudget, budget.Origin, network.Name);
        return budget;
    }

    private AttributeSyntax? SyntaxOf(AttributeData attribute) => attribute.ApplicationSyntaxReference?.GetSyntax(cancellation) as AttributeSyntax;
}
