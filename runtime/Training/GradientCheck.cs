using System.Globalization;
using Kiln.Data;

namespace Kiln.Training;

/// <summary>Compares the gradients of a network with central differences of its training loss.</summary>
public static class GradientCheck
{
    // Enough to find a wrong rule, few enough for a unit test; every tensor gets its share.
    private const int Elements = 256;
    private const int ElementsPerTensor = 4;
    private const int Shown = 5;

    // Small networks have so few kinks that two of them, one on either side, may look like a slope; at several points they do not.
    private const int DecisivePoints = 3;

    /// <summary>
    /// Checks up to 256 weights (all of them in a small network; else of every tensor the one with the largest gradient and a random choice) on the first rows
    /// of a dataset, one batch of at most <see cref="INetwork.MaxBatch"/>. Dropout repeats one mask and SampleNormal one noise, because the step that keys them
    /// is held. Weights, running statistics and the step are as before when this returns; the gradients are those of the batch.
    /// </summary>
    /// <remarks>
    /// Losses are single precision, so a difference of two carries noise of about 1e-7 |loss| / h: smaller gradients cannot be told from it. Where a weight
    /// lies near a kink (ReLU, a maximum), smaller differences h are tried. Where it lies on one, the loss has no derivative, and the gradient is what the
    /// rules of the layers make of it: then gradient and difference are compared at points beside it, all trained weights moved by 0.01 to 0.045. A gradient
    /// is right where it agrees at a point, and wrong if it disagrees at three of those points where the loss is smooth before that, or agrees at none.
    /// </remarks>
    /// <typeparam name="T">The network's class.</typeparam>
    /// <param name="network">The network, in the state whose gradients are checked.</param>
    /// <param name="samples">Inputs, then targets, in declaration order.</param>
    /// <param name="tolerance">Largest relative difference.</param>
    /// <exception cref="InvalidOperationException">A gradient is wrong; the message names parameter, index and both values.</exception>
    /// <exception cref="ArgumentException">The data does not fit the network.</exception>
    public static void Verify<T>(T network, IDataset samples, double tolerance = 1e-2) where T : class, ITrainable<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(samples);
        Require.Positive(tolerance);
        ColumnCheck.Verify(T.Info, samples, nameof(samples));
        using BatchLoader loader = new(samples, Math.Min(samples.Count, network.MaxBatch));
        loader.Start(epoch: 0);
        Batch batch = loader.Next()!;

