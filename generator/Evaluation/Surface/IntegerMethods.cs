namespace Kiln.Generator.Evaluation.Surface;

/// <summary>
/// The methods of a network in integers: inputs and outputs are its own bytes, or the real numbers that they mean (pixels where the network takes these).
/// </summary>
internal static class IntegerMethods
{
    public static IEnumerable<SpanMethod> Of(EvaluatedNetwork network)
    {
        HashSet<string> known = [];
        foreach (ProgramSpec program in network.Programs)
            foreach ((bool integersIn, bool integersOut) in new[] { (true, true), (false, false), (true, false), (false, true) })
                if (Of(network, program, integersIn, integersOut) is var method && known.Add(method.ParameterTypes)) yield return method;
    }

    /// <summary>The method that takes and gives real numbers, as generic code does.</summary>
    public static SpanMethod OfReals(EvaluatedNetwork network) => Of(network, network.Programs[0], integersIn: false, integersOut: false);

    private static SpanMethod Of(EvaluatedNetwork network, ProgramSpec program, bool integersIn, bool integersOut)
    {
        EvaluatedNetwork typed = network with
        {
            Inputs = integersIn ? network.Inputs : network.RealInputs,
            Outputs = integersOut ? network.Outputs : network.Outputs.Select(output => output with { Type = TensorType.Float(output.Type.Shape) }),
        };
        return SpanMethods.Of(typed, program) with
        {
            Settings = [$"kiln.IntegersIn = {(integersIn ? "true" : "false")};", $"kiln.IntegersOut = {(integersOut ? "true" : "false")};"],
        };
    }
}
