namespace Kiln.Generator.Emit;

/// <summary>What the generated part of a class says about its graph methods, which the C# compiler knows nothing of.</summary>
internal static class GraphMethodText
{
    public static void Write(SourceWriter writer, EvaluatedNetwork network)
    {
        // Only Kiln reads them; without a use in C# the compiler would report them as unused.
        if (network.GraphMethods.Count > 0)
            writer.Line($"private const string KilnGraphMethods = {string.Join(" + ", network.GraphMethods.Select(method => $"nameof(@{method})"))};");
        WriteStacks(writer, network);
    }

    /// <summary>The bodies that C# requires for the user's partial methods.</summary>
    public static void WriteStacks(SourceWriter writer, EvaluatedNetwork network)
    {
        string reason = $"Graph methods are evaluated while Kiln compiles {network.Identity.Name} and cannot be called.";
        foreach (string header in network.PartialMethods)
            writer.Line($"\n{header} => throw new global::System.InvalidOperationException(\"{reason}\");");
    }
}
