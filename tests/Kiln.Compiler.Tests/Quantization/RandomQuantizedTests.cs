using Kiln.Compiler.Tests.Networks;
using Kiln.Compiler.Tests.Planning;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;
using Kiln.Generator.Planning;

namespace Kiln.Compiler.Tests.Quantization;

/// <summary>Random networks as far as they have a form in integers: generated code and graph give the same bits.</summary>
[Trait("Category", "Numeric")]
public sealed class RandomQuantizedTests
{
    private const int Each = 20;

    [Fact]
    public void Random_networks_give_the_bits_of_their_graph()
    {
        int count = TestLevel.Count(20, 510), tried = 0;
        for (int seed = 1; tried < count; seed++)
        {
            var random = new Random(seed);
            List<EvaluatedNetwork> networks = [];
            while (networks.Count < Math.Min(Each, count - tried))
            {
                string name = $"N{tried + networks.Count}";
                Graph graph = RandomGraph.Draw(random, name).Evaluate().Graph;
                if (QuantizedNetworkCheck.TryQuantize(graph) is null) continue;
                networks.Add(QuantizedNetworkCheck.Quantized(graph, name, new(SavesMemory: networks.Count % 2 == 1)));
                Plan plan = NetworkPlan.Of(networks[^1].Classes.Last()).Infer.Plan;
                Assert.Empty(PlanMachine.Problems(plan));
                Assert.Empty(PlanVerifier.Verify(plan));
            }

            foreach (QuantizedClasses classes in QuantizedClasses.Compile(networks))
            {
                try
                {
                    QuantizedNetworkCheck.Check(
                        classes, classes.Network.Graph, batch: 1 + random.Next(3), seed, threads: 1 + random.Next(2),
                        seen: NetworkExport.FromEnvironment is { } export ? export.Write : null);
                }
                catch (InvalidOperationException refused) when (refused.Message.Contains("quantized", StringComparison.Ordinal))
                {
                    // The scales of random weights need not fit each other.
                }
                catch (Exception error)
                {
                    throw new InvalidOperationException($"Seed {seed}, network:\n{classes.Network.Quantized!.Integers}", error);
                }
            }

            tried += networks.Count;
        }
    }
}
