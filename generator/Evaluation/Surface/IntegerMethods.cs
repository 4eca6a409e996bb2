namespace Kiln.Generator.Evaluation.Surface;

/// <summary>
/// The methods of a network in integers: inputs and outputs are its own bytes, or the real numbers that they mean (pixels where the network takes these).
/// </summary>
internal static class IntegerMethods
{
    public static IEnumerable<SpanMethod> Of(EvaluatedNetwork network)
    {
        HashSet<(string Name, string Types)> known = [];
        foreach (ProgramSpec program in network.Programs)
            foreach ((bool integersIn, bool integersOut) in new[] { (true, true), (false, false), (true, false), (false, true) })
                if (Of(network, program, integersIn, integersOut) is var method && known.Add((method.Name, method.ParameterTypes))) yield return method;
    }

    private static SpanMethod Of(EvaluatedNetwork network, ProgramSpec program, bool integersIn, bool integersOut)
    {
        EvaluatedNetwork reals = network.Reals!;
        EvaluatedNetwork typed = network with
        {
            Inputs = (integersIn ? network : reals).Inputs,
            Outputs = (integersOut ? network : reals).Outputs,
            Entries = [.. network.Entries.Select(entry => entry with
            {
                Inputs = integersIn ? entry.Inputs : reals.Entries.First(own => own.Name == entry.Name).Inputs,
                Outputs = integersOut ? entry.Outputs : reals.Entries.First(own => own.Name == entry.Name).Outputs,
            })],
        };
        return SpanMethods.Of(typed, program) with
        {
            Settings = [$"kiln.IntegersIn = {(integersIn ? "true" : "false")};", $"kiln.IntegersOut = {(integersOut ? "true" : "false")};"],
        };
    }
}
