using Kiln.Generator.Ops;
using Kiln.Generator.Passes;

namespace Kiln.Compiler.Tests.Ops;

/// <summary>The gradient rule of every op against central differences of its reference evaluation, both in float64.</summary>
[Trait("Category", "Numeric")]
public sealed class GradientCheckTests
{
    public static TheoryData<string> Ops => OpTest.Gradient.Ops;

    [Theory, MemberData(nameof(Ops))]
    public void Gradient_is_the_central_difference(string op)
    {
        foreach (OpCase item in OpTest.Gradient.CasesOf(op)) Check(item);
    }

    internal static void Check(OpCase item)
    {
        int batch = item.Inputs.Sum(type => type.Shape.ElementCount) > 300 ? 2 : 3;
        var run = new OpRun(item, batch);
        NumericalGradient.Check(TrainingForm.Run(run.WithLoss()), batch, run.Bindings, item.ToString());
    }
}
