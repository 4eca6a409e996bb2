namespace Kiln.Generator.Graphs;

/// <summary>KILN2xx: what is wrong with a body that is evaluated at compile time.</summary>
internal static class BodyProblems
{
    public static readonly ProblemKind Unsupported = new("KILN201", ProblemSeverity.Error,
        "Construct is not supported in Build",
        "{0} cannot be evaluated at compile time; Build supports local variables, arithmetic on int, double and bool, parameters of the primary constructor, the layers of Node, and Apply");

    public static readonly ProblemKind StepBudget = new("KILN202", ProblemSeverity.Error,
        "Evaluation takes too many steps",
        "Evaluating {0} takes more than {1} steps; make the network smaller");

    public static readonly ProblemKind DepthBudget = new("KILN203", ProblemSeverity.Error,
        "Blocks are nested too deeply",
        "{0} is applied more than {1} blocks deep; a block must not apply itself without end");

    public static readonly ProblemKind NodeBudget = new("KILN204", ProblemSeverity.Error,
        "Network has too many nodes",
        "{0} has more than {1} nodes; make the network smaller");

    public static readonly ProblemKind NoSource = new("KILN205", ProblemSeverity.Error,
        "Build of a block cannot be read",
        "{0} has no Build that can be read here; declare the block, with its own Build, in this project");

    public static readonly ProblemKind Arithmetic = new("KILN206", ProblemSeverity.Error,
        "Arithmetic has no result",
        "{0} has no result in 32-bit integers; choose other sizes");

    public static readonly ProblemKind NoSuchDimension = new("KILN207", ProblemSeverity.Error,
        "Node has no such dimension",
        "{0} does not exist for a node of shape {1}; check the shape that reaches it");
}
