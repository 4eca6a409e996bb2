using Kiln.Data;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;
using Kiln.Generator.Passes;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>
/// Runs a generated network and the interpreter on the same data and compares everything that users can see: outputs, both losses, gradients (stored,
/// scaled and accumulated), running statistics. Arenas are filled with NaN first, so that reading what was not written shows.
/// </summary>
internal sealed class NetworkCheck(EvaluatedNetwork network, NetworkFactory create, double tolerance = NetworkCheck.Tolerance)
{
    /// <summary>
    /// Float32 sums of up to a few thousand terms of order 1, relative to the largest element of the tensor; without FMA each product rounds once more,
    /// which stays within the same bound.
    /// </summary>
    public const double Tolerance = 4e-5;

    /// <summary>Pre-activations and maxima closer than this to a kink may fall on its other side in float32; such data are drawn again.</summary>
    private const double Margin = 2e-5;

    /// <summary>Of networks and their noise.</summary>
    public const int Seed = 5;

    private string LossName => network.Graph.Results.Single(result => result.Kind == ResultKind.Loss).Name;

    /// <summary>The network itself without its entries: what only they read, or nobody, is not computed, and its statistics do not move.</summary>
    private Graph Own => SelectEntry.Run(network.Graph, "");

    public void Run(int batch, int maxBatch, int threads = 1) => Run(DataWithoutKinks(network.Graph, batch), maxBatch, threads);

    public void Run(NetworkData data, int maxBatch, int threads = 1)
    {
        int batch = data.Batch;
        INetworkProbe probe = create(maxBatch, Seed, threads);
        probe.Network.Core.Poison();
        data.SetWeights(probe);
        string what = FormattableString.Invariant($"{network.Identity.Name}, batch {batch} of {maxBatch}");
        CheckForward(probe, data, what);
        bool canTrain = CanTrain(network.Graph, batch);
        if (network.HasLoss)
        {
            CheckEvaluate(probe, data, what);
            if (canTrain) CheckTraining(probe, data, what);
        }

        new ProgramCheck(network, probe, data, Seed, tolerance, what).Run(canTrain);
    }

    /// <summary>Normalization needs two values for each channel.</summary>
    public static bool CanTrain(Graph graph, int batch) =>
        batch > 1
        || graph.All<BatchNorm>().All(item => BatchNorm.IsFrozen(graph, item.Node) || item.Node.Outputs[0].Shape.ElementCount > item.Node.Outputs[0].Shape[0]);

    private void CheckForward(INetworkProbe probe, NetworkData data, string what)
    {
        Interpreter expected = ReferenceRun.Infer(Own, data.Batch, data.Bindings);
        Batch outputs = data.Outputs(probe.Info);
        probe.Forward(data.Samples(probe.Info, targets: false), outputs);
        for (int i = 0; i < network.Outputs.Count; i++)
            Close(
                expected[ResultKind.Output, network.Outputs[i].Identifier].Data, outputs.Read<float>(i), $"{what}: Forward, {network.Outputs[i].Identifier}",
                tolerance);
    }

    private void CheckEvaluate(INetworkProbe probe, NetworkData data, string what)
    {
        Interpreter expected = ReferenceRun.Infer(Own, data.Batch, data.Bindings);
        Batch samples = data.Samples(probe.Info, targets: true), outputs = data.Outputs(probe.Info);
        double loss = expected[ResultKind.Loss, LossName].Data[0];
        Close([loss], [probe.Evaluate(samples, outputs)], $"{what}: Evaluate", tolerance);
        CheckTerms(probe, expected, $"{what}: Evaluate");
        for (int i = 0; i < network.Outputs.Count; i++)
            Close(
                expected[ResultKind.Output, network.Outputs[i].Identifier].Data, outputs.Read<float>(i), $"{what}: Evaluate, {network.Outputs[i].Identifier}",
                tolerance);
        Close([loss], [probe.Evaluate(samples, null)], $"{what}: Evaluate without outputs", tolerance);
    }

    private void CheckTraining(INetworkProbe probe, NetworkData data, string what)
    {
        Batch samples = data.Samples(probe.Info, targets: true);
        Func<string, int, int, double> masks = ReferenceRun.MasksOf(network.Graph, Seed, step: 0);
        Interpreter expected = ReferenceRun.Train(Own, data.Batch, data.Bindings, uniform: masks);
        float loss = probe.ForwardBackward(samples, scale: 1, accumulate: false);
        Close([expected[ResultKind.Loss, LossName].Data[0]], [loss], $"{what}: ForwardBackward", tolerance);
        CheckTerms(probe, expected, $"{what}: ForwardBackward");
        CheckGradients(probe, expected, factor: 1, $"{what}: gradient");
        CheckStatistics(probe, data, expected, what);

        // With the same masks and batch statistics again, the gradients are one and a half times the first ones.
        probe.RepeatNoise();
        probe.ForwardBackward(samples, scale: 0.5f, accumulate: true);
        CheckGradients(probe, expected, factor: 1.5, $"{what}: accumulated gradient");
        probe.RepeatNoise();
        probe.ForwardBackward(samples, scale: -2, accumulate: false);
        CheckGradients(probe, expected, factor: -2, $"{what}: scaled gradient");
    }

