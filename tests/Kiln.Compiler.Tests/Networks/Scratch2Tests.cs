#pragma warning disable
using Kiln.Compiler.Tests.Reading;
using Kiln.Compiler.Tests.Passes;
using Kiln.Compiler.Tests.Planning;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Ops;
using Kiln.Generator.Graphs;
using Kiln.Generator.Planning;
using Microsoft.CodeAnalysis.CSharp;
namespace Kiln.Compiler.Tests.Networks;
public sealed class Scratch2Tests(Xunit.Abstractions.ITestOutputHelper output)
{
    [Fact]
    public void One()
    {
        // /tmp/one.txt: lines = class body; first line: name options batch
        string text = File.ReadAllText("/tmp/one.txt");
        int batch = int.Parse(Environment.GetEnvironmentVariable("BATCH") ?? "2");
        string name = System.Text.RegularExpressions.Regex.Match(text, @"class (\w+)").Groups[1].Value;
        EvaluatedNetwork network = TestCompilation.Evaluate(text, name);
        using var log = new StreamWriter("/tmp/one.log") { AutoFlush = true };
        foreach (var p in network.Problems) log.WriteLine(p.Problem.Kind.Id + " " + p.Problem.Message);
        log.WriteLine($"complete {network.IsComplete} loss {network.HasLoss}");
        network = network with { GraphMethods = [], PartialMethods = [] };
        NetworkPlan plan = NetworkPlan.Of(network);
        foreach (CompiledProgram program in plan.Programs)
        {
            log.WriteLine("== program");
            log.WriteLine(program.Plan.Graph.ToString());
            foreach (var x in GraphVerifier.Verify(program.Plan.Graph, true, true, true)) log.WriteLine("!! " + x);
            foreach (var x in PlanMachine.Problems(program.Plan)) log.WriteLine("!! " + x);
        }
        var f = NetworkCompiler.Compile([network])[0];
        new NetworkCheck(network, f, 2e-4).Run(batch, batch + 1);
        log.WriteLine("OK");
    }
}
