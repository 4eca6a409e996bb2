// TEMPORARY: stands in for the generator and the layer attributes until both exist. Delete this file then; nothing else refers to it.
#pragma warning disable CS9113, CA1822, IDE0060
namespace Kiln
{
    internal static class Pad { public const int Same = -1; }
    [AttributeUsage(AttributeTargets.Class)] internal sealed class NetworkAttribute : Attribute;
    [AttributeUsage(AttributeTargets.Class)] internal sealed class InputAttribute(int channels, int height, int width) : Attribute;
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = true)] internal sealed class Conv2DAttribute(int channels, int kernel, int padding = 0) : Attribute;
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = true)] internal sealed class MaxPool2DAttribute(int kernel) : Attribute;
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = true)] internal sealed class ReLUAttribute : Attribute;
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = true)] internal sealed class FlattenAttribute : Attribute;
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = true)] internal sealed class DenseAttribute(int units) : Attribute;
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = true)] internal sealed class SoftmaxCrossEntropyAttribute : Attribute;
}

namespace Digits
{
    using Kiln;
    using Kiln.Data;

    partial class LeNet5 : ITrainable<LeNet5>
    {
        public const int InputSize = 784, LabelSize = 1, OutputSize = 10;
        public LeNet5(int maxBatch = 1, int seed = 0, int threads = 0) => MaxBatch = maxBatch;
        public static NetworkInfo Info { get; } = new();
        static LeNet5 INetwork<LeNet5>.Create(int maxBatch, int seed, int threads) => new(maxBatch, seed, threads);
        public LeNet5 Share(int? maxBatch = null) => new(maxBatch ?? MaxBatch);
        public int MaxBatch { get; }
        public ReadOnlySpan<float> Parameters => default;
        public Span<float> EditParameters() => default;
        public void Save(string path) { }
        public void Save(Stream stream) { }
        public LoadReport Load(string path, LoadOptions? options = null) => new([], [], []);
        public LoadReport Load(Stream stream, LoadOptions? options = null) => new([], [], []);
        public void Forward(ReadOnlySpan<float> input, Span<float> output) { }
        void INetwork<LeNet5>.Forward(Batch inputs, Batch outputs) { }
        public Span<float> Gradients => default;
        public float Evaluate(ReadOnlySpan<float> input, ReadOnlySpan<int> label, Span<float> output = default) => 0;
        float ITrainable<LeNet5>.Evaluate(Batch samples, Batch? outputs) => 0;
        float ITrainable<LeNet5>.ForwardBackward(Batch samples, float scale, bool accumulate) => 0;
    }
}
