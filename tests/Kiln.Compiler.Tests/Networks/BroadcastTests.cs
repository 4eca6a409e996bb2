using Kiln.Generator;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;
using Kiln.Generator.LaidOut;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>
/// Operands of different shapes: the rule, the generated code and its gradients, and that no large copy is made where rows can be read as they lie.
/// </summary>
[Trait("Category", "Numeric")]
public sealed class BroadcastTests
{
    private const int Batch = 3;

    /// <summary>Two operands; a parameter is marked by a star.</summary>
    private static readonly (string Left, string Right, bool IsRead)[] s_cases =
    [
        (
            "18,3,5", "18,1,1",
            true), (
                "3,4,5", "3,1,1",
                true), ("18,3,5", "*18,1,1", true), ("3,18", "*18", true), ("3,18", "18", true), ("3,18", "3,1", true), ("3,18", "*3,1", true),
        (
            "3,17", "*3,17",
            true), (
                "21", "",
                true), (
                    "21", "*",
                    true), (
                        "", "*",
                        true), ("18,3,5", "1,3,5", true), ("18,3,5", "18,3,1", true), ("3,4,5", "4,1", true), ("3,4,5", "*1,5", true), ("3,1", "1,18", true),
        (
            "2,3,4,5", "*3,1,5",
            true), ("2,3,4,5", "2,1,4,1", true), ("18,3,5", "*18,3,5", true), ("18,3,5", "5", true), ("512", "*512", true), ("3,512", "*1,512", true),
    ];

    public static TheoryData<string> Layers => ["Subtract", "Multiply", "Maximum"];

    [Theory, MemberData(nameof(Layers))]
    public void Generated_code_broadcasts(string layer)
    {
        var networks = new List<EvaluatedNetwork>();
        foreach ((string left, string right, _) in s_cases)
            foreach (bool swap in new[] { false, true })
                networks.Add(NetworkCompiler.NetworkOf(GraphOf(layer, swap ? right : left, swap ? left : right), $"{layer}{networks.Count}"));
        IReadOnlyList<NetworkFactory> factories = NetworkCompiler.Compile(networks);
        for (int i = 0; i < networks.Count; i++)
        {
            (string left, string right, _) = s_cases[i / 2];
            new NetworkCheck(NetworkCompiler.NetworkOf(networks[i].Graph, $"{layer} [{left}] [{right}] {i % 2}"), factories[i], tolerance: 1e-4).Run(
                Batch, Batch, threads: 1 + (i % 2));
        }
    }

    [Fact]
    public void Small_operands_are_read_where_they_lie()
    {
        foreach ((string left, string right, bool isRead) in s_cases)
        {
            LaidOutGraph lowered = Kiln.Generator.Passes.Programs.Lower(GraphOf("Multiply", left, right), ProgramTable.Infer);
            Assert.True(isRead == !lowered.All<Broadcast>().Any(), $"[{left}] [{right}]:\n{lowered}");
        }
    }

    /// <summary>NumPy's rule.</summary>
    [Theory]
    [InlineData("3,4", "4", "3,4")]
    [InlineData("4", "3,4", "3,4")]
    [InlineData("3,1", "1,4", "3,4")]
    [InlineData("", "2,3", "2,3")]
    [InlineData("5,1,4", "3,1", "5,3,4")]
    [InlineData("1", "1", "1")]
    [InlineData("3,4", "3", null)]
    [InlineData("2,3,4", "3,3", null)]
    public void Shapes_broadcast_as_in_NumPy(string left, string right, string? result) =>
        Assert.Equal(
            result, Broadcasting.Of(Shape.PerSample(Sizes(left)), Shape.PerSample(Sizes(right))) is { } shape ? string.Join(',', shape.Dimensions) : null);

    private static Graph GraphOf(string layer, string left, string right)
    {
        var b = new GraphBuilder();
        Value x = GraphTable.Input(b, "x", 4);
        Value[] operands = [Operand(b, x, "left", left), Operand(b, x, "right", right)];
        Value y = OpTable.Layers.Single(item => item.Name == layer).Build!(new LayerCall(b, layer, "y", false, operands, new Dictionary<string, object?>()));
        if (b.ShapeOf(y).Leading == 0) y = b.Add(new Broadcast(b.ShapeOf(y) with { Leading = 1 }, []), "each", y);
        y = b.Add(new Tanh(), "tanh", y);
        Value target = b.Add(new Input("target", InputRole.Target, b.TypeOf(y)), "target");
        Value rows = b.Add(new MeanSquaredError(), "loss", y, target);
        b.Result(ResultKind.Output, "output", y);
        b.Result(ResultKind.Loss, "loss", b.Add(new MeanLoss(), "mean", rows, rows with { Output = 1 }));
        return b.Build();
    }

    private static Value Operand(GraphBuilder b, Value x, string name, string shape)
    {
        int[] sizes = Sizes(shape.TrimStart('*'));
        if (shape.StartsWith('*')) return b.Add(new Parameter(Shape.Fixed(sizes), Kiln.Generator.Graphs.Init.Auto, 0, 1, 1, false, StorageOrder.OfShape), name);
        Value y = GraphTable.Dense(b, x, name, sizes.Aggregate(1, (count, size) => count * size));
        return sizes.Length == 1 ? y : b.Add(new Reshape(sizes.ToEquatableArray()), name + ".reshape", y);
    }

    private static int[] Sizes(string shape) => shape.Length == 0 ? [] : [.. shape.Split(',').Select(int.Parse)];
}
