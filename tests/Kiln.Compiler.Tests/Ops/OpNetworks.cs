using System.Collections.Concurrent;
using Kiln.Compiler.Tests.Networks;
using Kiln.Generator;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;
using Kiln.Generator.Passes;

namespace Kiln.Compiler.Tests.Ops;

/// <summary>A case of an op as a network.</summary>
internal sealed record OpNetwork(OpCase Case, EvaluatedNetwork Network, NetworkFactory Create);

/// <summary>The cases of an op as generated networks, compiled once for all tests.</summary>
internal static class OpNetworks
{
    private static readonly ConcurrentDictionary<string, Lazy<IReadOnlyList<OpNetwork>>> s_alone = new(), s_trained = new();

    /// <summary>Each case as a network of one op over the caller's data.</summary>
    public static IReadOnlyList<OpNetwork> Alone(string op) =>
        s_alone.GetOrAdd(op, _ => new(() => Compile(CasesOf(op, IsNetwork), item => AloneNetwork(item, op)))).Value;

    /// <summary>
    /// Each case that has gradients as a network that is trained in two calls, so that the caller gives the gradient of its output; a loss in one.
    /// </summary>
    public static IReadOnlyList<OpNetwork> Trained(string op) =>
        s_trained.GetOrAdd(op, _ => new(() => Compile(CasesOf(op, IsTrained), item => TrainedNetwork(item, op + "Trained")))).Value;

    /// <summary>
    /// Ops whose first output is a value for each sample; what draws random numbers is something else in inference, layouts and packing are
    /// no layers.
    /// </summary>
    public static bool IsNetwork(OpCase item) =>
        item.Op.SideState != SideState.Random
        && item.Op is not (Input or BatchNormTraining or BatchNormGradient or Kiln.Generator.Ops.Convert or Fused or Spread)
        && item.Outputs[0].Shape.Leading > 0 && item.Inputs.Any(input => input.Shape.Leading > 0)
        // The gradient of the loss is a number of the program, which no user can give.
        && item.Inputs.All(input => input.Shape != Shape.Fixed());

    /// <summary>Ops of the source graph with a gradient for what the caller gives.</summary>
    public static bool IsTrained(OpCase item) =>
        item.Outputs[0].Shape.Leading > 0 && item.Inputs.Any(input => input.Element == DType.Float32) && item.Inputs.Any(input => input.Shape.Leading > 0)
        && item.Op is not (BatchNormTraining or LossShare) && (item.Op is BatchNorm || GradientCheckTests.HasRule(item.Op.GetType()));

    public static bool IsLoss(Op op) => op is SoftmaxCrossEntropy or BinaryCrossEntropy or MeanSquaredError;

    public static EvaluatedNetwork AloneNetwork(OpCase item, string name)
    {
        var b = new GraphBuilder();
        b.Result(ResultKind.Output, "output", b.Add(item.Op, "op", Leaves(b, item, InputRole.Sample)));
        return NetworkCompiler.NetworkOf(b.Build(), name);
    }

    public static EvaluatedNetwork TrainedNetwork(OpCase item, string name)
    {
        var b = new GraphBuilder();
        Value[] inputs = Leaves(b, item, InputRole.Target);
        Value y = b.Add(item.Op, item.Op is Dropout dropout ? dropout.Key : "op", inputs);
        if (IsLoss(item.Op))
        {
            b.Result(ResultKind.Output, "output", b.Add(new Negate(), "negative", inputs[0]));
            b.Result(ResultKind.Loss, "loss", b.Add(new MeanLoss(), "mean", y, y with { Output = 1 }));
        }
        else b.Result(ResultKind.Output, "output", y);
        EquatableArray<string> gradients = item.Inputs.Select((type, i) => (Type: type, Name: OpRun.NameOf(i), IsTarget: IsLoss(item.Op) && i == 1))
            .Where(input => IsGradientInput(input.Type) && !input.IsTarget).Select(input => input.Name).ToEquatableArray();
        return NetworkCompiler.NetworkOf(b.Build(), name, new ProgramDemands(!IsLoss(item.Op), gradients));
    }

    private static OpCase[] CasesOf(string op, Func<OpCase, bool> isOne) => [.. OpTable.Ops.Single(row => row.Op.Name == op).Cases().Where(isOne)];

    private static IReadOnlyList<OpNetwork> Compile(OpCase[] cases, Func<OpCase, EvaluatedNetwork> networkOf)
    {
        EvaluatedNetwork[] networks = [.. cases.Select((item, i) => Numbered(networkOf(item), i))];
        return [.. NetworkCompiler.Compile(networks).Select((create, i) => new OpNetwork(cases[i], networks[i], create))];
    }

    private static EvaluatedNetwork Numbered(EvaluatedNetwork network, int number)
    {
        string name = FormattableString.Invariant($"{network.Identity.Name}{number}");
        return network with { Identity = new NetworkIdentity(name, "", [], name) };
    }

    private static bool IsGradientInput(TensorType type) => type.Element == DType.Float32 && type.Shape.Leading > 0;

    /// <summary>
    /// What lies with the samples is an input, <paramref name="label"/> what a loss compares with; what does not is a parameter, or a statistic
    /// of normalization.
    /// </summary>
    private static Value[] Leaves(GraphBuilder b, OpCase item, InputRole label) => [.. item.Inputs.Select((type, i) => type.Shape.Leading == 0
        ? item.Op is BatchNorm && i > 2
            ? b.Add(new State(type.Shape, i == 3 ? 0 : 1), OpRun.NameOf(i))
            : b.Add(new Parameter(type.Shape, Kiln.Generator.Graphs.Init.Zeros, 0, 1, 1, false, OrderOf(item.Op, type)), OpRun.NameOf(i))
        : b.Add(new Input(OpRun.NameOf(i), IsLoss(item.Op) && i == 1 ? label : InputRole.Sample, type), OpRun.NameOf(i)))];

    /// <summary>Tables and the parameters of normalized dimensions lie as their shape says; weights lie outputs last.</summary>
    public static MemoryOrder OrderOf(Op op, TensorType parameter) =>
        op is Embedding or PositionalEncoding || (op is LayerNorm or LayerNormInputGradient && parameter.Shape.Rank > 1) ? MemoryOrder.Natural : MemoryOrder.OutputsLast;
}
