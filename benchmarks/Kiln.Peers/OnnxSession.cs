using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Kiln.Peers;

/// <summary>
/// One model in ONNX Runtime at its fastest on one core: all graph optimisations, sequential, one thread, and input and output tensors made once over pinned
/// arrays and bound, so that a run neither binds nor allocates.
/// </summary>
internal sealed class OnnxSession : IDisposable
{
    private readonly InferenceSession session;
    private readonly OrtValue inputValue, outputValue;
    private readonly OrtIoBinding binding;
    private readonly RunOptions runOptions = new();

    public OnnxSession(string modelPath, ReadOnlySpan<int> inputShape, int outputSize)
        : this(File.ReadAllBytes(modelPath), inputShape, outputSize)
    {
    }

    public OnnxSession(byte[] model, ReadOnlySpan<int> inputShape, int outputSize)
    {
        using SessionOptions options = new()
        {
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
        };
        session = new InferenceSession(model, options);

        long[] inputDimensions = [.. inputShape], outputDimensions = [inputShape[0], outputSize];
        Input = Pinned(inputDimensions);
        Output = Pinned(outputDimensions);
        inputValue = OrtValue.CreateTensorValueFromMemory(Input, inputDimensions);
        outputValue = OrtValue.CreateTensorValueFromMemory(Output, outputDimensions);
        binding = session.CreateIoBinding();
        binding.BindInput(session.InputMetadata.Keys.Single(), inputValue);
        binding.BindOutput(session.OutputMetadata.Keys.Single(), outputValue);
    }

    /// <summary>ONNX Runtime's version. Its native library is large, so that only the comparison's own build has it.</summary>
    public static string Version =>
        NativeLibrary.TryLoad("onnxruntime", typeof(OnnxSession).Assembly, null, out _)
            ? OrtEnv.Instance().GetVersionString()
            : throw new PeerException("The native library of ONNX Runtime is not there; benchmarks/peers/run.sh builds with it (-p:WithOnnxRuntime=true).");

    public float[] Input { get; }

    public float[] Output { get; }

    public void Run() => session.RunWithBinding(runOptions, binding);

    public void Dispose()
    {
        binding.Dispose();
        inputValue.Dispose();
        outputValue.Dispose();
        runOptions.Dispose();
        session.Dispose();
    }

    private static float[] Pinned(long[] dimensions) =>
        GC.AllocateArray<float>((int)dimensions.Aggregate((product, dimension) => product * dimension), pinned: true);
}
