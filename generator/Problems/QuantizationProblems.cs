namespace Kiln.Generator.Problems;

/// <summary>Rules about networks in integers.</summary>
internal static class QuantizationProblems
{
    public static readonly ProblemKind ArenaBudget = new("KILN402", "Working memory exceeds the budget",
        "[Budget] allows {0} bytes of working memory, but {1} needs {2}, which is {3} more; most is in use at {4}, in bytes: {5}; make these layers smaller");

    public static readonly ProblemKind WeightBudget = new("KILN403", "Weights exceed the budget",
        "[Budget] allows {0} bytes of weights, but {1} has {2}, which is {3} more; the largest is {4}; make that layer smaller");

    public static readonly ProblemKind MultiplyAddBudget = new("KILN404", "Multiply-adds exceed the budget",
        "[Budget] allows {0} multiply-adds, but {1} takes {2}, which is {3} more; the layer with most is {4}; make that smaller");

    public static readonly ProblemKind NoIntegers = new("KILN401", "A layer has no form in integers",
        "[Quantize] cannot compute {0} ({1}) in integers: it {2}; {3}");
}
