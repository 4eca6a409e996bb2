using System.Globalization;
using Kiln.Peers;

const string Usage = """
    Usage: Kiln.Peers weights <folder>
           Kiln.Peers run <folder> --python <python3> --worker <torch_worker.py> [--only <network>] [--rounds 5] [--seconds 0.2]
           Kiln.Peers int8 [--models <folder>] [--only <network>] [--rounds 5] [--seconds 0.2]
           Kiln.Peers kiln [<options>]                         Kiln alone, as a table
           Kiln.Peers times [<options>]                        the same for programs
           Kiln.Peers versus <first.times> <second.times>      compares files of such times
    Options of Kiln alone: [--only <network>] [--rounds 5] [--seconds 0.2] [--threads 1]
    """;

try
{
    switch (args)
    {
        case ["weights", string folder]:
            SaveWeights(folder);
            return 0;
        case ["run", string folder, .. string[] options]:
            return Run(folder, Options.Parse(options, Options.OfPeers)) ? 0 : 1;
        case ["int8", .. string[] options]:
            CompareIntegers(Options.Parse(options, Options.OfIntegers));
            return 0;
        case ["kiln", .. string[] options]:
            PrintKiln(Options.Parse(options, Options.OfKiln));
            return 0;
        case ["times", .. string[] options]:
            PrintTimes(Options.Parse(options, Options.OfKiln));
            return 0;
        case ["versus", string first, string second]:
            Versus.Print(Console.Out, TimesFile.Read(first), TimesFile.Read(second));
            return 0;
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
    foreach (ListedNetwork network in RowList.Read())
    {
        network.CreateCase()?.Save(Path.Combine(folder, network.Name + ".safetensors"));
    }
}

static void PrintKiln(Options options)
{
    Report report = new(PrintMachine(options.Threads));
    foreach (Row row in MeasureKiln(options))
    {
        report.Add(row);
    }

    Console.WriteLine();
    report.Print(Console.Out);
}

static void PrintTimes(Options options)
{
    double peak = Math.Max(FmaPeak.Measure256(options.Threads), FmaPeak.Measure512(options.Threads));
    TimesFile.Write(Console.Out, options.Threads, peak, MeasureKiln(options));
}

static void CompareIntegers(Options options)
{
    PrintMachine(threads: 1);
    PeerCases.CompareIntegers(options);
}

static IEnumerable<Row> MeasureKiln(Options options) =>
    RowList.Read(options.Only).SelectMany(new KilnAlone(options.Threads, options.Turns).Measure);

// Prints what the numbers are measured on, and returns the higher peak.
static double PrintMachine(int threads)
{
    double peak256 = FmaPeak.Measure256(threads);
    double peak512 = FmaPeak.Measure512(threads);
    string wide = peak512 > 0 ? peak512.ToString("F1", CultureInfo.InvariantCulture) + " GFLOP/s" : "none";
    Console.WriteLine(Machine.Describe());
    string cores = threads == 1 ? "one core" : $"{threads} cores";
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"FMA peak of {cores}: 256-bit {peak256:F1} GFLOP/s, 512-bit {wide}"));
    return Math.Max(peak256, peak512);
}

static bool Run(string folder, Options options)
{
    IReadOnlyList<ListedNetwork> listed = RowList.Read(options.Only);
    Manifest manifest = Manifest.Read(folder);
    Report report = new(PrintMachine(threads: 1));
    Console.WriteLine($"ONNX Runtime {OnnxSession.Version}, PyTorch {manifest.Torch}; one thread each, in turn on one core.");
    Console.WriteLine();

    using TorchWorker standard = new(options.Python, options.Worker, folder, tunedAllocator: false);
    using TorchWorker tuned = new(options.Python, options.Worker, folder, tunedAllocator: true);
    Comparison comparison = new(folder, standard, tuned, options.Turns);
    foreach (ListedNetwork chosen in listed)
    {
        PeerNetwork network = manifest.Find(chosen.Name);
        IPeerCase? kiln = chosen.CreateCase();
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
