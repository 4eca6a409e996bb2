using Kiln.Compiler.Tests.Networks;
using Kiln.Data;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;
using Kiln.Generator.Passes;
using Kiln.Generator.Planning;

namespace Kiln.Compiler.Tests.Ops;

/// <summary>
/// Every op at NaN, infinities, signed zeros, subnormal numbers and constant rows: generated code gives what the op's reference gives, NaN for NaN and infinity
/// for infinity, forward and backward.
/// </summary>
[Trait("Category", "Numeric")]
public sealed class SpecialValueTests
{
    private const int Batch = 3;

    /// <summary>A number far from 0 without an exact binary form: means of a constant row round.</summary>
    private const float Far = 1000.1f;

    public static TheoryData<string> Ops => [.. OpTable.Ops.Where(row => row.Cases().Any(item => IsTried(item) && OpNetworks.IsNetwork(item))).Select(row => row.Op.Name)];

    public static TheoryData<string> Layers => [.. OpTable.Ops.Where(row => row.Cases().Any(item => IsTried(item) && OpNetworks.IsTrained(item))).Select(row => row.Op.Name)];

    [Theory, MemberData(nameof(Ops))]
    public void An_op_alone(string op)
    {
        foreach (OpNetwork item in OpNetworks.Alone(op).Where(item => IsTried(item.Case)))
        {
            INetworkProbe probe = item.Create(Batch, 0, 1);
            foreach ((string what, NetworkData data) in Rounds(item, []))
            {
                probe.Network.Core.Poison();
                data.SetWeights(probe);
                Batch outputs = data.Outputs(probe.Info);
                probe.Forward(data.Samples(probe.Info, targets: false), outputs);
                double[] expected = ReferenceRun.Infer(item.Network.Graph, Batch, data.Bindings)[ResultKind.Output, "output"].Data;
                NetworkCheck.Close(expected, outputs.Read<float>(0), $"{item.Case}, {what}");
            }
        }
    }

    [Theory, MemberData(nameof(Layers))]
    public void A_layer_and_its_gradients(string op)
    {
        foreach (OpNetwork item in OpNetworks.Trained(op).Where(item => IsTried(item.Case)))
        {
            INetworkProbe probe = item.Create(Batch, NetworkCheck.Seed, 1);
            string[] gradients = OpNetworks.IsLoss(item.Case.Op) ? [] : ["output" + Result.GradientSuffix];
            foreach ((string what, NetworkData data) in Rounds(item, gradients))
            {
                string where = $"{item.Case}, {what}";
                if (OpNetworks.IsLoss(item.Case.Op)) new NetworkCheck(item.Network with { Identity = item.Network.Identity with { Name = where } }, item.Create, tolerance: 1e-4).Run(data, Batch);
                else
                {
                    probe.Network.Core.Poison();
                    data.SetWeights(probe);
                    new ProgramCheck(item.Network, probe, data, NetworkCheck.Seed, 1e-4, where).Run(canTrain: true);
                }
            }
        }
    }

    [Fact]
    public void Every_op_is_tried_or_says_why_not()
    {
        HashSet<string> tried = [];
        foreach (OpCase item in OpTable.Ops.SelectMany(row => row.Cases()).Where(IsTried))
        {
            if (OpNetworks.IsNetwork(item)) Add(OpNetworks.AloneNetwork(item, "Alone"));
            if (OpNetworks.IsTrained(item)) Add(OpNetworks.TrainedNetwork(item, "Trained"));
        }

        string[] forgotten = [.. OpTable.Ops.Where(row => row.Cases().Any(IsTried)).Select(row => row.Op.Name).Except(tried)];
        Assert.True(forgotten.Length == 0, $"No special values reach {string.Join(", ", forgotten)}; say in the cases why not ({nameof(OpCase.WithoutSpecialValues)}).");

        void Add(EvaluatedNetwork network)
        {
            tried.UnionWith(network.Graph.Nodes.Select(node => node.Op.GetType().Name));
            foreach (CompiledProgram program in NetworkPlan.Of(network).Programs) tried.UnionWith(program.Plan.Graph.Nodes.Select(node => node.Op.GetType().Name));
        }
    }

    private static bool IsTried(OpCase item) => item.WithoutSpecialValues is null || item.OrdinaryInputs.Count > 0;

    /// <summary>Data of each round; <paramref name="gradients"/> are given from outside.</summary>
    private static IEnumerable<(string What, NetworkData Data)> Rounds(OpNetwork item, string[] gradients)
    {
        Dictionary<string, double[]> ordinary = new OpRun(item.Case, Batch).Bindings;
        foreach (string gradient in gradients) ordinary[gradient] = Samples.Uniform(7, Batch * item.Case.Outputs[0].Shape.ElementCount);
        string[] names = [.. Enumerable.Range(0, item.Case.Inputs.Count).Where(i => item.Case.Inputs[i].Element == DType.Float32 && !item.Case.OrdinaryInputs.Contains(i)).Select(OpRun.NameOf), .. gradients];
        bool hasConstantRows = gradients.Length > 0 && names.Contains(OpRun.NameOf(0));
        (string, Dictionary<string, double[]>)[] constantRows = hasConstantRows
            ? [(FormattableString.Invariant($"all of x0 {Far}"), new(ordinary) { [OpRun.NameOf(0)] = [.. ordinary[OpRun.NameOf(0)].Select(_ => (double)Far)] })]
            : [];
        foreach ((string what, Dictionary<string, double[]> bindings) in SpecialValues.Rounds(item.Case.Op, names, ordinary, Batch).Concat(constantRows))
        {
            var data = new NetworkData(item.Network.Graph, Batch, seed: 1);
            foreach ((string name, double[] elements) in bindings) data.Bindings[name] = elements;
            yield return (what, data);
        }
    }
}
