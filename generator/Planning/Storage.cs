namespace Kiln.Generator.Planning;

/// <summary>The block of memory in which a value lives.</summary>
internal enum Block
{
    /// <summary>A span of the caller: Offset is its slot.</summary>
    Caller,

    Parameters,
    Gradients,
    State,

    /// <summary>The named integers of a quantized network.</summary>
    Model,

    /// <summary>Derived from parameters and state when weights are packed.</summary>
    Packed,

    /// <summary>Arena, once.</summary>
    Fixed,

    /// <summary>Arena, once for each sample of the largest batch: at Offset * capacity + sample * stride.</summary>
    PerSample,

    /// <summary>Arena, once for each worker: lives within one sample of one segment, hot in cache.</summary>
    Worker,

    /// <summary>The loss terms that the core hands out: Offset is the term.</summary>
    Losses,

    /// <summary>No memory: nothing reads the value.</summary>
    None,
}

/// <summary>Where a value lives: block, offset in bytes, bytes of one row (one sample), and the segments or steps it lives through.</summary>
internal sealed record Storage(Block Block, long Offset, long Stride, int First, int Last)
{
    /// <summary>Every buffer begins at a multiple of this many bytes: a cache line and the widest vector.</summary>
    public const int Line = 64;
    public static long Align(long bytes) => (bytes + Line - 1) / Line * Line;

    /// <summary>Bytes of tensors of so many elements that lie in lines of their own.</summary>
    public static long Lines(long elements, DType element) => Align(elements * element.Size());

    /// <summary>Blocks of the runtime are made of floats: so many of them hold the bytes.</summary>
    public static long Floats(long bytes) => bytes / sizeof(float);
}
