using Kiln.Data;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>Weights, statistics, samples and targets for a source graph, bound for the interpreter and handed to the generated network alike.</summary>
internal sealed class NetworkData
{
    private readonly Graph _source;

    public NetworkData(Graph source, int batch, int seed)
    {
        (_source, Batch) = (source, batch);
        foreach (GraphNode node in source.Nodes)
        {
            seed = unchecked((seed * 31) + 7);
            switch (node.Op)
            {
                case Input input: Bindings[input.Identifier] = Elements(input, seed); break;
                case Parameter parameter: Bindings[node.Name] = Weights(parameter.Shape, seed); break;
                case State state: Bindings[node.Name] = Statistics(state, seed); break;
                default: break;
            }
        }
    }

    public int Batch { get; }

    public Dictionary<string, double[]> Bindings { get; } = [];

    /// <summary>Gives the network these weights and statistics.</summary>
    public void SetWeights(INetworkProbe probe)
    {
        foreach (GraphNode node in _source.Nodes.Where(node => node.Op is Parameter or State))
            probe.Network.Parameter(node.Name).CopyFrom([.. Bindings[node.Name].Select(x => (float)x)]);
    }

    /// <summary>Samples, then targets where <paramref name="targets"/> asks for them.</summary>
    public Batch Samples(NetworkInfo info, bool targets)
    {
        var batch = new Batch([.. info.Inputs, .. targets ? info.Targets : []], Batch);
        for (int column = 0; column < batch.Columns.Count; column++)
        {
            string name = batch.Columns[column].Name;
            double[] elements = AsCaller(name, Bindings[name]);
            if (batch.Columns[column].Element == typeof(int)) elements.Select(x => (int)x).ToArray().CopyTo(batch.Write<int>(column));
            else if (batch.Columns[column].Element == typeof(byte)) elements.Select(x => (byte)x).ToArray().CopyTo(batch.Write<byte>(column));
            else elements.Select(x => (float)x).ToArray().CopyTo(batch.Write<float>(column));
        }

        return batch;
    }

    public Batch Outputs(NetworkInfo info)
    {
        var batch = new Batch(info.Outputs, Batch);
        for (int column = 0; column < info.Outputs.Count; column++) batch.Write<float>(column).Fill(float.NaN);
        return batch;
    }

    /// <summary>Elements of an input, or of its gradient, in the caller's order: channels last where the input says so.</summary>
    public double[] AsCaller(string name, double[] elements)
    {
        if (!_source.All<Input>().Any(item => item.Op.Identifier == name && item.Op.ChannelsLast)) return elements;
        Shape map = _source.All<Input>().Single(item => item.Op.Identifier == name).Op.Type.Shape;
        int channels = map[0], pixels = map[1] * map[2];
        return [.. Enumerable.Range(0, elements.Length)
            .Select(i => elements[(i / map.ElementCount * map.ElementCount) + (i % channels * pixels) + (i % map.ElementCount / channels)])];
    }

    private double[] Elements(Input input, int seed)
    {
        int count = Batch * input.Type.Shape.Leading * input.Type.Shape.ElementCount;
        if (input.Type.Element == DType.UInt8) return Ops.Samples.Classes(seed, count, 256);
        if (input.Type.Element == DType.Int32)
        {
            double[] labels = Ops.Samples.Classes(seed, count, Classes(input));
            // A batch of ignored labels alone has no mean.
            if (_source.All<SoftmaxCrossEntropy>().Any(item => item.Op.IgnoreIndex == labels[0])) labels[0] = labels[0] == 0 ? 1 : 0;
            return labels;
        }

        double[] elements = Ops.Samples.Uniform(seed, count);
        // Targets of a cross-entropy are probabilities.
        return input.Role == InputRole.Target ? [.. elements.Select(x => (double)(float)((x + Ops.Samples.Bound) / (2 * Ops.Samples.Bound)))] : elements;
    }

    /// <summary>What every reader of these indices accepts: the classes of a loss, the rows of a table.</summary>
    private int Classes(Input input) =>
        _source.Nodes.Where(node => node.Inputs.Any(value => _source[value].Op.Equals(input)))
            .Select(node => Ops.OpRun.Indices(node.Op, [.. node.Inputs.Select(_source.TypeOf)])).DefaultIfEmpty(2).Min();

    /// <summary>Uniform with a variance that keeps activations about as large as their inputs.</summary>
    private static double[] Weights(Shape shape, int seed)
    {
        double scale = shape.Rank > 1 ? 1 / Math.Sqrt((double)shape.ElementCount / shape[0]) : 0.5;
        return [.. Ops.Samples.Uniform(seed, shape.ElementCount).Select(x => (double)(float)(x * scale))];
    }

    private static double[] Statistics(State state, int seed) =>
        [.. Ops.Samples.Uniform(seed, state.Shape.ElementCount).Select(x => (double)(float)(state.Initial == 0 ? 0.3 * x : 1 + (0.5 * x)))];
}
