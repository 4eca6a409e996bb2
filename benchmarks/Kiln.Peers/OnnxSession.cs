namespace Kiln.Peers;

/// <summary>
/// One model in ONNX Runtime at its fastest on one core: all graph optimisations, sequential, one thread,
/// and input and output tensors made once over pinned arrays, so that a run neither binds nor allocates.
/// </summary>
internal sealed unsafe class OnnxSession : IDisposable
{
    private const int CreateSession = 7, RunSession = 9, CreateSessionOptions = 10, SetExecutionMode = 13, SetGraphOptimizationLevel = 23;
    private const int SetIntraOpThreads = 24, SetInterOpThreads = 25, CreateTensorOverData = 49, CreateCpuMemoryInfo = 69;
    private const int ReleaseMemoryInfo = 94, ReleaseSession = 95, ReleaseValue = 96, ReleaseSessionOptions = 100;
    private const int Sequential = 0, AllOptimizations = 99, Float32 = 1, ArenaAllocator = 1, DefaultMemory = 0;

    private static readonly byte[] InputName = Pinned(OnnxRuntime.Text("input"));
    private static readonly byte[] OutputName = Pinned(OnnxRuntime.Text("output"));

    private readonly OnnxRuntime runtime;
    private readonly nint session, inputValue, outputValue;
    private readonly delegate* unmanaged[Cdecl]<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint> run;

    public OnnxSession(OnnxRuntime runtime, string modelPath, ReadOnlySpan<int> inputShape, int outputSize)
    {
        this.runtime = runtime;
        run = (delegate* unmanaged[Cdecl]<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint>)runtime.Function(RunSession);

        nint options;
        runtime.Check(((delegate* unmanaged[Cdecl]<nint*, nint>)runtime.Function(CreateSessionOptions))(&options));
        Set(options, SetExecutionMode, Sequential);
        Set(options, SetGraphOptimizationLevel, AllOptimizations);
        Set(options, SetIntraOpThreads, 1);
        Set(options, SetInterOpThreads, 1);
        nint created;
        fixed (byte* path = OnnxRuntime.Text(modelPath))
        {
            runtime.Check(((delegate* unmanaged[Cdecl]<nint, byte*, nint, nint*, nint>)runtime.Function(CreateSession))(runtime.Environment, path, options, &created));
        }

        session = created;
        Release(ReleaseSessionOptions, options);

        long[] inputDimensions = [.. inputShape];
        int batch = inputShape[0];
        int inputLength = 1;
        foreach (int dimension in inputShape)
        {
            inputLength *= dimension;
        }

        Input = GC.AllocateArray<float>(inputLength, pinned: true);
        Output = GC.AllocateArray<float>(batch * outputSize, pinned: true);
        nint memory;
        runtime.Check(((delegate* unmanaged[Cdecl]<int, int, nint*, nint>)runtime.Function(CreateCpuMemoryInfo))(ArenaAllocator, DefaultMemory, &memory));
        inputValue = Tensor(memory, Input, inputDimensions);
        outputValue = Tensor(memory, Output, [batch, outputSize]);
        Release(ReleaseMemoryInfo, memory);
    }

    public float[] Input { get; }

    public float[] Output { get; }

    public void Run()
    {
        fixed (byte* inputName = InputName, outputName = OutputName)
        {
            byte* inputNames = inputName, outputNames = outputName;
            nint input = inputValue, output = outputValue;
            runtime.Check(run(session, 0, &inputNames, &input, 1, &outputNames, 1, &output));
        }
    }

    public void Dispose()
    {
        Release(ReleaseValue, inputValue);
        Release(ReleaseValue, outputValue);
        Release(ReleaseSession, session);
    }

    private static byte[] Pinned(byte[] text)
    {
        byte[] pinned = GC.AllocateArray<byte>(text.Length, pinned: true);
        text.CopyTo(pinned, 0);
        return pinned;
    }

    private void Set(nint options, int function, int value) =>
        runtime.Check(((delegate* unmanaged[Cdecl]<nint, int, nint>)runtime.Function(function))(options, value));

    private void Release(int function, nint handle) =>
        ((delegate* unmanaged[Cdecl]<nint, void>)runtime.Function(function))(handle);

    private nint Tensor(nint memory, float[] pinned, long[] shape)
    {
        nint value;
        fixed (float* data = pinned)
        fixed (long* dimensions = shape)
        {
            runtime.Check(((delegate* unmanaged[Cdecl]<nint, void*, nuint, long*, nuint, int, nint*, nint>)runtime.Function(CreateTensorOverData))(
                memory, data, (nuint)pinned.Length * sizeof(float), dimensions, (nuint)shape.Length, Float32, &value));
        }

        return value;
    }
}
