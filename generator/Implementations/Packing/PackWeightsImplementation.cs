using Kiln.Generator.Emit;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="PackWeights"/> is computed.</summary>
internal sealed class PackWeightsImplementation(PackWeights op) : Implementation<PackWeights>(op)
{
    public override void Emit(StepText step)
    {
        for (int i = 0; i < Op.Blocks.Count; i++)
        {
            WeightBlock block = Op.Blocks[i];
            step.Call($"global::Kiln.Kernels.Packing.{(Op.Panels ? "Pack" : "PackRows")}",
                $"ref {step.InputAt(0, SourceWriter.Number(block.Start))}", $"ref {step.OutputAt(0, SourceWriter.Number(Op.OffsetOf(i)))}",
                Text(block.Rows), Text(block.Columns));
        }
    }

    /// <summary>Source that makes the runtime's PackAxis.</summary>
    private static string Text(PackAxis axis)
    {
        long[] arguments = [axis.OuterCount, axis.OuterStride, axis.MiddleCount, axis.MiddleStride, axis.InnerCount, axis.InnerStride, axis.Padded];
        return $"new global::Kiln.Kernels.PackAxis({string.Join(", ", arguments.Select(SourceWriter.Number))})";
    }
}
