namespace Kiln.Generator.Problems;

/// <summary>KILN2xx: problems in a body that is evaluated at compile time.</summary>
internal static class BodyProblems
{
    public static readonly ProblemKind Unsupported = new("KILN201", "Construct is not supported at compile time",
        "{0} cannot be evaluated at compile time; {1}");
    public static readonly ProblemKind StepBudget = new("KILN202", "Evaluation takes too many steps",
        "Evaluating {0} takes more than {1} steps; make the network smaller");
    public static readonly ProblemKind DepthBudget = new("KILN203", "Blocks and methods are nested too deeply",
        "{0} is reached through more than {1} blocks and methods; make sure that none of them calls itself forever");
    public static readonly ProblemKind NodeBudget = new("KILN204", "Network has too many nodes", "{0} has more than {1} nodes; make the network smaller");
    public static readonly ProblemKind NoSource = new("KILN205", "Source of a block or method cannot be read",
        "{0} has no {1} that can be read here; give it one in this project, or in a project that is compiled with Kiln");
    public static readonly ProblemKind Arithmetic = new("KILN206", "Arithmetic has no result", "{0} has no result in C#; choose other sizes");
    public static readonly ProblemKind NoSuchDimension = new("KILN207", "Node has no such dimension",
        "{0} does not exist for a node that is {1}; check the shape that reaches it");
    public static readonly ProblemKind TripBudget = new("KILN208", "Loop does not end",
        "This loop does not end within {0}; let its condition become false, or leave it with 'break'");
    public static readonly ProblemKind IndexOutside = new("KILN209", "Index lies outside the array",
        "{0} lies outside an array of {1} elements; check its length");
    public static readonly ProblemKind NullValue = new("KILN210", "Value is null", "{0} is null here; assign it before");
    public static readonly ProblemKind NoArm = new("KILN211", "No arm of a switch fits", "No arm of this switch expression fits {0}; add one, or '_ => ...'");
    public static readonly ProblemKind Thrown = new("KILN212", "Block refuses its use", "{0}");
    public static readonly ProblemKind Unreadable = new("KILN213", "Library was compiled with another version of Kiln",
        "{0} of {1} was compiled with a version of Kiln that this one cannot read; use one version for both");
    public static readonly ProblemKind FrozenInPart = new("KILN214", "Parameter is frozen in one call and trained in another",
        "{0} is shared by a call that is frozen and one that is not; freeze both or neither, or put StopGradient where only one path must not learn");
}
