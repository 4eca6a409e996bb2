using Kiln.Generator.Graphs;
using Kiln.Generator.LaidOut;
using Kiln.Generator.Ops;
using Kiln.Generator.Passes;

namespace Kiln.Compiler.Tests.Passes;

/// <summary>What reads a kernel's result besides others, element by element, costs no pass over memory.</summary>
public sealed class JoinLoopsTests
{
    [Fact]
    public void Normalization_before_the_weights_has_no_pass_of_its_own()
    {
        LaidOutGraph graph = Programs.Lower(LoweringTests.SourceOf("PreActivationUnits"), ProgramTable.Infer);
        LaidOutNode[] loops = [.. graph.Nodes.Where(node => node.Op is ElementwiseOp or Spread)];
        Assert.True(loops.Length == 0, string.Join('\n', graph.Nodes.Select(node => $"{node.Name}: {node.Description}")));
        Assert.Equal(
            [
                "Conv2D[18, 3x3 pad 1] and batchnorm1[Multiply + Add + ReLU]",
                "Conv2D[18, 3x3 pad 1 + Add] and batchnorm2[Multiply + Add + ReLU]",
                "Conv2D[18, 3x3 pad 1, groups 18 + Add] and clip1[Clip]",
                "Conv2D[19, 1x1] and relu4[ReLU]",
                "Conv2D[19, 1x1 + Add], batchnorm3[Multiply + Add + LeakyReLU]",
                "Conv2DTranspose[32, 2x2 stride 2] and batchnorm4[Multiply + Add + ReLU]",
                "Conv2D[32, 1x1, groups 2 + Add] and batchnorm5[Multiply + Add + ReLU]",
            ],
            graph.Nodes.Where(node => node.Further is not null).Select(node => node.Description));
    }

    /// <summary>Its second result would need registers that the kernel does not have.</summary>
    [Fact]
    public void A_long_function_stays_a_loop() => Assert.Null(Of(new Tanh()));

    [Fact]
    public void A_short_function_is_stored_besides() => Assert.Equal([new ReLU()], Of(new ReLU())!.Steps.Chain);

    /// <summary>What is stored besides by the kernel of relu's result in y = f(s) + convolution(s), s = convolution(x).</summary>
    private static FurtherSteps? Of(ElementwiseOp f)
    {
        var b = new GraphBuilder();
        Value stream = Networks.GraphTable.Convolution(b, Networks.GraphTable.Input(b, "x", 18, 6, 5), "stem", 18, 3);
        Value other = Networks.GraphTable.Convolution(b, b.Add(f, "function", stream), "other", 18, 1);
        b.Result(ResultKind.Output, "y", b.Add(new Add(), "sum", stream, other));
        return Assert.Single(Programs.Lower(b.Build(), ProgramTable.Infer).Nodes, node => node.Name == "stem" && node.Op is Conv2D).Further;
    }
}
