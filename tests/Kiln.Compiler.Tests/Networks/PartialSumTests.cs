using System.Reflection;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Implementations;
using Kiln.Generator.Planning;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>Sums in chunks are the interpreter's, with fewer rows than chunks and added to what is there, too; and each op that has them is tried.</summary>
[Trait("Category", "Numeric")]
public sealed class PartialSumTests
{
    public static TheoryData<string> Names => [.. PartialSumNetworks.All.Select(network => network.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Sums_in_chunks_are_those_of_the_interpreter(string name)
    {
        NetworkText text = PartialSumNetworks.All.Single(network => network.Name == name);
        EvaluatedNetwork network = text.Evaluate();
        NetworkFactory create = NetworkCompiler.Compile(network)[0];
        new NetworkCheck(network, create).Run(batch: 1, maxBatch: 2);
        new NetworkCheck(network, create).Run(text.Batch, text.Batch, threads: 2);
    }

    [Fact]
    public void All_implementations_with_partial_sums_are_tried()
    {
        IEnumerable<Type> all = typeof(Implementation).Assembly.GetTypes().Where(
            type => !type.IsAbstract && type.IsSubclassOf(typeof(Implementation))
                && type.GetMethod(nameof(Implementation.PartialSums), BindingFlags.Instance | BindingFlags.Public)!.DeclaringType != typeof(Implementation));
        IEnumerable<Type> tried = PartialSumNetworks.All.SelectMany(network => NetworkPlan.Of(network.Evaluate()).Programs).SelectMany(
            program => program.Plan.Segments.SelectMany(segment => segment.Steps).Select(step => program.Plan.Graph.Nodes[step])
                .Where(node => node.PartialSums(program.Plan.Graph).Chunks > 1).Select(node => node.Implementation.GetType()));
        Assert.Equal(all.Select(type => type.Name).Order(), tried.Select(type => type.Name).Distinct().Order());
    }
}
