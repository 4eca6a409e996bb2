using Kiln.Generator.Graphs;
using Kiln.Generator.Layouts;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Ops;

/// <summary>
/// A test that the cases of all ops go through. A case is left out for what its types say, which is seen here, or for a reason that it declares itself;
/// so an op that is new in the table is tested without a word about it.
/// </summary>
internal sealed record OpTest(string Name, Func<OpCase, string?> Declared, Func<OpCase, string?> ByType, Action<OpCase> Run)
{
    private static readonly HashSet<Type> s_added = [.. OpTable.GradientOps.Concat(OpTable.LoweredOps).Concat(LayoutTable.Ops).Select(row => row.Op)];

    /// <summary>Generated code of the op alone, against its reference evaluation.</summary>
    public static OpTest Network { get; } = new(
        nameof(Network), item => item.WithoutNetwork, NoFloats, item => GeneratedOpTests.Check(OpNetworks.AloneOf(item)));

    /// <summary>The op as a layer: between a dense layer and a loss, and by itself where the caller gives the gradient of its output.</summary>
    public static OpTest Layer { get; } = new(
        nameof(Layer), item => item.WithoutLayer, item => OfPasses(item) ?? NoFloats(item),
        item =>
        {
            GeneratedOpTests.CheckLayers(item);
            SpecialValueTests.CheckLayer(OpNetworks.TrainedOf(item));
        });

    /// <summary>The gradient rule, against central differences of the reference evaluation.</summary>
    public static OpTest Gradient { get; } = new(
        nameof(Gradient), item => item.WithoutGradient, item => OfPasses(item) ?? NoFloatsRead(item), GradientCheckTests.Check);

    /// <summary>The op over values that depend on parameters alone.</summary>
    public static OpTest Parameters { get; } = new(
        nameof(Parameters), item => item.WithoutParameters, item => OfPasses(item) ?? OfSamples(item), ParameterOpTests.CheckAlone);

    public static IReadOnlyList<OpTest> All { get; } = [Network, Layer, Gradient, Parameters];

    /// <summary>Every op, of both levels.</summary>
    public static IReadOnlyList<OpRow> Rows { get; } = [.. OpTable.Ops, .. LayoutTable.Ops];

    /// <summary>The ops with cases for this test, as rows of a theory.</summary>
    public TheoryData<string> Ops => [.. Cases.Select(item => item.Op.GetType().Name).Distinct()];

    public IEnumerable<OpCase> Cases => Rows.SelectMany(row => row.Cases()).Where(item => WhyNot(item) is null);

    /// <summary>The cases of one of <see cref="Ops"/>.</summary>
    public IReadOnlyList<OpCase> CasesOf(string op) => [.. Rows.Single(row => row.Op.Name == op).Cases().Where(item => WhyNot(item) is null)];

    /// <summary>Why a case is left out; null if it is not.</summary>
    public string? WhyNot(OpCase item) => ByType(item) ?? Declared(item);

    private static string? NoFloats(OpCase item) => item.Outputs[0].Element == DType.Float32 ? null : "outputs of networks are floats";

    private static string? NoFloatsRead(OpCase item) =>
        item.Inputs.Any(type => type.Element == DType.Float32) ? null : "there is nothing to differentiate with respect to";

    private static string? OfPasses(OpCase item) => s_added.Contains(item.Op.GetType()) ? "no source graph holds it, and nothing differentiates it" : null;

    private static string? OfSamples(OpCase item) =>
        item.Op.IsOfEachSample ? "losses of parameters have a test of their own"
        : item.Inputs.Concat(item.Outputs).Any(type => type.Shape.Leading == Shape.OneSample) ? "it is how other ops take parameters"
        : item.Outputs[0].Shape.DependsOnBatch && !item.Inputs.Any(type => type.Element == DType.Float32) ? "it reads only what the caller gives"
        : null;
}
