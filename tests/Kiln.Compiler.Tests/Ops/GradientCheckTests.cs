using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Ops;

/// <summary>The gradient rule of every op against central differences of its reference evaluation, both in float64.</summary>
public sealed class GradientCheckTests
{
    /// <summary>Ops of the source graph without a rule, each for a reason.</summary>
    private static readonly Type[] s_withoutRule =
    [
        typeof(Input), typeof(Parameter), typeof(State),  // leaves
        typeof(MeanLoss),                                 // the root; every other case checks its rule
        typeof(ScaledBytes),                              // data
        typeof(StopGradient),                             // stops gradients
        typeof(Step),                                     // is flat
        typeof(BatchNorm),                                // becomes BatchNormTraining, which is checked
        typeof(OneHot), typeof(LengthMask),               // of whole numbers, which have no gradient
        typeof(Sinusoids),                                // a constant
    ];

    public static TheoryData<string> Differentiable => [.. OpTable.Ops.Where(row => HasRule(row.Op) && row.Op != typeof(MeanLoss)).Select(row => row.Op.Name)];

    [Fact]
    public void Every_op_of_the_source_graph_has_a_rule_or_needs_none()
    {
        Type[] source = [.. OpTable.Ops.Select(row => row.Op).TakeWhile(op => op != typeof(DenseInputGradient))];
        Assert.Empty(source.Where(op => !HasRule(op)).Except(s_withoutRule));
        Assert.True(HasRule(typeof(BatchNormTraining)));
    }

    [Theory, MemberData(nameof(Differentiable))]
    public void Gradient_is_the_central_difference(string op)
    {
        foreach (OpCase item in OpTable.Ops.Single(row => row.Op.Name == op).Cases())
        {
            int batch = item.Inputs.Sum(type => type.Shape.ElementCount) > 300 ? 2 : 3;
            var run = new OpRun(item, batch);
            NumericalGradient.Check(run.WithLoss(), batch, run.Bindings, item.ToString());
        }
    }

    /// <summary>Whether an op declares a gradient rule.</summary>
    public static bool HasRule(Type op) => op.GetMethod(nameof(Op.Differentiate))!.DeclaringType is { } declares && declares != typeof(Op) && declares != typeof(ElementwiseOp);
}
