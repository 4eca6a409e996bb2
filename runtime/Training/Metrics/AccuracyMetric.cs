using Kiln.Data;

namespace Kiln.Training;

/// <summary>Is the right class among the k highest scores? For k = 1 this is the accuracy.</summary>
internal sealed record AccuracyMetric(string Name, int Guesses) : Metric(Name)
{
    public override MetricAccumulator Accumulate(NetworkInfo network)
    {
        TensorPair pair = TensorPair.OfClasses(this, network);
        if (pair.Target.Element == typeof(int))
        {
            // Scores are [C, positions...], classes are [positions...].
            int positions = pair.TargetLength;
            if (pair.OutputLength == positions) return new BinaryAccumulator<int>(pair, static label => label > 0);
            if (pair.OutputLength % positions == 0) return new ClassAccumulator(pair, Guesses);
        }
        else if (pair.Target.Element == typeof(float) && pair.OutputLength == pair.TargetLength)
        {
            return pair.OutputLength == 1 ? new BinaryAccumulator<float>(pair, static label => label > 0.5f) : new ProbabilityAccumulator(pair, Guesses);
        }

        throw pair.Misfit(this, "scores [C, ...] with int targets [...], or scores and float targets of one shape");
    }

    private sealed class ClassAccumulator(TensorPair pair, int guesses) : MeanAccumulator
    {
        private readonly int _positions = pair.TargetLength;
        private readonly int _classes = pair.OutputLength / pair.TargetLength;

        public override void Add(Batch samples, Batch outputs)
        {
            ReadOnlySpan<int> labels = samples.Read<int>(pair.TargetColumn);
            ReadOnlySpan<float> scores = outputs.Read<float>(pair.Index);
            for (int sample = 0; sample < samples.Count; sample++)
            {
                ReadOnlySpan<float> own = scores.Slice(sample * _classes * _positions, _classes * _positions);
                for (int position = 0; position < _positions; position++)
                {
                    int label = labels[sample * _positions + position];
                    if ((uint)label >= (uint)_classes) continue;
                    Count++;
                    if (Rank.Of(label, own[position..], _classes, _positions) < guesses) Sum++;
                }
            }
        }
    }

    private sealed class ProbabilityAccumulator(TensorPair pair, int guesses) : MeanAccumulator
    {
        private readonly int _classes = pair.OutputLength;

        public override void Add(Batch samples, Batch outputs)
        {
            ReadOnlySpan<float> targets = samples.Read<float>(pair.TargetColumn);
            ReadOnlySpan<float> scores = outputs.Read<float>(pair.Index);
            for (int sample = 0; sample < samples.Count; sample++)
            {
                int label = Rank.Highest(targets.Slice(sample * _classes, _classes));
                Count++;
                if (Rank.Of(label, scores.Slice(sample * _classes, _classes), _classes, 1) < guesses) Sum++;
            }
        }
    }

    private sealed class BinaryAccumulator<T>(TensorPair pair, Func<T, bool> isPositive) : MeanAccumulator where T : unmanaged
    {
        public override void Add(Batch samples, Batch outputs)
        {
            int count = samples.Count * pair.TargetLength;
            ReadOnlySpan<T> labels = samples.Read<T>(pair.TargetColumn)[..count];
            ReadOnlySpan<float> logits = outputs.Read<float>(pair.Index)[..count];
            for (int i = 0; i < count; i++)
                if (isPositive(labels[i]) ? logits[i] > 0 : logits[i] <= 0) Sum++;
            Count += count;
        }
    }
}
