using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>How close a run comes to points where a derivative jumps: 0 of the ReLU kinds, ties of a maximum.</summary>
internal static class Kinks
{
    public static double Distance(Graph graph, int batch, IReadOnlyDictionary<string, double[]> bindings, Func<string, int, int, double>? uniform)
    {
        Interpreter run = Interpreter.Run(graph, batch, bindings, new RunSettings(uniform ?? ((_, _, _) => 1)));
        double distance = double.PositiveInfinity;
        foreach (GraphNode node in graph.Nodes)
        {
            if (KinksOf(node.Op) is { Length: > 0 } kinks)
                foreach (double kink in kinks) distance = Math.Min(distance, Distance(run[node.Inputs[0]].Data.Select(x => x - kink)));
            else if (node.Op is Maximum or Minimum)
                distance = Math.Min(distance, Distance(run[node.Inputs[0]].Data.Zip(run[node.Inputs[1]].Data, (a, b) => a - b)));
            else if (node.Op is Max max) distance = Math.Min(distance, Gap(max, run[node.Inputs[0]]));
            else if (node.Op is MaxPool2D pool) distance = Math.Min(distance, Gap(pool.Window, run[node.Inputs[0]], node.Outputs[0].Shape));
        }

        return distance;
    }

    /// <summary>Arguments at which an element-wise op jumps or bends.</summary>
    private static double[] KinksOf(Op op) => op switch
    {
        ReLU or LeakyReLU or Abs or SELU or ELU or Step => [0],
        HardSigmoid or HardSwish => [-3, 3],
        Clip clip => [clip.Minimum, clip.Maximum],
        HardTanh limits => [limits.Minimum, limits.Maximum],
        _ => [],
    };

    // An exact 0 comes from a ReLU or a dropped element and is 0 in float32, too.
    private static double Distance(IEnumerable<double> values) => values.Where(x => x != 0).Select(Math.Abs).DefaultIfEmpty(double.PositiveInfinity).Min();

    /// <summary>The smallest lead of a maximum along axes over the next element; equal zeros are equal everywhere.</summary>
    private static double Gap(Max max, Tensor x)
    {
        int[] targets = Broadcast.Sources(x.Shape, max.Axes);
        return Enumerable.Range(0, x.Rows)
            .SelectMany(row => targets.Select((target, i) => (target, Value: x[row, i])).GroupBy(item => item.target, item => item.Value))
            .Select(group => group.OrderDescending().Take(2).ToArray())
            .Where(first => first.Length > 1 && (first[0] != 0 || first[1] != 0))
            .Select(first => first[0] - first[1])
            .DefaultIfEmpty(double.PositiveInfinity).Min();
    }

    /// <summary>The smallest lead of a window's largest element over the next one; equal zeros are equal everywhere.</summary>
    private static double Gap(Window window, Tensor input, Shape output)
    {
        double gap = double.PositiveInfinity;
        PoolOp.Visit(window, input, output, (row, channel, _, _, rows, columns) =>
        {
            double first = double.NegativeInfinity, second = double.NegativeInfinity;
            for (int y = rows.From; y < rows.To; y++)
                for (int x = columns.From; x < columns.To; x++)
                {
                    double value = input[row, channel, y, x];
                    if (value > first) (first, second) = (value, first);
                    else if (value > second) second = value;
                }

            if (first != 0 || second != 0) gap = Math.Min(gap, first - second);
        });
        return gap;
    }
}
