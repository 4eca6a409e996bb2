namespace Kiln.Generator.Graphs;

/// <summary>What a program computes.</summary>
internal enum ProgramKind
{
    /// <summary>Outputs, in inference mode.</summary>
    Infer,

    /// <summary>Outputs (where the caller wants them) and the loss, in inference mode.</summary>
    Evaluate,

    /// <summary>The loss and the gradients of all trained parameters.</summary>
    Train,

    /// <summary>The loss in training mode and its gradients with respect to inputs.</summary>
    InputGradient,

    /// <summary>Outputs in training mode; what Backward reads stays in the arena.</summary>
    ForwardTraining,

    /// <summary>The gradients that follow from those of the outputs: the second schedule over the plan and the arena of ForwardTraining.</summary>
    Backward,
}
