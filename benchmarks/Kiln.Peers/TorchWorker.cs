using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Kiln.Peers;

/// <summary>A PyTorch process that measures on request (torch_worker.py) and sleeps while others are measured. It inherits this process's core.</summary>
internal sealed class TorchWorker : IDisposable
{
    // Keeps fresh activations in the heap: otherwise the allocator returns them to the kernel and every step faults them in again.
    private static readonly (string Name, string Value)[] TunedAllocator =
        [("MALLOC_MMAP_MAX_", "0"), ("MALLOC_TRIM_THRESHOLD_", "4000000000"), ("MALLOC_TOP_PAD_", "67108864")];

    private readonly Process process;

    public TorchWorker(string python, string script, string folder, bool tunedAllocator)
    {
        ProcessStartInfo start = new(python) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(script);
        start.ArgumentList.Add(folder);
        start.Environment["OMP_NUM_THREADS"] = "1";
        start.Environment["OPENBLAS_NUM_THREADS"] = "1";
        if (tunedAllocator)
        {
            foreach ((string name, string value) in TunedAllocator)
            {
                start.Environment[name] = value;
            }
        }

        process = Process.Start(start) ?? throw new PeerException($"{python} did not start; install Python 3.");
    }

    /// <summary>One kind of call ("infer", "jit", "train") in one memory layout ("nchw", "nhwc").</summary>
    public IContender Contender(string name, string kind, string network, int batch, string layout) =>
        new RemoteContender(this, name, string.Create(CultureInfo.InvariantCulture, $"{kind} {network} {batch} {layout}"));

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    private double[] Measure(string request, double seconds)
    {
        process.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{request} {seconds}"));
        process.StandardInput.Flush();
        string answer = process.StandardOutput.ReadLine()
            ?? throw new PeerException($"PyTorch's process ended at the request '{request}'; its own message is above.");
        using JsonDocument document = JsonDocument.Parse(answer);
        return [.. document.RootElement.GetProperty("samples").EnumerateArray().Select(sample => sample.GetDouble())];
    }

    private sealed class RemoteContender(TorchWorker worker, string name, string request) : IContender
    {
        public string Name => name;

        public double? AllocatedBytes => null;

        public double[] Measure(double seconds) => worker.Measure(request, seconds);
    }
}
