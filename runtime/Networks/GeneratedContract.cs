using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>What a generated network offers to its <see cref="NetworkCore"/>. Called by the runtime only.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IGeneratedNetwork : IParallelWork
{
    /// <summary>Runs one program (Infer, Train, ...) for <paramref name="batch"/> samples on the calling thread; its segments go to the workers.</summary>
    void Execute(int program, int batch);

    /// <summary>Derives the Packed block of one program (panels, folded weights) from Parameters and State.</summary>
    void Pack(int program);
}

/// <summary>Work that the worker set splits: the items [first, last) of one segment, computed by one worker.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IParallelWork
{
    /// <summary>Computes items [first, last) of <paramref name="segment"/> with the scratch memory of <paramref name="worker"/>.</summary>
    void Run(int segment, int worker, int first, int last);
}

/// <summary>Floats of an arena: fixed, for each sample of the largest batch, for each worker. All three are multiples of 16.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct ArenaSize(long Fixed, long PerSample, long PerWorker)
{
    /// <summary>Floats in all for <paramref name="samples"/> samples and <paramref name="workers"/> workers.</summary>
    public long Floats(int samples, int workers) => Fixed + PerSample * samples + PerWorker * workers;
}

/// <summary>Memory of one program. A training program has its own Packed block, an inference program reads a published snapshot.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record ProgramLayout(string Name, bool Training, ArenaSize Arena, long PackedFloats);

/// <summary>How a parameter starts: every element Constant(A), Normal(0, sigma = A) or Uniform(-A, +A).</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum InitialKind
{
    /// <summary>Every element is the value.</summary>
    Constant,

    /// <summary>Normal with mean 0; the value is the standard deviation.</summary>
    Normal,

    /// <summary>Uniform on [-value, value).</summary>
    Uniform,
}

/// <summary>A tensor of the Parameters block (or of State, where <paramref name="State"/> is set) and how it starts.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record TensorSpec(ParameterInfo Info, InitialKind Kind, double Value, bool State = false);

/// <summary>Sizes (in floats) and tensors of a generated network.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record NetworkLayout(int ParameterFloats, int StateFloats, IReadOnlyList<ProgramLayout> Programs, IReadOnlyList<TensorSpec> Tensors);
