using Kiln.Compiler.Tests.Ops;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Passes;

/// <summary>The graph as a value: several rows for each sample.</summary>
public sealed class GraphTests
{
    /// <summary>k tokens of each sample are k N rows; every op sees rows.</summary>
    [Fact]
    public void Several_rows_for_each_sample()
    {
        var b = new GraphBuilder();
        TensorType tokens = TensorType.Float(new Shape(2, [3]));
        Value x = b.Add(new Input("x", InputRole.Sample, tokens), "x"), weight = b.Add(new Input("w", InputRole.Sample, OpCase.Fixed(1, 3)), "w");
        Value y = b.Add(new Dense(1), "y", x, weight);
        Assert.Equal("float2 x [1]", b.TypeOf(y).ToString());
        Interpreter run = Interpreter.Run(
            b.Build(), 2, new Dictionary<string, double[]> { ["x"] = [.. Enumerable.Range(1, 12).Select(i => (double)i)], ["w"] = [1, 1, 1] },
            Samples.Settings);
        Assert.Equal([6, 15, 24, 33], run[y].Data);
    }
}
