using Kiln;
using Kiln.Data;

namespace Digits;

/// <summary>Shows the network every test image once and keeps the count and the most telling samples.</summary>
internal static class Testing
{
    private const int KeptRight = 27;
    private const int KeptWrong = 27;

    public static TestResult Run(LeNet5 net, IDataset test, CancellationToken cancellationToken)
    {
        int[,] confusion = new int[TestResult.Classes, TestResult.Classes];
        List<Sample> right = [];
        PriorityQueue<Sample, float> wrong = new();
        float[] outputs = new float[net.MaxBatch * LeNet5.OutputSize];
        double loss = 0;

        foreach (Batch batch in test.Batches(net.MaxBatch))
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<float> images = batch.Read<float>(0);
            ReadOnlySpan<int> labels = batch.Read<int>(1);
            Span<float> logits = outputs.AsSpan(0, batch.Count * LeNet5.OutputSize);
            loss += (double)net.Evaluate(images, labels, logits) * batch.Count;

            for (int i = 0; i < batch.Count; i++)
            {
                Span<float> probabilities = logits.Slice(i * LeNet5.OutputSize, LeNet5.OutputSize);
                int prediction = probabilities.ArgMax();
                probabilities.Softmax();
                confusion[labels[i], prediction]++;

                bool correct = prediction == labels[i];
                if (correct && right.Count == KeptRight)
                    continue;
                Sample sample = new(images.Slice(i * LeNet5.InputSize, LeNet5.InputSize).ToArray(), labels[i], prediction, probabilities[prediction]);
                if (correct)
                    right.Add(sample);
                else if (wrong.Count < KeptWrong)
                    wrong.Enqueue(sample, sample.Confidence);
                else
                    wrong.EnqueueDequeue(sample, sample.Confidence); // keeps the most confident mistakes
            }
        }

        IReadOnlyList<Sample> worstFirst = [.. wrong.UnorderedItems.Select(item => item.Element).OrderByDescending(sample => sample.Confidence)];
        return new(loss / Math.Max(1, test.Count), confusion, right, worstFirst);
    }
}
