using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class ScaleOutputsImplementation(ScaleOutputs op) : Implementation<ScaleOutputs>(op)
{
    /// <summary>The first dimension of a weight comes last in memory: for a transposed convolution the inputs, with the outputs before them.</summary>
    public override void Write(StepBuilder step)
    {
        Shape weight = step.InputType(0).Shape;
        if (Op.Transposed)
        {
            var shape = Shape.Fixed(weight.ElementCount / (weight[0] * weight[1]), weight[1], weight[0]);
            var stored = new LaidOutType(TensorType.Float(shape), Layout.Natural);
            SpreadImplementation.Write(step, [new Multiply()], LoopNest.Of(stored, (stored, []), (step.InputType(1), [0, 2])));
            return;
        }

        step.Call("ChannelFolding", "ScaleOutputs", step.InputAt(0), step.InputAt(1), step.OutputAt(), weight.ElementCount / weight[0], weight[0]);
    }
}
