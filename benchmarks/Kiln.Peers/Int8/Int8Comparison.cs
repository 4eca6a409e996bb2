using System.Globalization;

namespace Kiln.Peers.Int8;

/// <summary>Kiln's integers beside ONNX Runtime's and beside Kiln's floats: one sample, one thread, in turn.</summary>
internal static class Int8Comparison
{
    private const string Kiln = "Kiln int8", Runtime = "ONNX Runtime int8", Published = "ONNX Runtime int8, published model";

    public static void Run(string? models, string? only, Turns turns, TextWriter writer)
    {
        writer.WriteLine($"ONNX Runtime {OnnxSession.Version}; one sample, one thread each, in turn on one core. Microseconds per call, floats in and out.");
        writer.WriteLine("Times as fast: by the least times, how many times as fast Kiln's integers are as the contender.");
        writer.WriteLine($"{"network",-12} {"contender",-36} {"least",9} {"median",9} {"times as fast",14} {"gate",6}  {"verdict",-7} {"bytes",6}");
        foreach (Int8Case network in Int8Cases.All(models).Where(network => only is null || network.Name == only))
        {
            Compare(network, turns, writer);
        }
    }

    private static void Compare(Int8Case network, Turns turns, TextWriter writer)
    {
        float[] input = Int8Cases.RandomInput(network.InputSize), output = new float[network.OutputSize], own = new float[network.OutputSize];
        sbyte[] bytes = [.. input.Select(value => (sbyte)(100 * value))], answer = new sbyte[network.OutputSize];
        using OnnxSession session = new(network.Model, [1, .. network.InputShape], network.OutputSize);
        using OnnxSession? published = network.Published is { } model ? new(File.ReadAllBytes(model.Path), model.Shape, network.OutputSize) : null;
        input.CopyTo(session.Input, 0);
        session.Run();
        network.Integers(input, own);
        double steps = session.Output.Zip(own, (a, b) => Math.Abs(a - b)).Max() / network.OutputScale;

        List<IContender> contenders =
        [
            new LocalContender(Kiln, () => network.Integers(input, own)),
            new LocalContender(Runtime, session.Run),
            new LocalContender("Kiln float", () => network.Float(input, output)),
            new LocalContender("Kiln int8, bytes in and out", () => network.Bytes(bytes, answer)),
        ];
        if (published is not null)
        {
            contenders.Add(new LocalContender(Published, published.Run));
        }

        Entry[] entries = turns.Time(contenders);
        foreach (Entry entry in entries)
        {
            double ratio = entry.Timing.Best / entries[0].Timing.Best;
            double? gate = entry.Name switch { Runtime or Published => network.GateOverRuntime, "Kiln float" => network.GateOverFloat, _ => null };
            string verdict = gate is { } least ? ratio >= least ? "met" : ratio < 1 ? "SLOWER" : "MISSED" : "";
            writer.WriteLine(
                $"{network.Name,-12} {entry.Name,-36} {Text(entry.Timing.Best, "F2"),9} {Text(entry.Timing.Median, "F2"),9} {Text(ratio, "F2"),14} " +
                $"{(gate is { } asked ? Text(asked, "0.0") : ""),6}  {verdict,-7} {Text(entry.AllocatedBytes ?? 0, "F0"),6}");
        }

        writer.WriteLine($"{network.Name,-12} outputs of ONNX Runtime at most {Text(steps, "F1")} steps from Kiln's");
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
