using Kiln.Compiler.Tests.Passes;
using Kiln.Generator.Evaluation;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>Generated code computes what the interpreter computes, in every program of every network of the table.</summary>
[Trait("Category", "Numeric")]
public sealed class GeneratedCodeTests
{
    public static TheoryData<string> Names => [.. NetworkTable.All.Select(network => network.Name), .. GraphTable.All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Generated_code_is_the_interpreter(string name)
    {
        NetworkText? text = NetworkTable.All.SingleOrDefault(network => network.Name == name);
        // Every network gets all programs that it can have.
        EvaluatedNetwork network = NetworkCompiler.NetworkOf(LoweringTests.SourceOf(name), name, ReferenceRun.AllDemands(LoweringTests.SourceOf(name)));
        int several = text?.Batch ?? 3;
        NetworkFactory create = NetworkCompiler.Compile(network)[0];
        new NetworkCheck(network, create).Run(batch: 1, maxBatch: 1);
        new NetworkCheck(network, create).Run(several, maxBatch: several + 2);
    }
}
