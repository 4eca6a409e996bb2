using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>The part of a generated network that is called by its <see cref="NetworkCore"/>. Called by the runtime only.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IGeneratedNetwork : IParallelWork
{
    /// <summary>Runs one program (Infer, Train, ...) for <paramref name="batch"/> samples on the calling thread; its segments go to the workers.</summary>
    void Execute(int program, int batch);

    /// <summary>Derives the Packed block of one program (panels, folded weights) from Parameters and State.</summary>
    void Pack(int program);
}
