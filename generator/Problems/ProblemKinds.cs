using System.Reflection;

namespace Kiln.Generator.Problems;

/// <summary>All rules, by id.</summary>
internal static class ProblemKinds
{
    public static IReadOnlyList<ProblemKind> All { get; } =
    [
        .. new[] { typeof(DeclarationProblems), typeof(ShapeProblems), typeof(BodyProblems), typeof(AdviceProblems) }
            .SelectMany(family => family.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Select(field => (ProblemKind)field.GetValue(null)!)
            .OrderBy(kind => kind.Id, StringComparer.Ordinal),
    ];
}
