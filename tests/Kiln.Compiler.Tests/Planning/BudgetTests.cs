using Kiln.Compiler.Tests.Reading;

namespace Kiln.Compiler.Tests.Planning;

/// <summary>What <c>[Budget]</c> says of the layer at which most memory is in use.</summary>
public sealed class BudgetTests
{
    [Fact]
    public void The_layer_at_the_peak_is_named_with_what_lives_then() => Assert.StartsWith(
        "[Budget] allows 500 bytes of working memory, but N needs 704, which is 204 more; most is in use at dense2, in bytes: dense1 (448), dense2 (256);",
        MessageOf("[Network, Input(16), Budget(arenaBytes: 500)] [Dense(112), ReLU, Dense(64), Tanh, Dense(3)] public sealed partial class N;"),
        StringComparison.Ordinal);

    /// <summary>The rows that a kernel copies are part of the arena, too.</summary>
    [Fact]
    public void A_workspace_is_named() => Assert.Contains(
        "'s workspace (",
        MessageOf("[Network, Input(3, 16, 16), Quantize, Budget(arenaBytes: 500)] [Conv2D(8, kernel: 3), ReLU, Flatten, Dense(3)] public sealed partial class N;"),
        StringComparison.Ordinal);

    private static string MessageOf(string source) => Assert.Single(
        Kiln.Generator.Compiler.Evaluate(TestCompilation.Of(source).Read("N").Spec, CancellationToken.None).Problems, problem => problem.IsError)
        .Problem.Message;
}