        NetworkCore core = network.Core;
        FrozenMoment moment = new(core);
        ParameterInfo[] trained = [.. T.Info.Parameters.Where(parameter => !parameter.Frozen)];
        NudgedParameters points = new(core, trained);
        try
        {
            GradientPoint here = new(core, tolerance, () => moment.Repeat(() => network.ForwardBackward(batch)));
            if (!double.IsFinite(here.Loss))
            {
                string value = here.Loss.ToString(CultureInfo.InvariantCulture);
                throw new InvalidOperationException($"The loss of {T.Info.Name} is {value}; gradients can only be checked where it is finite.");
            }

            int share = Math.Max(ElementsPerTensor, Elements / Math.Max(1, trained.Length));
            List<string> wrong = [];
            IEnumerable<Element> chosen = trained.SelectMany(parameter => Choose(parameter, here.Gradients, share));
            List<Element> unclear = here.Judge(chosen, wrong, isBesideKinks: false);
            for (int point = 1; point <= NudgedParameters.Points && unclear.Count > 0; point++)
            {
                points.MoveTo(point);
                GradientPoint beside = new(core, tolerance, () => moment.Repeat(() => network.ForwardBackward(batch)));
                unclear = beside.Judge(unclear, wrong, isBesideKinks: true);
            }

            here.Gradients.CopyTo(core.Gradients);
            wrong.AddRange(unclear.Select(element => element.Text));
            if (wrong.Count == 0) return;
            string title = string.Create(CultureInfo.InvariantCulture, $"{T.Info.Name} has wrong gradients (beyond a relative {tolerance})");
            string more = wrong.Count > Shown ? string.Create(CultureInfo.InvariantCulture, $"\n  and {wrong.Count - Shown} more") : "";
            throw new InvalidOperationException($"{title}:\n  {string.Join("\n  ", wrong.Take(Shown))}{more}");
        }
        catch (ArgumentException error) when (SampleError.InDataset(error, loader, 0) is { } located)
        {
            throw located;
        }
        finally
        {
            points.Return();
            moment.Restore();
        }
    }

    /// <summary>Elements to check: all if they are few, else the largest gradient (where a wrong rule shows best) and random ones.</summary>
    private static IEnumerable<Element> Choose(ParameterInfo parameter, float[] all, int count)
    {
        ReadOnlySpan<float> gradients = all.AsSpan(parameter.Offset, parameter.Length);
        if (gradients.Length <= count) return Enumerable.Range(0, gradients.Length).Select(position => new Element(parameter, position));
        int largest = 0;
        for (int i = 1; i < gradients.Length; i++)
            if (Size(gradients[i]) > Size(gradients[largest])) largest = i;

        SortedSet<int> chosen = [largest];
        Philox random = new(seed: 0, purpose: "gradientCheck", parameter.Name);
        while (chosen.Count < count) chosen.Add(random.NextInt32(gradients.Length));
        return chosen.Select(position => new Element(parameter, position));
    }

    // A gradient that is not a number is further from right than any other.
    private static float Size(float gradient) => float.IsFinite(gradient) ? Math.Abs(gradient) : float.PositiveInfinity;

    /// <summary>One weight that is checked, at how many points it was wrong, and what was last found about it.</summary>
    private sealed record Element(ParameterInfo Parameter, int Position, int WrongPoints = 0, string Text = "")
    {
        public int Offset => Parameter.Offset + Position;

        public Element Found(double gradient, double numeric, bool isWrong)
        {
            string name = $"{Parameter.Name}[{string.Join(", ", Index())}]";
            int points = isWrong ? WrongPoints + 1 : WrongPoints;
            string text = string.Create(CultureInfo.InvariantCulture, $"{name}: gradient {gradient:G6}, central difference {numeric:G6}");
            return this with { WrongPoints = points, Text = text };
        }

        /// <summary>PyTorch's index of a position in the kernels' order, where axis i of the storage is PyTorch's axis Permutation[i].</summary>
        private int[] Index()
        {
            int[] index = new int[Parameter.Shape.Count];
            int position = Position;
            for (int axis = index.Length - 1; axis >= 0; axis--)
            {
                int original = Parameter.Permutation[axis];
                (position, index[original]) = Math.DivRem(position, Parameter.Shape[original]);
            }

            return index;
        }
    }

    /// <summary>Loss and gradients at the present weights.</summary>
    private sealed class GradientPoint
    {
        private readonly CentralDifference _difference;

        public GradientPoint(NetworkCore core, double tolerance, Func<double> lossNow)
        {
            Loss = lossNow();
            Gradients = core.Gradients.ToArray();
            _difference = new CentralDifference(core, Loss, tolerance, lossNow);
        }

        public double Loss { get; }

        public float[] Gradients { get; }

        /// <summary>
        /// Adds what is wrong here, and was before, and returns what is not decided. Where fresh weights lie on several kinks at once, slopes may agree and
        /// rules that are right still give another gradient: max(w, 0) + min(w, 0) at 0. So only points beside kinks can find a gradient wrong.
        /// </summary>
        public List<Element> Judge(IEnumerable<Element> elements, List<string> wrong, bool isBesideKinks)
        {
            List<Element> unclear = [];
            foreach (Element element in elements)
            {
                float gradient = Gradients[element.Offset];
                GradientVerdict verdict = _difference.Judge(element.Offset, gradient, out double numeric);
                // A gradient that was wrong elsewhere is not right just because the weight changes nothing here.
                if (verdict == GradientVerdict.Right || (verdict == GradientVerdict.Flat && element.WrongPoints == 0)) continue;
                Element found = element.Found(gradient, numeric, isBesideKinks && verdict == GradientVerdict.Wrong);
                if (found.WrongPoints == DecisivePoints || !float.IsFinite(gradient)) wrong.Add(found.Text);
                else unclear.Add(found);
            }

            return unclear;
        }
    }
}
