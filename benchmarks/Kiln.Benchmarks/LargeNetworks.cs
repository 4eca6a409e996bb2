using Kiln.Compiler.Tests.Networks;
using Kiln.Generator;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Benchmarks;

/// <summary>Networks of papers, complete with a loss, as the compiler gets them from its evaluation.</summary>
internal static class LargeNetworks
{
    public static EvaluatedNetwork Of(string name)
    {
        Graph graph = name switch
        {
            "ResNet-50" => LargeGraphs.ResNet50(),
            "DenseNet-121" => LargeGraphs.DenseNet121(),
            _ => throw new ArgumentException($"There is no network {name}.", nameof(name)),
        };
        EquatableArray<PublicTensor> Inputs(InputRole role) =>
            graph.All<Input>().Where(item => item.Op.Role == role).Select(item => new PublicTensor(item.Op.Identifier, item.Op.Type)).ToEquatableArray();
        return new EvaluatedNetwork
        {
            Identity = new NetworkIdentity("Measured", "", [], "Measured"),
            CanBeExtended = true,
            Graph = graph,
            IsComplete = true,
            Inputs = Inputs(InputRole.Sample),
            Targets = Inputs(InputRole.Target),
            Outputs = graph.Results.Where(result => result.Kind == ResultKind.Output).Select(result => new PublicTensor(result.Name, graph.TypeOf(result.Value))).ToEquatableArray(),
            HasLoss = true,
            Problems = [],
        };
    }
}
