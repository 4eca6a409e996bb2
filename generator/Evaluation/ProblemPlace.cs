using Kiln.Generator.Evaluation.Language;

namespace Kiln.Generator.Evaluation;

/// <summary>Which argument of a layer a problem is about, so that the argument is underlined and not the whole layer.</summary>
internal static class ProblemPlace
{
    public static int Of(Problem problem, LayerExpression layer)
    {
        string? parameter = ParameterOf(problem);
        Argument? argument = parameter is null ? null : layer.Arguments.FirstOrDefault(candidate => candidate.Parameter == parameter);
        return argument?.Origin ?? layer.Origin;
    }

    private static string? ParameterOf(Problem problem)
    {
        ProblemKind kind = problem.Kind;
        if (kind == ShapeProblems.NotPositive || kind == ShapeProblems.OutOfRange || kind == ShapeProblems.WrongListLength
            || kind == ShapeProblems.NoSuchAxis || kind == ShapeProblems.WrongAxisCount) return problem.Arguments[1];
        if (kind == ShapeProblems.KernelTooLarge) return "kernel";
        if (kind == ShapeProblems.GroupsDoNotDivide) return "groups";
        if (kind == ShapeProblems.AxisTwice) return "axes";
        return kind == ShapeProblems.PaddingTooLarge ? "padding" : null;
    }
}
