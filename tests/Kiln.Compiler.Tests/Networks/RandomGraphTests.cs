namespace Kiln.Compiler.Tests.Networks;

/// <summary>Every list of genes evaluates, because the builder knows the shape rules; the shorter a list, the simpler its network.</summary>
public sealed class RandomGraphTests
{
    [Fact]
    public void Lists_of_zeros_are_the_simplest_networks()
    {
        Assert.Contains("Build([Input(1)] Node x0)", RandomGraph.Of([0], "N").Source);
        Assert.Contains("Node v0 = x0 + x0;\n        Node v1 = v0.Dense(3);\n        return v1;", RandomGraph.Of([0, 0], "N").Source);
    }
}
