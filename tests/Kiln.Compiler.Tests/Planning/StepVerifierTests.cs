using Kiln.Compiler.Tests.Networks;
using Kiln.Generator.Emit;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;
using Kiln.Generator.Planning;
using Kiln.Generator.Steps;

namespace Kiln.Compiler.Tests.Planning;

/// <summary>The verifier finds steps that call what is not there, and addresses outside their values.</summary>
public sealed class StepVerifierTests
{
    private static readonly Plan s_plan = NetworkPlan.Of(GraphTable.All["InceptionModule"]).Infer.Plan;

    private static int Convolution => s_plan.Graph.All<Conv2D>().First().Index;

    [Fact]
    public void Sound_steps_have_no_problems() => Assert.Empty(StepVerifier.Verify(s_plan));

    [Fact]
    public void A_call_of_what_is_not_there() => Assert.Contains(
        "does not have", Problem(new Statement.Call(new Callee.Method("Layouts", "Shuffle"), [])), StringComparison.Ordinal);

    [Fact]
    public void A_call_with_too_few_arguments() => Assert.Contains(
        "does not have", Problem(new Statement.Call(new Callee.Method("Layouts", "Copy"), [1])), StringComparison.Ordinal);

    [Fact]
    public void An_address_behind_its_value() => Assert.Contains("goes to", Problem(Moved(1_000_000)), StringComparison.Ordinal);

    [Fact]
    public void An_address_before_its_value() => Assert.Contains("goes to", Problem(Moved(-1_000_000)), StringComparison.Ordinal);

    [Fact]
    public void An_address_that_the_last_trip_of_a_loop_moves_out() => Assert.Contains(
        "goes to", Problem(new Statement.Loop("row", 0, 1_000_000, [Moved(Expression.Named("row"))])), StringComparison.Ordinal);

    [Fact]
    public void A_phase_without_statements()
    {
        Phase phase = new StepPhases(s_plan).Of(Convolution)[0];
        Assert.Contains("does nothing", Problem(phase, phase with { Statements = [] }), StringComparison.Ordinal);
    }

    private static Statement Moved(Expression offset) => new Statement.Store(new Argument.Address(new Value(Convolution), offset), 0);

    private static string Problem(Statement statement) => Problem(new StepPhases(s_plan).Of(Convolution)[0] with { Statements = [statement] });

    private static string Problem(params Phase[] phases) => string.Join('\n', StepVerifier.Verify(s_plan, Convolution, phases));
}
