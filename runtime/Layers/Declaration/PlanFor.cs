namespace Kiln;

/// <summary>What the memory of a network in integers is planned for.</summary>
public enum PlanFor
{
    /// <summary>The fastest kernels.</summary>
    Speed,

    /// <summary>
    /// The smallest arena: results are written over what layers have read, row by row, and kernels keep less beside. Such layers run on one thread.
    /// </summary>
    Memory,
}
