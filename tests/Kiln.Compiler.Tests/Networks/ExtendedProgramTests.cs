using Kiln.Data;
using Kiln.Generator;
using Kiln.Generator.Emit;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;
using Kiln.Generator.Planning;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>Evaluate runs Infer and what is left, where that is possible; what is packed alike is packed by one method, into as few blocks as there can be.</summary>
public sealed class ExtendedProgramTests
{
    private const string Layers = "[Conv2D(20, kernel: 3), ReLU, MaxPool2D(2), Flatten, Dense(40), Tanh, Dense(5)]";

    private static readonly EvaluatedNetwork s_network =
        new NetworkText("Extends", $"[Input(3, 9, 9)]\n{Layers}\n[SoftmaxCrossEntropy]").Evaluate();

    /// <summary>The same with Evaluate as a program of its own.</summary>
    private static EvaluatedNetwork Whole { get; } = s_network with
    {
        Identity = new NetworkIdentity("Whole", "", [], "Whole"),
        Programs = s_network.Programs.Select(row => row with { Extends = null }).ToEquatableArray(),
    };

    [Fact]
    public void Evaluate_computes_what_is_left_of_it()
    {
        NetworkPlan plan = NetworkPlan.Of(s_network), whole = NetworkPlan.Of(Whole);
        Assert.Equal(plan.Infer, plan.Find("Evaluate").First);
        Assert.Empty(plan.Find("Evaluate").Plan.Graph.All<Conv2D>());
        Assert.Null(whole.Find("Evaluate").First);
        Assert.NotEmpty(whole.Find("Evaluate").Plan.Graph.All<Conv2D>());
        Assert.Equal(whole.Infer.Plan.ArenaBytes(1, 1), plan.Infer.Plan.ArenaBytes(1, 1));
        Assert.Contains("KilnInfer();", TextOf(s_network, plan), StringComparison.Ordinal);
    }

    [Fact]
    public void The_loss_and_the_outputs_have_the_same_bits()
    {
        IReadOnlyList<NetworkFactory> networks = NetworkCompiler.Compile(s_network, Whole);
        INetworkProbe[] probes = [.. networks.Select(create => create(maxBatch: 4, threads: 2))];
        foreach (int batch in new[] { 4, 1, 3 })
        {
            var data = new NetworkData(s_network.Graph, batch, seed: batch);
            foreach (INetworkProbe probe in probes) data.SetWeights(probe);
            Batch samples = data.Samples(probes[0].Info, targets: true);
            Batch[] outputs = [.. probes.Select(probe => data.Outputs(probe.Info))];
            float[] without = [.. probes.Select(probe => probe.Evaluate(samples, null))];
            float[] with = [.. probes.Select((probe, i) => probe.Evaluate(samples, outputs[i]))];
            Assert.Equal(with[1], with[0]);
            Assert.Equal(with, without);
            Assert.Equal(outputs[1].Read<float>(0).ToArray(), outputs[0].Read<float>(0).ToArray());
            Assert.DoesNotContain(float.NaN, outputs[0].Read<float>(0).ToArray());
        }
    }

    /// <summary>A value on the way to the outputs is gone when Infer has ended.</summary>
    [Fact]
    public void A_loss_that_reads_more_than_the_outputs_is_a_whole_program()
    {
        var b = new GraphBuilder();
        Value x = b.Add(new Input("x", InputRole.Sample, TensorType.Float(Shape.PerSample(6))), "x");
        Value inside = b.Add(new Tanh(), "tanh", x), output = b.Add(new Sigmoid(), "sigmoid", inside);
        Value share = b.Add(new Multiply(), "product", inside, output);
        b.Result(ResultKind.Output, "output", output);
        b.Result(ResultKind.Loss, "loss", b.Add(new MeanLoss(), "mean", b.Add(new Sum([0], []), "sum", share)));
        Assert.Null(NetworkPlan.Of(b.Build()).Find("Evaluate").First);
    }

    [Fact]
    public void Equal_packings_are_one()
    {
        NetworkPlan plan = NetworkPlan.Of(s_network);
        string[] names = [.. plan.Packed.Groups.SelectMany(group => group.Steps)
            .Select(step => plan.Programs[step.Program].Plan.Graph.Nodes[step.Step]).Select(node => $"{node.Name} {node.Op}")];
        Assert.Equal(names.Distinct(), names);
        Assert.Contains(plan.Packed.Groups, group => group.Name == "InferAndTrain");
        foreach (CompiledProgram program in plan.Programs)
            Assert.Equal(program.Spec.IsTraining ? plan.Training!.Number : plan.Infer.Number, program.Packed);
        Storage Of(CompiledProgram program) => program.Plan.Storage.First(item => item.Value.Block == Block.Packed && item.Value.Offset == 0).Value;
        Assert.Equal(Of(plan.Infer), Of(plan.Training!));
    }

    private static string TextOf(EvaluatedNetwork network, NetworkPlan plan) =>
        NetworkEmitter.Write(network, plan, new KernelSet(NetworkCompiler.Options)).Text;
}
