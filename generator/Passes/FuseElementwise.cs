using Kiln.Generator.Implementations;
using Kiln.Generator.LaidOut;

namespace Kiln.Generator.Passes;

/// <summary>
/// Exact. An element-wise op runs in the registers of the kernel that makes its input, when nobody else reads that input and its
/// operands have the result's layout; chains of element-wise ops become one loop. If the operands may change places, either can be that input.
/// </summary>
internal static class FuseElementwise
{
    /// <summary>Steps of one kernel at most: the JIT keeps track of so many locals and no more.</summary>
    public const int LongestEpilogue = 8;

    public static LaidOutGraph Run(LaidOutGraph graph)
    {
        Dictionary<Value, int> uses = GraphRewriter.CountUses(graph);
        LaidOutGraph fused = GraphRewriter.Run(graph, (rewriter, _, node, inputs) =>
        {
            if (node.IsSecondRun || node.Op is not ElementwiseOp step) return rewriter.CopyTyped(node, inputs);
            for (int taker = 0; taker < (step.Commutes ? 2 : 1); taker++)
            {
                if (uses[node.Inputs[taker]] > 1) continue;
                LaidOutNode producer = rewriter.Builder.Nodes[inputs[taker].Node];
                Value[] operands = [.. inputs.Where((_, input) => input != taker)];
                if (!RunsOn(rewriter.Builder, producer, node, operands)) continue;
                return rewriter.Builder.Add(producer with
                {
                    Epilogue = [.. producer.Epilogue, step], Inputs = [.. producer.Inputs, .. operands], After = [.. producer.After.Except(operands)],
                });
            }

            return rewriter.CopyTyped(node, inputs);
        });
        return RemoveDeadNodes.Run(fused);
    }

    /// <summary>Whether what makes a value can run an element-wise node with these operands on it.</summary>
    private static bool RunsOn(NodeBuilder<LaidOutNode> builder, LaidOutNode producer, LaidOutNode node, Value[] operands)
    {
        bool alike = node.LaidOut(0) == producer.LaidOut(0) && operands.All(operand => builder.LaidOut(operand) == node.LaidOut(0));
        return alike && producer.Epilogue.Count < LongestEpilogue && producer.Implementation.Steps switch
        {
            StepSupport.Loop => true,
            StepSupport.Kernel => !operands.Any(operand => NeedsLoop(builder.Nodes[operand.Node].Op)),
            _ => false,
        };
    }

    /// <summary>Whether loops read what an op makes inside other memory, while a kernel needs a copy of it that lies like its own result.</summary>
    public static bool NeedsLoop(Op operand) => operand is Broadcast or Slice { Axis: 0 };
}
