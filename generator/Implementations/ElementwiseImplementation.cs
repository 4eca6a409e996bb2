using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class ElementwiseImplementation(ElementwiseOp op)
    : Implementation<ElementwiseOp>(op, Traits.FlatMemory | Traits.Overwrites | Traits.ByStrides, "element-wise loop")
{
    public override StepSupport Steps => StepSupport.Loop;

    public override void Write(StepBuilder step) => step.MapLoops([Op, .. step.Epilogue]);
}
