using Kiln.Generator.LaidOut;
using Kiln.Generator.Planning;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Emit;

/// <summary>Writes the packing of weights: a method for what the same programs read, which fills the block that it is given.</summary>
internal sealed class PackEmitter(SourceWriter writer, NetworkPlan plan, ShapeConstants shapes, KernelSet kernels)
{
    /// <summary>The cases of Pack: each program's own part of its block, and the whole published one.</summary>
    public void WriteCases()
    {
        foreach (CompiledProgram program in plan.Programs)
        {
            PackingGroup[] groups = [.. plan.Packed.Groups.Where(group => group.Users.Contains(program.Number))];
            if (groups.Length == 0) continue;
            writer.Line($"case {SourceWriter.Number(program.Number)}:");
            using SourceWriter.Scope indent = writer.Indent();
            foreach (string method in groups.SelectMany(NamesOf)) writer.Line($"{method}(ref kiln.Packed({SourceWriter.Number(program.Packed)}));");
            writer.Line("break;");
        }
    }

    public void WriteMethods()
    {
        foreach (PackingGroup group in plan.Packed.Groups)
        {
            IReadOnlyList<string> names = NamesOf(group);
            IReadOnlyList<IReadOnlyList<(int Program, int Step)>> parts = Stage.Parts(group.Steps);
            for (int part = 0; part < parts.Count; part++)
            {
                writer.Line();
                using SourceWriter.Scope method = writer.Block($"private void {names[part]}(ref float packed)");
                WriteBody(parts[part]);
            }
        }
    }

    private void WriteBody(IEnumerable<(int Program, int Step)> steps)
    {
        var body = new SourceWriter();
        var texts = new Dictionary<int, SegmentText>();
        foreach ((int number, int step) in steps)
        {
            CompiledProgram program = plan.Programs[number];
            if (!texts.TryGetValue(number, out SegmentText? text)) texts[number] = text = new SegmentText("", program, packs: true);
            LaidOutNode node = program.Plan.Graph.Nodes[step];
            body.Comment($"{node.Name}: {node.Description}");
            var printer = new StatementPrinter(body, node.Name, text, shapes, kernels);
            foreach (Phase phase in StepPhases.Of(program.Plan, step, whole: true)) printer.Print(phase.Statements);
        }

        foreach (string declaration in texts.Values.SelectMany(text => text.Declarations()).Distinct()) writer.Line(declaration);
        writer.Lines(body);
    }

    /// <summary>The methods of a group: more than one where it has too many steps for one.</summary>
    public static IReadOnlyList<string> NamesOf(PackingGroup group)
    {
        int parts = Stage.Parts(group.Steps).Count;
        return [.. Enumerable.Range(0, parts).Select(part => $"KilnPack{group.Name}{(parts > 1 ? "Part" + SourceWriter.Number(part) : "")}")];
    }
}
