using Kiln.Generator.LaidOut;
using Kiln.Generator.Layouts;

namespace Kiln.Generator.Passes;

/// <summary>
/// Puts a packing node between weights and each kernel that wants them packed; kernels that want the same share it. What inference reads of
/// parameters and state is a published copy, so that training may change them meanwhile.
/// </summary>
internal static class PackParameters
{
    public static LaidOutGraph Run(LaidOutGraph graph)
    {
        bool[] isPackTime = PackTime.Of(graph);
        bool isInference = !graph.Results.Any(result => result.Kind is ResultKind.ParameterGradient or ResultKind.InputGradient or ResultKind.StateUpdate);
        return GraphRewriter.Run(graph, (rewriter, index, node, inputs) =>
        {
            EquatableArray<LaidOutType> types = inputs.Select(rewriter.Builder.LaidOut).ToEquatableArray();
            EquatableArray<Value> given = inputs.ToEquatableArray();
            for (int i = 0; i < inputs.Length; i++)
            {
                bool isChanged = isInference && !isPackTime[index]
                    && rewriter.Builder.Nodes[inputs[i].Node].Op is StoredOp { Kind: StoredKind.Parameter or StoredKind.State };
                Op? wanted = node.PackingOf(i, types) ?? (isChanged ? new PackVector(types[i].Shape.ElementCount) : null);
                if (types[i].Layout.Order == MemoryOrder.Packed || wanted is not { } packing) continue;
                Value[] packed = [.. node.Implementation.PackedInputs(i).Select(input => given[input])];
                inputs[i] = packed.Length == 1 ? rewriter.Once(packing, packed[0]) : rewriter.Builder.Add(packing, node.Name, packed);
            }

            return rewriter.CopyTyped(node, inputs);
        });
    }
}
