using System.Runtime.InteropServices;

namespace Kiln.Training;

/// <summary>
/// The area under the receiver operating characteristic: how often a sample with yes scores higher than one with no, ties counting half (Mann and Whitney
/// 1947).
/// </summary>
internal sealed record AreaUnderCurveMetric() : Metric("auc")
{
    public override MetricAccumulator Accumulate(NetworkInfo network) =>
        new Areas(Measured.Find(this, network, "scores of classes or yes-or-no answers", PredictionKind.Classes, PredictionKind.Binary));

    private sealed class Areas : AnswerAccumulator
    {
        // One curve for each label; of two classes one curve says all.
        private readonly RankedScores[] _curves;

        public Areas(Measured measured)
            : base(measured)
        {
            bool areTwoClasses = measured is { Prediction.Kind: PredictionKind.Classes, Classes: 2 };
            _curves = [.. Enumerable.Range(0, areTwoClasses ? 1 : measured.Classes).Select(_ => new RankedScores())];
        }

        public override double Value => _curves.Select(curve => curve.Area).Average();

        public override void Reset()
        {
            foreach (RankedScores curve in _curves) curve.Clear();
        }

        protected override void AddAnswer(int index, bool isYes, float logit) => _curves[index].Add(isYes, logit);

        protected override void AddClass(int label, Scores scores)
        {
            if (_curves.Length == 1)
            {
                // One class has nothing to rank against; of two, the odds.
                _curves[0].Add(label == 1, scores.Count == 2 ? scores[1] - scores[0] : float.NaN);
                return;
            }

            // Log-probabilities order samples as probabilities do, and do not run into 0 or 1.
            double highest = double.NegativeInfinity, sum = 0;
            for (int c = 0; c < scores.Count; c++) highest = Math.Max(highest, scores[c]);
            for (int c = 0; c < scores.Count; c++) sum += Math.Exp(scores[c] - highest);
            double logSum = highest + Math.Log(sum);
            for (int c = 0; c < scores.Count; c++) _curves[c].Add(c == label, (float)(scores[c] - logSum));
        }
    }

    /// <summary>The scores of one yes-or-no question. Their memory doubles as it grows and stays when they are cleared.</summary>
    private sealed class RankedScores
    {
        private readonly List<float> _yes = [], _no = [];
        private bool _hasNaN;

        public void Add(bool isYes, float score)
        {
            _hasNaN |= float.IsNaN(score);
            (isYes ? _yes : _no).Add(score);
        }

        public void Clear()
        {
            _yes.Clear();
            _no.Clear();
            _hasNaN = false;
        }

        /// <summary>Not a number if all samples agree or a score is not a number: then there is no order to judge.</summary>
        public double Area
        {
            get
            {
                if (_hasNaN || _yes.Count == 0 || _no.Count == 0) return double.NaN;
                Span<float> yes = CollectionsMarshal.AsSpan(_yes), no = CollectionsMarshal.AsSpan(_no);
                yes.Sort();
                no.Sort();
                // Twice the pairs that are in order: 2 for a lower no, 1 for an equal one.
                long halves = 0;
                int lower = 0, upTo = 0;
                foreach (float score in yes)
                {
                    while (lower < no.Length && no[lower] < score) lower++;
                    while (upTo < no.Length && no[upTo] <= score) upTo++;
                    halves += lower + upTo;
                }

                return halves / (2.0 * yes.Length * no.Length);
            }
        }
    }
}
