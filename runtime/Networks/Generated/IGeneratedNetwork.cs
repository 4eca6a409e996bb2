using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>The part of a generated network that is called by its <see cref="NetworkCore"/>. Called by the runtime only.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IGeneratedNetwork : IParallelWork
{
    /// <summary>Runs one program (Infer, Train, ...) for <paramref name="batch"/> samples on the calling thread; its segments go to the workers.</summary>
    void Execute(int program, int batch);

    /// <summary>
    /// Derives from Parameters and State what a training program reads of its Packed block (panels, folded weights); for the first inference program what all
    /// of them read.
    /// </summary>
    void Pack(int program);

    /// <summary>
    /// Computes items [first, last) of a large step of a sample, whose values lie in the scratch memory of <paramref name="slot"/>, with the workspace of
    /// <paramref name="worker"/>. A network whose steps are all small has no such steps.
    /// </summary>
    void RunStage(int stage, int slot, int sample, int worker, int first, int last) => throw new NotSupportedException();
}
