namespace Kiln.Generator.Implementations;

/// <summary>What an op's kernel does with memory, whichever input or output it is.</summary>
[Flags]
internal enum Traits
{
    None = 0,

    /// <summary>
    /// The op is computed for the whole batch at once: each result depends on all samples, or all are one product. Such an op can add its result to what its
    /// memory holds.
    /// </summary>
    OverBatch = 1,

    /// <summary>It runs over memory as it lies, so that inputs and output must have the same layout, border included.</summary>
    FlatMemory = 2,

    /// <summary>The output may take the memory of any input: each element is read before the result's is stored there, and never again.</summary>
    Overwrites = 4,

    /// <summary>It can read all inputs straight from the caller's spans.</summary>
    ReadsCaller = 8,

    /// <summary>It reads inputs by their strides alone, so that they may be parts of wider buffers.</summary>
    ReadsParts = 16,

    /// <summary>
    /// It writes outputs by their strides and nothing after their channels but the rest of their last vector, so that they may be parts of wider buffers.
    /// </summary>
    WritesParts = 32,

    ByStrides = ReadsParts | WritesParts,

    /// <summary>It cannot read maps that have a border.</summary>
    ReadsNoBorders = 64,

    /// <summary>It cannot write into a map with a border.</summary>
    WritesNoBorders = 128,

    NoBorders = ReadsNoBorders | WritesNoBorders,
}
