namespace Kiln.Generator.Planning;

/// <summary>The block of memory in which a value lives.</summary>
internal enum Block
{
    /// <summary>A span of the caller: Offset is its slot.</summary>
    Caller,

    Parameters,
    Gradients,
    State,

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

/// <summary>Where a value lives: block, offset in floats, floats of one row (one sample), and the segments or steps it lives through.</summary>
internal readonly record struct Storage(Block Block, long Offset, long Stride, int First, int Last);
