using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>A function of each byte: a run of memory.</summary>
internal sealed class Int8RunImplementation(Op op, string kernel) : Int8Implementation<Op>(op, Traits.Overwrites, "int8 loop")
{
    public override bool MayOverwrite(int input) => input == 0;

    public override void Write(StepBuilder step) => Run(step, kernel, values: 1);
}
