#pragma warning disable
using Kiln.Compiler.Tests.Reading;
using Kiln.Compiler.Tests.Passes;
using Kiln.Compiler.Tests.Planning;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Ops;
using Kiln.Generator.Planning;
using Microsoft.CodeAnalysis.CSharp;
namespace Kiln.Compiler.Tests.Networks;
public sealed class ScratchTests
{
    [Fact]
    public void Hunt()
    {
        int count = int.Parse(Environment.GetEnvironmentVariable("HUNT") ?? "0"), seed = int.Parse(Environment.GetEnvironmentVariable("SEED") ?? "1");
        var random = new Random(seed);
        var watch = new Dictionary<string, TimeSpan>();
        var w = System.Diagnostics.Stopwatch.StartNew();
        void Lap(string n) { watch[n] = watch.GetValueOrDefault(n) + w.Elapsed; w.Restart(); }
        int noData = 0, failures = 0, no = 0, ran = 0;
        using var log = new StreamWriter("/tmp/hunt." + seed + ".txt") { AutoFlush = true };
        void Fail(string text, int[] genes, Exception e) { failures++; log.WriteLine($"#### {e.GetType().Name}: {e.Message.Split('\n')[0]} {string.Join(" ", e.Message.Split('\n').Skip(1).Take(3))}\n{text}\nGenes {string.Join(",", genes)}\n{(e is Xunit.Sdk.XunitException ? "" : e.StackTrace)}\n"); }
        for (int done = 0; done < count; done += 50)
        {
            int[][] genes = [.. Enumerable.Range(0, 50).Select(_ => Enumerable.Range(0, 1 + random.Next(9)).Select(_ => random.Next()).ToArray())];
            NetworkText[] texts = [.. genes.Select(list => RandomGraph.Of(list, "Hunt" + no++))];
            CSharpCompilation compilation = TestCompilation.Of([.. texts.Select(text => text.Source)]);
            Lap("write");
            List<(int I, EvaluatedNetwork N, NetworkPlan P)> good = [];
            for (int i = 0; i < 50; i++)
            {
                try
                {
                    EvaluatedNetwork network = NetworkEvaluation.Evaluate(compilation.Read(texts[i].Name).Spec, CancellationToken.None);
                    Assert.Empty(network.Problems.Where(problem => problem.IsError).Select(problem => problem.Problem.Message));
                    Assert.True(network.IsComplete);
                    network = network with { GraphMethods = [], PartialMethods = [] };
                    NetworkPlan plan = NetworkPlan.Of(network);
                    foreach (CompiledProgram program in plan.Programs)
                    {
                        Assert.Empty(GraphVerifier.Verify(program.Plan.Graph, true, true, true));
                        Assert.Empty(PlanMachine.Problems(program.Plan));
                    }
                    good.Add((i, network, plan));
                }
                catch (Exception e) { Fail(texts[i].Source, genes[i], e); }
            }
            Lap("plan");
            IReadOnlyList<NetworkFactory> factories = null!;
            try { factories = NetworkCompiler.Compile([.. good.Select(g => (g.N, g.P))]); }
            catch (Exception)
            {
                foreach (var g in good.ToArray()) try { NetworkCompiler.Compile([(g.N, g.P)]); } catch (Exception e) { Fail(texts[g.I].Source, genes[g.I], e); good.Remove(g); }
                factories = NetworkCompiler.Compile([.. good.Select(g => (g.N, g.P))]);
            }
            Lap("compile");
            for (int k = 0; k < good.Count; k++)
            {
                try
                {
                    bool norm = good[k].N.Graph.Nodes.Any(node => node.Op is BatchNorm or LayerNorm);
                    var data = NetworkCheck.FindData(good[k].N.Graph, texts[good[k].I].Batch, 50);
                    Lap("data");
                    if (data is null) { noData++; continue; }
                    ran++;
                    new NetworkCheck(good[k].N, factories[k], norm ? 5e-3 : 2e-4).Run(data, texts[good[k].I].Batch + 1);
                }
                catch (Exception e) { Fail(texts[good[k].I].Source, genes[good[k].I], e); }
                Lap("run");
            }
            log.WriteLine($"== {done + 50}: ran {ran}, no data {noData}, failures {failures}; {string.Join(", ", watch.Select(x => x.Key + " " + x.Value.TotalSeconds.ToString("F1")))}");
        }
    }
}
