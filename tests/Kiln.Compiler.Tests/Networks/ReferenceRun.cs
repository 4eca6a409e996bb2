using Kiln.Generator.Layouts;
using Kiln.Generator;
using Kiln.Generator.Graphs;
using Kiln.Generator.LaidOut;
using Kiln.Generator.Ops;
using Kiln.Generator.Passes;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>What a network must compute, from its source graph in float64.</summary>
internal static class ReferenceRun
{
    /// <summary>Inference: dropout is the identity, normalization uses the running statistics.</summary>
    public static Interpreter Infer(Graph source, int batch, IReadOnlyDictionary<string, double[]> bindings) =>
        Interpreter.Run(WithoutDropout(source), batch, bindings, new RunSettings(NoRandomness));

    /// <summary>One training step: loss, gradients, new statistics.</summary>
    public static Interpreter Train(
        Graph source, int batch, IReadOnlyDictionary<string, double[]> bindings, double scale = 1, Func<string, int, int, double>? uniform = null) =>
        Interpreter.Run(TrainingGraph(source), batch, bindings, new RunSettings(uniform ?? NoRandomness, scale));

    /// <summary>Gradients from outside and of every input that has one.</summary>
    public static ProgramDemands AllDemands(Graph source) =>
        new(
            true,
            source.All<Input>()
                .Where(item => item.Op.Entry.Length == 0 && item.Op.Role == InputRole.Sample && item.Op.Type.Element == DType.Float32)
                .Select(item => item.Op.Identifier).Distinct().ToEquatableArray());

    /// <summary>
    /// The bindings and, for each output of the network that has none there, a gradient; small as that of a mean, so that sums which cancel
    /// leave little rounding.
    /// </summary>
    public static Dictionary<string, double[]> WithOutputGradients(Graph source, int batch, IReadOnlyDictionary<string, double[]> bindings)
    {
        var all = new Dictionary<string, double[]>(bindings);
        foreach (Result output in source.Results.Where(result => result.Kind == ResultKind.Output && result.Entry.Length == 0))
        {
            int elements = source.TypeOf(output.Value).Shape.ElementCount;
            double[] uniform = Ops.Samples.Uniform(output.Name.Length + 3, batch * elements);
            all.TryAdd(output.Name + Result.GradientSuffix, [.. uniform.Select(x => (double)(float)(x / (batch * Math.Sqrt(elements))))]);
        }

        return all;
    }

    public static Graph TrainingGraph(Graph source) => Differentiate.Run(TrainingForm.Run(source));

    public static Graph WithoutDropout(Graph source) =>
        GraphRewriter.Run(source, (rewriter, _, node, inputs) => node.Op switch
        {
            Dropout or SampleNormal => inputs[0],
            ScaledDotProductAttention attention => rewriter.Copy(node with { Op = attention with { Rate = 0 } }, inputs),
            _ => rewriter.Copy(node, inputs),
        });

    /// <summary>
    /// The uniform numbers behind the masks of generated code: an element's number is its place in the memory of its sample (of its head in attention, of its
    /// shape in samples), and the number is the upper 31 bits of its word of the layer's Philox stream.
    /// </summary>
    public static Func<string, int, int, double> MasksOf(Graph source, int seed, long step, ProgramSpec? program = null)
    {
        bool hasLoss = source.Results.Any(result => result.Kind == ResultKind.Loss);
        LaidOutGraph lowered = Programs.Lower(source, program ?? (hasLoss ? ProgramTable.Train : ProgramTable.ForwardTraining));
        Dictionary<string, Geometry> memory = lowered.All<Dropout>()
            .GroupBy(item => item.Op.Key)
            .ToDictionary(group => group.Key, group => Geometry.Of(group.First().Node.LaidOut(0)));
        Dictionary<string, AttentionSizes> attention = lowered.All<ScaledDotProductAttention>().GroupBy(item => item.Op.Key)
            .ToDictionary(
                group => group.Key,
                group => new AttentionSizes(group.First().Op.Heads, [.. group.First().Node.Inputs.Select(input => lowered.TypeOf(input).Shape)]));
        HashSet<string> normal = [.. lowered.All<SampleNormal>().Select(item => item.Op.Key)];
        return (key, sample, element) => normal.Contains(key)
            ? Uniform(key, sample, element, isSample: true)
            : attention.TryGetValue(key, out AttentionSizes? sizes)
            ? Uniform(key, sample, (element / sizes.Keys * Geometry.Align(sizes.Keys)) + (element % sizes.Keys))
            : memory.TryGetValue(key, out Geometry place) ? Uniform(key, sample, PlaceOf(place, element))
            // Nothing in the program reads the op, so that it is not there, and any number will do.
            : 0.5;

        static long PlaceOf(Geometry map, int element)
        {
            int area = map.Height * map.Width, channel = element / area, pixel = element % area;
            return map.Interior + (channel * map.Channel) + (pixel / map.Width * map.Row) + (pixel % map.Width * map.Pixel);
        }

        double Uniform(string key, int sample, long place, bool isSample = false)
        {
            Kiln.Kernels.RandomKey samples = Kiln.Kernels.NormalSamples.Stream(seed, key);
            ulong stream = isSample ? ((ulong)samples.Key1 << 32) | samples.Key0 : Kiln.Kernels.Dropout.Stream((ulong)seed, key);
            uint word = Kiln.Kernels.PhiloxFunction.Block(
                (uint)(place / 4), (uint)sample, (uint)step, (uint)(step >> 32), (uint)stream, (uint)(stream >> 32))[(int)(place % 4)];
            return (word >> 1) / 2147483648.0;
        }
    }

    private static double NoRandomness(string name, int sample, int element) => throw new InvalidOperationException("No random number belongs here.");
}
