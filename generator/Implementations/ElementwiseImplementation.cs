using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="ElementwiseOp"/> is computed.</summary>
internal sealed class ElementwiseImplementation(ElementwiseOp op) : Implementation<ElementwiseOp>(op)
{
    public override string? Title(LaidOutType output) => "element-wise loop";

    public override StepSupport Steps => StepSupport.Loop;

    public override bool MayOverwrite(int input) => true;

    public override bool FlatMemory => true;

    public override bool ReadsPart(int input) => true;

    public override bool WritesPart(int output) => true;

    public override void Write(StepBuilder step) => step.MapLoops([Op, .. step.Epilogue]);
}
