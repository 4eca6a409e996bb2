using System.Reflection;
using Kiln.Generator.Emit;

namespace Kiln.Compiler.Tests.Generator;

/// <summary>The names that generated calls give their numbers are those of the runtime's parameters; else generated code would not compile.</summary>
public sealed class NumberNamesTests
{
    public static TheoryData<string> Callees => [.. NumberNames.All.Keys];

    [Theory]
    [MemberData(nameof(Callees))]
    public void Names_are_those_of_the_runtime(string callee)
    {
        (string type, string member) = (callee.Split('.')[0], callee.Split('.')[1]);
        Type? known = typeof(Kiln.Kernels.GemmShape).Assembly.GetTypes()
            .FirstOrDefault(known => known.Namespace == "Kiln.Kernels" && known.Name.TrimEnd('1', '2', '4', '8') == type);
        Assert.NotNull(known);
        MethodBase[] candidates = char.IsDigit(member[0])
            ? [.. known.GetConstructors().Where(constructor => constructor.GetParameters().Length == member[0] - '0')]
            : [.. known.GetMethods(BindingFlags.Static | BindingFlags.Public).Where(method => method.Name == member)];
        Assert.NotEmpty(candidates);
        Assert.All(candidates, candidate => Assert.Equal(
            string.Join(' ', NumberNames.All[callee]),
            string.Join(' ', candidate.GetParameters().Select((parameter, i) => Takes(parameter) ? parameter.Name : "_"))));
    }

    /// <summary>Whether a parameter takes numbers: one, or a structure that is made for the call.</summary>
    private static bool Takes(System.Reflection.ParameterInfo parameter) =>
        parameter.ParameterType.IsPrimitive
        || parameter.ParameterType == typeof(Kiln.Kernels.PackAxis).MakeByRefType()
        || parameter.ParameterType == typeof(Kiln.Kernels.ReducedAxes).MakeByRefType()
        || parameter.ParameterType == typeof(Kiln.Kernels.ChunksOfRow).MakeByRefType();
}
