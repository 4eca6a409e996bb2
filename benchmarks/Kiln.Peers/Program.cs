using System.Globalization;
using Kiln.Peers;

const string Usage = """
    Usage: Kiln.Peers weights <folder>
           Kiln.Peers run <folder> --python <python3> --worker <torch_worker.py> [--only <network>] [--rounds 5] [--seconds 0.2]
    """;

try
{
    switch (args)
    {
        case ["weights", string folder]:
            SaveWeights(folder);
            return 0;
        case ["run", string folder, .. string[] options]:
            return Run(folder, Options.Parse(options)) ? 0 : 1;
        default:
            Console.Error.WriteLine(Usage);
            return 2;
    }
}
catch (PeerException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 2;
}

static void SaveWeights(string folder)
{
    Directory.CreateDirectory(folder);
    foreach (IPeerCase network in PeerCases.Create())
    {
        network.Save(Path.Combine(folder, network.Name + ".safetensors"));
    }
}

static bool Run(string folder, Options options)
{
    Manifest manifest = Manifest.Read(folder);
    double peak256 = FmaPeak.Measure256();
    double peak512 = FmaPeak.Measure512();
    Console.WriteLine(Machine.Describe());
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"FMA peak of one core: 256-bit {peak256:F1} GFLOP/s, 512-bit {(peak512 > 0 ? peak512.ToString("F1", CultureInfo.InvariantCulture) + " GFLOP/s" : "none")}"));
    Console.WriteLine($"ONNX Runtime {OnnxSession.Version}, PyTorch {manifest.Torch}; one thread each, in turn on one core.");
    Console.WriteLine();

    using TorchWorker standard = new(options.Python, options.Worker, folder, tunedAllocator: false);
    using TorchWorker tuned = new(options.Python, options.Worker, folder, tunedAllocator: true);
    Comparison comparison = new(folder, standard, tuned, options.Rounds, options.Seconds);
    Report report = new(Math.Max(peak256, peak512));
    IReadOnlyList<IPeerCase> cases = PeerCases.Create();
    IReadOnlyList<PeerNetwork> networks = [.. manifest.Networks.Where(network => options.Only is null || network.Name == options.Only)];
    if (networks.Count == 0)
    {
        throw new PeerException($"There is no network named {options.Only}; known are {string.Join(", ", manifest.Networks.Select(network => network.Name))}.");
    }

    foreach (PeerNetwork network in networks)
    {
        IPeerCase? kiln = cases.FirstOrDefault(candidate => candidate.Name == network.Name);
        foreach (InferenceRow row in network.Inference)
        {
            report.Add(comparison.Infer(network, row, kiln));
        }

        foreach (TrainingRow row in network.Training)
        {
            report.Add(comparison.Train(network, row, kiln));
        }
    }

    report.Print(Console.Out);
    return report.EverythingAgrees;
}
