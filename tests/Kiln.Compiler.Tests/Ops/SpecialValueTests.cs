using Kiln.Compiler.Tests.Networks;
using Kiln.Data;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;
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

    /// <summary>Ops of the programs of networks of one op.</summary>
    private static readonly Lazy<HashSet<string>> s_tried = new(() =>
    [
        .. OpTest.Network.Cases.Where(IsTried).SelectMany(item => OpsOf(OpNetworks.AloneNetwork(item, "Alone"))),
        .. OpTest.Layer.Cases.Where(IsTried).SelectMany(item => OpsOf(OpNetworks.TrainedNetwork(item, "Trained"))),
    ]);

    public static TheoryData<string> Ops => [.. OpTest.Network.Cases.Where(IsTried).Select(item => item.Op.GetType().Name).Distinct()];

    public static TheoryData<string> Layers => [.. OpTest.Layer.Cases.Where(IsTried).Select(item => item.Op.GetType().Name).Distinct()];

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
                NetworkCheck.Close(item.Expected(Batch, data.Bindings), outputs.Read<float>(0), $"{item.Case}, {what}");
            }
        }
    }

    [Theory, MemberData(nameof(Layers))]
    public void A_layer_and_its_gradients(string op)
    {
        foreach (OpNetwork item in OpNetworks.Trained(op).Where(item => IsTried(item.Case))) CheckLayer(item);
    }

    internal static void CheckLayer(OpNetwork item)
    {
        INetworkProbe probe = item.Create(Batch, NetworkCheck.Seed, 1);
        bool isGiven = !item.Case.Op.IsOfEachSample && !item.Case.OrdinaryInputs.Contains(item.Case.Inputs.Count);
        string[] gradients = isGiven ? ["output" + Result.GradientSuffix] : [];
        foreach ((string what, NetworkData data) in Rounds(item, gradients))
        {
            string where = $"{item.Case}, {what}";
            if (item.Case.Op.IsOfEachSample) new NetworkCheck(Called(item.Network, where), item.Create, tolerance: 1e-4).Run(data, Batch);
            else
            {
                probe.Network.Core.Poison();
                data.SetWeights(probe);
                new ProgramCheck(item.Network, probe, data, NetworkCheck.Seed, 1e-4, where).Run(canTrain: true);
            }
        }
    }

    [Fact]
    public void Every_op_is_tried_or_says_why_not()
    {
        string[] forgotten = [.. OpTest.Rows.Where(row => row.Cases().Any(IsTried)).Select(row => row.Op.Name).Except(s_tried.Value)];
        Assert.True(
            forgotten.Length == 0,
            $"No special values reach {string.Join(", ", forgotten)}; say in the cases why not ({nameof(OpCase.WithoutSpecialValues)}).");
    }

    private static IEnumerable<string> OpsOf(EvaluatedNetwork network) =>
        NetworkPlan.Of(network).Programs.SelectMany(program => program.Plan.Graph.Nodes).Concat(network.Graph.Nodes).Select(node => node.Op.GetType().Name);

    /// <summary>The network under the name that messages say.</summary>
    private static EvaluatedNetwork Called(EvaluatedNetwork network, string name) => network with { Identity = network.Identity with { Name = name } };

    private static bool IsTried(OpCase item) => item.WithoutSpecialValues is null || item.OrdinaryInputs.Count > 0;

    /// <summary>Data of each round; <paramref name="gradients"/> are given from outside.</summary>
    private static IEnumerable<(string What, NetworkData Data)> Rounds(OpNetwork item, string[] gradients)
    {
        Dictionary<string, double[]> ordinary = new OpRun(item.Case, Batch).Bindings;
        foreach (string gradient in gradients) ordinary[gradient] = Samples.Uniform(7, Batch * item.Case.Outputs[0].Shape.ElementCount);
        IEnumerable<int> inputs = Enumerable.Range(0, item.Case.Inputs.Count)
            .Where(i => item.Case.Inputs[i].Element == DType.Float32 && !item.Case.OrdinaryInputs.Contains(i));
        string[] names = [.. inputs.Select(OpRun.NameOf), .. gradients];
        foreach ((string what, Dictionary<string, double[]> bindings) in SpecialValues.Rounds(item.Case, names, ordinary, Batch))
        {
            var data = new NetworkData(item.Network.Graph, Batch, seed: 1);
            foreach ((string name, double[] elements) in bindings) data.Bindings[name] = elements;
            yield return (what, data);
        }
    }
}
