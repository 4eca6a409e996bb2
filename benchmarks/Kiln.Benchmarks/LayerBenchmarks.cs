using BenchmarkDotNet.Attributes;

namespace Kiln.Benchmarks;

/// <summary>Single layers on one thread against the measured FMA peak.</summary>
[Config(typeof(FloatingPointConfig))]
public class LayerBenchmarks
{
    public static IEnumerable<LayerCase> Cases =>
    [
        LayerCase.Inference<Convolution64At56>("3x3 64 at 56", 1, Convolution64At56.InputSize, Convolution64At56.OutputSize, (net, input, output) => net.Forward(input, output)),
        LayerCase.Inference<Convolution128At28>("3x3 128 at 28", 1, Convolution128At28.InputSize, Convolution128At28.OutputSize, (net, input, output) => net.Forward(input, output)),
        LayerCase.Inference<Convolution512At7>("3x3 512 at 7", 1, Convolution512At7.InputSize, Convolution512At7.OutputSize, (net, input, output) => net.Forward(input, output)),
        LayerCase.Inference<Pointwise256To64At56>("1x1 256 to 64 at 56", 1, Pointwise256To64At56.InputSize, Pointwise256To64At56.OutputSize, (net, input, output) => net.Forward(input, output)),
        LayerCase.Inference<Depthwise32At112>("depthwise 3x3 32 at 112", 1, Depthwise32At112.InputSize, Depthwise32At112.OutputSize, (net, input, output) => net.Forward(input, output)),
        LayerCase.Inference<Dense128>("dense 128", 128, Dense128.InputSize, Dense128.OutputSize, (net, input, output) => net.Forward(input, output)),
        LayerCase.Inference<Dense512>("dense 512", 512, Dense512.InputSize, Dense512.OutputSize, (net, input, output) => net.Forward(input, output)),
        LayerCase.Inference<Dense1024>("dense 1024", 1, Dense1024.InputSize, Dense1024.OutputSize, (net, input, output) => net.Forward(input, output)),
        LayerCase.Inference<LeNet5>("LeNet-5", 1, LeNet5.InputSize, LeNet5.OutputSize, (net, input, output) => net.Forward(input, output)),
        LayerCase.Inference<LeNet5>("LeNet-5", 32, LeNet5.InputSize, LeNet5.OutputSize, (net, input, output) => net.Forward(input, output)),
        LayerCase.Training<LeNet5>("LeNet-5", 32, LeNet5.InputSize, LeNet5.OutputSize, (net, input, labels) => net.ForwardBackward(input, labels)),
    ];

    [ParamsSource(nameof(Cases))]
    public LayerCase? Work { get; set; }

    [Benchmark]
    public void Call() => Work!.Run();
}
