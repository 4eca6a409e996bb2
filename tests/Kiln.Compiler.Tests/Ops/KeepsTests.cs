using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Ops;

/// <summary>What an op says that its backward pass keeps is what its gradient rule reads.</summary>
[Trait("Category", "Numeric")]
public sealed class KeepsTests
{
    public static TheoryData<string> Ops => OpTest.Gradient.Ops;

    [Theory, MemberData(nameof(Ops))]
    public void Keeps_is_what_the_gradient_rule_reads(string op)
    {
        foreach (OpCase item in OpTest.Gradient.CasesOf(op))
        {
            var builder = new GraphBuilder();
            Value[] inputs = [.. item.Inputs.Select((type, i) => builder.Add(new Input($"input{i}", InputRole.Sample, type), $"input{i}"))];
            Value self = builder.Add(item.Op, "self", inputs);
            GraphNode node = builder.Nodes[self.Node];
            Value gradient = builder.Add(new Input("gradient", InputRole.Sample, node.Outputs[0]), "gradient");
            int first = builder.Count;
            item.Op.Differentiate(new Gradient(builder, node, self, output => output == 0 ? gradient : null, _ => true, (_, _) => { }));

            HashSet<Value> read = [.. builder.Nodes.Skip(first).SelectMany(added => added.Inputs)];
            // Parameters and targets are there anyway; activations are what has to be kept.
            Assert.Equal(item.Op.Keeps.HasFlag(Keeps.Input), read.Contains(inputs[0]));
            Assert.Equal(item.Op.Keeps.HasFlag(Keeps.Output), read.Contains(self));
        }
    }
}
