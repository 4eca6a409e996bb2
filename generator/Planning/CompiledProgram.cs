namespace Kiln.Generator.Planning;

/// <summary>What a program computes.</summary>
internal enum ProgramKind
{
    /// <summary>Outputs, in inference mode.</summary>
    Infer,

    /// <summary>Outputs (where the caller wants them) and the loss, in inference mode.</summary>
    Evaluate,

    /// <summary>The loss and the gradients of all trained parameters.</summary>
    Train,
}

/// <summary>
/// A planned program of a network. <paramref name="OwnsPacked"/> is false where it reads the weights that an earlier program packed:
/// Evaluate reads Infer's. <paramref name="PackedProgram"/> is that program's number, else its own.
/// </summary>
internal sealed record CompiledProgram(ProgramKind Kind, Plan Plan, bool OwnsPacked, int PackedProgram)
{
    public string Name => Kind.ToString();

    /// <summary>Outputs are copied only where the caller gave a span.</summary>
    public bool OptionalOutputs => Kind == ProgramKind.Evaluate;
}
