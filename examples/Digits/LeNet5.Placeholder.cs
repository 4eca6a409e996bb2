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
    using Kiln.Kernels;

    partial class LeNet5 : ITrainable<LeNet5>, IGeneratedNetwork
    {
        public const int InputSize = 784, LabelSize = 1, OutputSize = 10;
        private const int W1 = 0, B1 = 160, W2 = 176, B2 = 2576, W3 = 2592, B3 = 50592, W4 = 50720, B4 = 60800, W5 = 60896, B5 = 61744;
        private static readonly ParameterInfo[] Tensors =
        [
            P("conv2d1.weight", W1, 6, 1, 5, 5), P("conv2d1.bias", B1, 6), P("conv2d2.weight", W2, 16, 6, 5, 5), P("conv2d2.bias", B2, 16), P("dense1.weight", W3, 120, 400), P("dense1.bias", B3, 120),
            P("dense2.weight", W4, 84, 120), P("dense2.bias", B4, 84), P("dense3.weight", W5, 10, 84), P("dense3.bias", B5, 10),
        ];
        private readonly float[] _y1 = new float[4704], _p1 = new float[1176], _y2 = new float[1600], _p2 = new float[400], _h1 = new float[120], _h2 = new float[84], _z = new float[10];
        private readonly float[] _dy1 = new float[4704], _dp1 = new float[1176], _dy2 = new float[1600], _dp2 = new float[400], _dh1 = new float[120], _dh2 = new float[84];
        private readonly int[] _a1 = new int[1176], _a2 = new int[400];

        public LeNet5(int maxBatch = 1, int seed = 0, int threads = 0)
        {
            NetworkLayout layout = new(61760, 0, [], [.. Tensors.Select(t => new TensorSpec(t, t.Shape.Count > 1 ? InitialKind.Normal : InitialKind.Constant, t.Shape.Count > 1 ? Math.Sqrt(2.0 / t.Shape.Skip(1).Aggregate(1, (a, b) => a * b)) : 0))]);
            Core = new(Info, layout, this, maxBatch, seed, threads);
        }

        private LeNet5(LeNet5 other, int? maxBatch) => Core = other.Core.Share(this, maxBatch);
        private static ParameterInfo P(string name, int offset, params int[] shape) => new(name, shape, [.. Enumerable.Range(0, shape.Length)], offset, shape.Aggregate(1, (a, b) => a * b), false);
        public NetworkCore Core { get; }
        public static NetworkInfo Info { get; } = new()
        {
            Name = "LeNet5", Inputs = [new("input", [1, 28, 28], typeof(float))], Targets = [new("label", [], typeof(int))], Outputs = [new("output", [10], typeof(float))], Parameters = Tensors, ParameterCount = 61706, MultiplyAdds = 416520, ArenaBytes = 0,
            Layers = [new("conv2d1", "Conv2D", [6, 28, 28], 156, 117600, 5, "plain loops")],
        };
        static LeNet5 INetwork<LeNet5>.Create(int maxBatch, int seed, int threads) => new(maxBatch, seed, threads);
        public LeNet5 Share(int? maxBatch = null) => new(this, maxBatch);
        public int MaxBatch => Core.MaxBatch;
        public ReadOnlySpan<float> Parameters => Core.Parameters;
        public Span<float> EditParameters() => Core.EditParameters();
        public Span<float> Gradients => Core.Gradients;
        public void Save(string path) => Core.Save(path);
        public void Save(Stream stream) => Core.Save(stream);
        public LoadReport Load(string path, LoadOptions? options = null) => Core.Load(path, options);
        public LoadReport Load(Stream stream, LoadOptions? options = null) => Core.Load(stream, options);
        void IGeneratedNetwork.Execute(int program, int batch) { }
        void IGeneratedNetwork.Pack(int program) { }
        void IParallelWork.Run(int segment, int worker, int first, int last) { }

        public void Forward(ReadOnlySpan<float> input, Span<float> output)
        {
            for (int i = 0; i < input.Length / 784; i++) { One(input.Slice(i * 784, 784)); _z.CopyTo(output[(i * 10)..]); }
        }

        void INetwork<LeNet5>.Forward(Batch inputs, Batch outputs) => Forward(inputs.Read<float>(0), outputs.Write<float>(0));
        float ITrainable<LeNet5>.Evaluate(Batch samples, Batch? outputs) => Evaluate(samples.Read<float>(0), samples.Read<int>(1), outputs is null ? default : outputs.Write<float>(0));

        public float Evaluate(ReadOnlySpan<float> input, ReadOnlySpan<int> label, Span<float> output = default)
        {
            float loss = 0;
            for (int i = 0; i < label.Length; i++)
            {
                One(input.Slice(i * 784, 784));
                if (!output.IsEmpty) _z.CopyTo(output[(i * 10)..]);
                loss += Loss(label[i]);
            }

            return loss / label.Length;
        }

        float ITrainable<LeNet5>.ForwardBackward(Batch samples, float scale, bool accumulate)
        {
            ReadOnlySpan<float> x = samples.Read<float>(0);
            ReadOnlySpan<int> t = samples.Read<int>(1);
            float[] g = new float[61760];
            float loss = 0;
            for (int i = 0; i < t.Length; i++)
            {
                ReadOnlySpan<float> image = x.Slice(i * 784, 784);
                One(image);
                loss += Loss(t[i]);
                DenseBack(_h2, _z, W5, B5, _dh2, g, false);
                DenseBack(_h1, _dh2, W4, B4, _dh1, g, true, _h2);
                DenseBack(_p2, _dh1, W3, B3, _dp2, g, true, _h1);
                Unpool(_dp2, _a2, _dy2); ConvBack(_p1, 6, 14, _dy2, _y2, 16, 10, 0, W2, B2, _dp1, g);
                Unpool(_dp1, _a1, _dy1); ConvBack(image, 1, 28, _dy1, _y1, 6, 28, 2, W1, B1, default, g);
            }

            Span<float> into = Gradients;
            for (int i = 0; i < into.Length; i++) into[i] = (accumulate ? into[i] : 0) + g[i] * scale / t.Length;
            return loss / t.Length;
        }

        private void One(ReadOnlySpan<float> x)
        {
            Conv(x, 1, 28, _y1, 6, 28, 2, W1, B1); Pool(_y1, 6, 28, _p1, _a1);
            Conv(_p1, 6, 14, _y2, 16, 10, 0, W2, B2); Pool(_y2, 16, 10, _p2, _a2);
            Dense(_p2, _h1, W3, B3, true); Dense(_h1, _h2, W4, B4, true); Dense(_h2, _z, W5, B5, false);
        }

        private float Loss(int label)
        {
            float max = _z.Max(), sum = 0, own = _z[label];
            foreach (float z in _z) sum += MathF.Exp(z - max);
            for (int i = 0; i < 10; i++) _z[i] = MathF.Exp(_z[i] - max) / sum - (i == label ? 1 : 0);
            return MathF.Log(sum) + max - own;
        }

        private void Dense(float[] x, float[] y, int w, int b, bool relu)
        {
            ReadOnlySpan<float> p = Parameters;
            for (int o = 0; o < y.Length; o++) { float s = p[b + o]; for (int i = 0; i < x.Length; i++) s += p[w + o * x.Length + i] * x[i]; y[o] = relu && s < 0 ? 0 : s; }
        }

        private void DenseBack(float[] x, float[] d, int w, int b, float[] dx, float[] g, bool relu, float[]? y = null)
        {
            ReadOnlySpan<float> p = Parameters;
            Array.Clear(dx);
            for (int o = 0; o < d.Length; o++)
            {
                float e = relu && y![o] <= 0 ? 0 : d[o];
                if (e == 0) continue;
                g[b + o] += e;
                for (int i = 0; i < x.Length; i++) { g[w + o * x.Length + i] += e * x[i]; dx[i] += e * p[w + o * x.Length + i]; }
            }
        }

        private void Conv(ReadOnlySpan<float> x, int c, int n, float[] y, int k, int m, int pad, int w, int b)
        {
            ReadOnlySpan<float> p = Parameters;
            for (int o = 0; o < k; o++)
                for (int r = 0; r < m; r++)
                    for (int q = 0; q < m; q++)
                    {
                        float s = p[b + o];
                        for (int ch = 0; ch < c; ch++)
                            for (int i = 0; i < 5; i++)
                                for (int j = 0; j < 5; j++) { int u = r + i - pad, v = q + j - pad; if (u >= 0 && v >= 0 && u < n && v < n) s += p[w + ((o * c + ch) * 5 + i) * 5 + j] * x[(ch * n + u) * n + v]; }
                        y[(o * m + r) * m + q] = s < 0 ? 0 : s;
                    }
        }

        private void ConvBack(ReadOnlySpan<float> x, int c, int n, float[] d, float[] y, int k, int m, int pad, int w, int b, Span<float> dx, float[] g)
        {
            ReadOnlySpan<float> p = Parameters;
            dx.Clear();
            for (int o = 0; o < k; o++)
                for (int r = 0; r < m; r++)
                    for (int q = 0; q < m; q++)
                    {
                        float e = y[(o * m + r) * m + q] > 0 ? d[(o * m + r) * m + q] : 0;
                        if (e == 0) continue;
                        g[b + o] += e;
                        for (int ch = 0; ch < c; ch++)
                            for (int i = 0; i < 5; i++)
                                for (int j = 0; j < 5; j++) { int u = r + i - pad, v = q + j - pad; if (u >= 0 && v >= 0 && u < n && v < n) { int at = w + ((o * c + ch) * 5 + i) * 5 + j, f = (ch * n + u) * n + v; g[at] += e * x[f]; if (!dx.IsEmpty) dx[f] += e * p[at]; } }
                    }
        }

        private static void Pool(float[] y, int c, int n, float[] p, int[] arg)
        {
            int h = n / 2;
            for (int i = 0; i < p.Length; i++)
            {
                int at = (i / (h * h) * n + i / h % h * 2) * n + i % h * 2, best = at;
                foreach (int other in (int[])[at + 1, at + n, at + n + 1]) if (y[other] > y[best]) best = other;
                (p[i], arg[i]) = (y[best], best);
            }
        }

        private static void Unpool(float[] dp, int[] arg, float[] dy) { Array.Clear(dy); for (int i = 0; i < dp.Length; i++) dy[arg[i]] += dp[i]; }
    }
}
