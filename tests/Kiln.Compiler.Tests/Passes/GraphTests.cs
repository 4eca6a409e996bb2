using Kiln.Compiler.Tests.Ops;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Passes;

/// <summary>The graph as a value: how it prints, and several rows for each sample.</summary>
public sealed class GraphTests
{
    [Fact]
    public void A_sub_graph_prints_under_its_node()
    {
        var inner = new GraphBuilder();
        inner.Result(ResultKind.Output, "next", inner.Add(new Tanh(), "step", inner.Add(new Input("state", InputRole.Sample, OpCase.Vector(3)), "state")));
        var outer = new GraphBuilder();
        Value x = outer.Add(new Input("x", InputRole.Sample, OpCase.Vector(3)), "x");
        outer.Result(ResultKind.Output, "y", outer.Add(new GraphNode(new ReLU(), [x], [OpCase.Vector(3)], "loop", inner.Build())));
        Assert.Equal(
            """
            %0 x = Input() : float[3]
            %1 loop = ReLU(%0) : float[3]
                %0 state = Input() : float[3]
                %1 step = Tanh(%0) : float[3]
                Output next = %1
            Output y = %1

            """.ReplaceLineEndings("\n"), outer.Build().ToString());
    }

    /// <summary>k tokens of each sample are k N rows; every op sees rows.</summary>
    [Fact]
    public void Several_rows_for_each_sample()
    {
        var b = new GraphBuilder();
        TensorType tokens = TensorType.Float(new Shape(2, [3]));
        Value x = b.Add(new Input("x", InputRole.Sample, tokens), "x"), weight = b.Add(new Input("w", InputRole.Sample, OpCase.Fixed(1, 3)), "w");
        Value y = b.Add(new Dense(1), "y", x, weight);
        Assert.Equal("float2 x [1]", b.TypeOf(y).ToString());
        Interpreter run = Interpreter.Run(b.Build(), 2, new Dictionary<string, double[]> { ["x"] = [.. Enumerable.Range(1, 12).Select(i => (double)i)], ["w"] = [1, 1, 1] }, Samples.Settings);
        Assert.Equal([6, 15, 24, 33], run[y].Data);
    }
}