    private void CheckTerms(INetworkProbe probe, Interpreter expected, string what)
    {
        Assert.Equal(network.LossTerms, probe.Info.LossTerms);
        Assert.Equal(network.LossTerms.Count, probe.Terms.Length);
        if (network.LossTerms.Count > 0)
            Close([.. network.LossTerms.Select(term => expected[ResultKind.LossTerm, term].Data[0])], probe.Terms, $"{what}, terms of the loss", tolerance);
    }

    private void CheckGradients(INetworkProbe probe, Interpreter expected, double factor, string what)
    {
        var trainable = (ITrainable)probe.Network;
        foreach (GraphNode node in network.Graph.Nodes)
        {
            if (node.Op is not Parameter parameter) continue;
            if (parameter.Frozen)
            {
                Assert.Throws<ArgumentException>(() => trainable.Gradient(node.Name).Length);
                continue;
            }

            float[] gradient = new float[parameter.Shape.ElementCount];
            trainable.Gradient(node.Name).CopyTo(gradient);
            // What the loss does not depend on has the gradient 0.
            double[] wanted = expected.Has(ResultKind.ParameterGradient, node.Name)
                ? expected[ResultKind.ParameterGradient, node.Name].Data
                : new double[gradient.Length];
            Close([.. wanted.Select(x => factor * x)], gradient, $"{what} of {node.Name}", tolerance);
        }
    }

    private void CheckStatistics(INetworkProbe probe, NetworkData data, Interpreter expected, string what)
    {
        foreach (GraphNode node in network.Graph.Nodes.Where(node => node.Op is State))
        {
            float[] after = new float[node.Outputs[0].Shape.ElementCount];
            probe.Network.Parameter(node.Name).CopyTo(after);
            Close(
                expected.Has(ResultKind.StateUpdate, node.Name) ? expected[ResultKind.StateUpdate, node.Name].Data : data.Bindings[node.Name], after,
                $"{what}: {node.Name}", tolerance);
        }
    }

    /// <summary>
    /// Fails with the worst element where one is further off than the tolerance, relative to the largest finite one. NaN must be NaN,
    /// and what is infinite as a float must be that infinity.
    /// </summary>
    public static void Close(double[] expected, ReadOnlySpan<float> actual, string what, double tolerance = Tolerance)
    {
        Assert.True(expected.Length == actual.Length, $"{what}: {actual.Length} elements instead of {expected.Length}.");
        double largest = 0.1, worst = -1;
        int at = 0;
        foreach (double x in expected) if (float.IsFinite((float)x)) largest = Math.Max(largest, Math.Abs(x));
        for (int i = 0; i < expected.Length; i++)
        {
            double error = ((float)expected[i]).Equals(actual[i]) ? 0 : Math.Abs(expected[i] - actual[i]);
            // A NaN where there should be none compares with nothing and must not pass.
            if (error <= worst) continue;
            (worst, at) = (error, i);
            if (double.IsNaN(error)) break;
        }

        Assert.True(
            worst <= tolerance * largest,
            FormattableString.Invariant($"{what}: element {at} of {expected.Length} is {actual[at]:R} instead of {expected[at]:R} (largest {largest:G3})."));
    }

    /// <summary>The first data, by seed, that keep their distance from every kink in training and inference.</summary>
    public static NetworkData DataWithoutKinks(Graph source, int batch) =>
        FindData(source, batch, seeds: 200) ?? throw new InvalidOperationException("No data stay clear of the kinks; make the network smaller.");

    /// <summary>The same, or null if the first seeds have none: where two copies of an element meet in a window, none ever will.</summary>
    public static NetworkData? FindData(Graph source, int batch, int seeds)
    {
        Graph inference = ReferenceRun.WithoutDropout(source), training = TrainingForm.Run(source);
        Func<string, int, int, double>? masks = CanTrain(source, batch) ? ReferenceRun.MasksOf(source, Seed, step: 0) : null;
        for (int seed = 1; seed < seeds; seed++)
        {
            var data = new NetworkData(source, batch, seed);
            if (Kinks.Distance(inference, batch, data.Bindings, null) < Margin) continue;
            if (masks is null || Kinks.Distance(training, batch, data.Bindings, masks) >= Margin) return data;
        }

        return null;
    }
}
