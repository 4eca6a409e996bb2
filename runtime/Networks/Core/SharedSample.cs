namespace Kiln.Kernels;

/// <summary>The sample on which all threads work; its values lie in the scratch memory of the first worker.</summary>
internal sealed class SharedSample(IGeneratedNetwork network) : IParallelWork
{
    /// <summary>Its number in the batch.</summary>
    public int Number { get; set; }

    /// <inheritdoc/>
    public void Run(int segment, int worker, int first, int last) => network.RunStage(segment, slot: 0, Number, worker, first, last);
}
