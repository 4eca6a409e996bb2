using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>Work that the worker set splits: the items [first, last) of one segment, computed by one worker.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IParallelWork
{
    /// <summary>Computes items [first, last) of <paramref name="segment"/> with the scratch memory of <paramref name="worker"/>.</summary>
    void Run(int segment, int worker, int first, int last);
}
