using Kiln.Generator;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;
using Kiln.Generator.Passes;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>
/// Runs the programs beside Forward, Evaluate and ForwardBackward and the interpreter on the same data: entries, gradients of inputs, training in two calls.
/// </summary>
internal sealed class ProgramCheck(EvaluatedNetwork network, INetworkProbe probe, NetworkData data, int seed, double tolerance, string what)
{
    private readonly GradientTargets _inputs = new(false, network.Inputs.Where(input => input.Gradient).Select(input => input.Identifier).ToEquatableArray());

    public void Run(bool canTrain)
    {
        foreach (NetworkEntry entry in network.Entries) CheckEntry(entry);
        if (!canTrain) return;
        if (network.HasLoss && _inputs.Inputs.Count > 0) CheckInputGradient();
        if (network.IsTrainable) CheckTwoCalls();
    }

    private void CheckEntry(NetworkEntry entry)
    {
        Interpreter expected = ReferenceRun.Infer(SelectEntry.Run(network.Graph, entry.Name), data.Batch, data.Bindings);
        float[][] outputs = [.. entry.Outputs.Select(Empty)];
        probe.Call(entry.Name, [.. entry.Inputs.Select(Given), .. outputs]);
        Outputs(entry.Outputs, expected, outputs, entry.Name);
    }

    private void CheckInputGradient()
    {
        Interpreter expected = Interpreter.Run(Differentiate.OfLoss(Form, _inputs), data.Batch, data.Bindings, Settings(ProgramTable.InputGradient, _inputs));
        PublicTensor[] marked = [.. network.Inputs.Where(input => input.Gradient)];
        var trainable = (ITrainable)probe.Network;
        trainable.Gradients.Fill(7);
        float[] state = probe.Network.Core.State.ToArray();
        foreach (float scale in new[] { 1, -2.5f })
        {
            float[][] gradients = [.. marked.Select(Empty)];
            probe.RepeatNoise();
            object? loss = probe.Call("InputGradient", [.. network.Inputs.Concat(network.Targets).Select(Given), .. gradients, scale]);
            NetworkCheck.Close(
                [expected[ResultKind.Loss, network.Graph.Results.Single(result => result.Kind == ResultKind.Loss).Name].Data[0]], [(float)loss!],
                $"{what}: InputGradient", tolerance);
            InputGradients(marked, expected, gradients, scale, "InputGradient");
        }

        Assert.False(trainable.Gradients.ContainsAnyExcept(7), $"{what}: InputGradient touched the gradients of parameters.");
        Assert.Equal(state, probe.Network.Core.State.ToArray());
        trainable.Gradients.Clear();
    }

    private void CheckTwoCalls()
    {
        Dictionary<string, double[]> bindings = ReferenceRun.WithOutputGradients(network.Graph, data.Batch, data.Bindings);
        Interpreter expected = Interpreter.Run(
            Differentiate.OfOutputs(Form, _inputs with { Parameters = true }), data.Batch, bindings,
            Settings(ProgramTable.ForwardTraining, _inputs with { Parameters = true }));
        PublicTensor[] marked = [.. network.Inputs.Where(input => input.Gradient)];
        float[][] given = [.. network.Outputs.Select(output => bindings[output.Identifier + Result.GradientSuffix].Select(x => (float)x).ToArray())];
        double factor = 0;
        foreach ((float scale, bool accumulate) in new[] { (1f, false), (0.5f, true), (-2f, false) })
        {
            float[][] outputs = [.. network.Outputs.Select(Empty)], gradients = [.. marked.Select(Empty)];
            probe.RepeatNoise();
            probe.Call("ForwardTraining", [.. network.Inputs.Select(Given), .. outputs]);
            Outputs(network.Outputs, expected, outputs, "ForwardTraining");
            // Backward has none of these any more.
            foreach (float[] output in outputs) Array.Fill(output, float.NaN);
            probe.Call("Backward", [.. given, .. gradients, scale, accumulate]);
            factor = (accumulate ? factor : 0) + scale;
            ParameterGradients(expected, factor);
            InputGradients(marked, expected, gradients, scale, "Backward");
        }
    }

    private Graph Form => TrainingForm.Run(SelectEntry.Run(network.Graph, ""));

    /// <summary>Each program has its own memory, by which its masks are numbered.</summary>
    private RunSettings Settings(ProgramSpec program, GradientTargets targets) =>
        new(ReferenceRun.MasksOf(network.Graph, seed, step: 0, program with { Targets = targets }), 1);

    /// <summary>An input or target as an array of its element type.</summary>
    private object Given(PublicTensor tensor)
    {
        double[] elements = data.AsCaller(tensor.Identifier, data.Bindings[tensor.Identifier]);
        return tensor.Type.Element switch
        {
            DType.Int32 => elements.Select(x => (int)x).ToArray(),
            DType.UInt8 => elements.Select(x => (byte)x).ToArray(),
            _ => elements.Select(x => (float)x).ToArray(),
        };
    }

    private float[] Empty(PublicTensor tensor) => [.. Enumerable.Repeat(float.NaN, data.Batch * tensor.Type.Shape.ElementCount)];

    private void Outputs(IReadOnlyList<PublicTensor> tensors, Interpreter expected, float[][] actual, string method)
    {
        for (int i = 0; i < actual.Length; i++)
            NetworkCheck.Close(expected[ResultKind.Output, tensors[i].Identifier].Data, actual[i], $"{what}: {method}, {tensors[i].Identifier}", tolerance);
    }

    private void InputGradients(PublicTensor[] marked, Interpreter expected, float[][] actual, double factor, string method)
    {
        for (int i = 0; i < marked.Length; i++)
        {
            string name = marked[i].Identifier;
            double[] gradient = expected.Has(ResultKind.InputGradient, name) ? expected[ResultKind.InputGradient, name].Data : new double[actual[i].Length];
            NetworkCheck.Close([.. data.AsCaller(name, gradient).Select(x => factor * x)], actual[i], $"{what}: {method}, gradient of {name}", tolerance);
        }
    }

    private void ParameterGradients(Interpreter expected, double factor)
    {
        foreach ((_, GraphNode node, Parameter parameter) in network.Graph.All<Parameter>().Where(item => !item.Op.Frozen))
        {
            float[] gradient = new float[parameter.Shape.ElementCount];
            ((ITrainable)probe.Network).Gradient(node.Name).CopyTo(gradient);
            double[] wanted = expected.Has(ResultKind.ParameterGradient, node.Name)
                ? expected[ResultKind.ParameterGradient, node.Name].Data
                : new double[gradient.Length];
            NetworkCheck.Close([.. wanted.Select(x => factor * x)], gradient, $"{what}: Backward, gradient of {node.Name}", tolerance);
        }
    }
}
