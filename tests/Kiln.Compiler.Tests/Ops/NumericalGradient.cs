using Kiln.Generator.Graphs;
using Kiln.Generator.Passes;

namespace Kiln.Compiler.Tests.Ops;

/// <summary>Central differences in float64: (f(x + h) - f(x - h)) / 2h, exact up to h^2 and rounding.</summary>
internal static class NumericalGradient
{
    private const double Step = 1e-5, Tolerance = 1e-7;

    /// <summary>
    /// Compares the gradient of every target (all trained parameters unless <paramref name="targets"/> says otherwise), as the differentiation pass
    /// builds it, with the change of the loss; of larger parameters about <paramref name="elements"/> elements, evenly spaced.
    /// </summary>
    public static void Check(Graph source, int batch, Dictionary<string, double[]> bindings, string what, int elements = 12, GradientTargets? targets = null)
    {
        Graph graph = Differentiate.OfLoss(source, targets ?? GradientTargets.AllParameters);
        Interpreter run = Interpreter.Run(graph, batch, bindings, Samples.Settings);
        Result[] gradients = [.. graph.Results.Where(result => result.Kind is ResultKind.ParameterGradient or ResultKind.InputGradient)];
        Assert.True(gradients.Length > 0, $"{what}: nothing has a gradient.");
        foreach (Result gradient in gradients)
        {
            double[] exact = run[gradient.Value].Data, x = bindings[gradient.Name];
            Assert.True(exact.Length == x.Length, $"{what}: the gradient of {gradient.Name} has {exact.Length} elements, not {x.Length}.");
            int stride = Math.Max(1, (x.Length + elements - 1) / elements);
            for (int i = 0; i < x.Length; i += stride)
            {
                double difference = Difference(source, batch, bindings, x, i);
                Assert.True(Math.Abs(exact[i] - difference) <= Tolerance * (1 + Math.Abs(difference)),
                    FormattableString.Invariant($"{what}: d loss / d {gradient.Name}[{i}] is {exact[i]:R}, the central difference {difference:R}."));
            }
        }
    }

    private static double Difference(Graph source, int batch, Dictionary<string, double[]> bindings, double[] x, int i)
    {
        double present = x[i];
        x[i] = present + Step;
        double above = Loss(source, batch, bindings);
        x[i] = present - Step;
        double below = Loss(source, batch, bindings);
        x[i] = present;
        return (above - below) / (2 * Step);
    }

    private static double Loss(Graph source, int batch, Dictionary<string, double[]> bindings) =>
        Interpreter.Run(source, batch, bindings, Samples.Settings)[source.Results.Single(result => result.Kind == ResultKind.Loss).Value].Data[0];
}
