using System.Diagnostics;
using System.Reflection;
using Kiln.Training;
using Strict;

DebuggableAttribute debuggable = typeof(Model).Assembly.GetCustomAttribute<DebuggableAttribute>()
    ?? throw new InvalidOperationException("A Debug build carries the attribute.");
Console.WriteLine($"optimised: {!debuggable.IsJITOptimizerDisabled}");

// Enough to learn four constant pictures by heart with any seed.
const int Batch = 8;
float[] pictures = [.. Enumerable.Range(0, Batch * Model.InputSize).Select(i => MathF.Sin(i * (1 + i / Model.InputSize % 4)))];
int[] labels = [.. Enumerable.Range(0, Batch).Select(sample => sample % 4)];
var net = new Model(maxBatch: Batch, seed: 1);
var optimizer = new Adam(5e-3);
float first = net.ForwardBackward(pictures, labels), last = first;
for (int step = 0; step < 300; step++)
{
    last = net.ForwardBackward(pictures, labels);
    optimizer.Step(net);
}

Console.WriteLine(FormattableString.Invariant($"loss {first:F3} to {last:F3}"));
Console.WriteLine($"learns: {last < first / 4}");
