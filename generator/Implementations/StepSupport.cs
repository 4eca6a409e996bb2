namespace Kiln.Generator.Implementations;

/// <summary>What runs element-wise steps on the result of an op.</summary>
internal enum StepSupport
{
    /// <summary>Nothing: the steps are a loop of their own.</summary>
    None,

    /// <summary>The op is such a step itself, and others join its loop, which reads each operand by its own strides.</summary>
    Loop,

    /// <summary>The op's kernel, while the result is in registers; operands are laid out like the result.</summary>
    Kernel,
}
