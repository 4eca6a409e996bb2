global using Kiln.Peers;

using System.Globalization;
using Edge;

// From floats to the device: every network learns or loads its weights, becomes integers, and is measured beside the one that it comes from.
string folder = args is [string given] ? given : ".";
Directory.CreateDirectory(folder);
string converted = Directory.CreateTempSubdirectory("kiln-edge-").FullName;
try
{
    RealWeights? weights = RealWeights.Convert(converted);
    Console.WriteLine(Machine.Describe());
    double peak = Math.Max(FmaPeak.Measure256(), FmaPeak.Measure512());
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"FMA peak of one core: {peak:F1} GFLOP/s"));
    if (weights is null) Console.WriteLine("No folder named shared lies beside this clone: weights are learned here, from data that are made here.");

    List<Result> results = [];
    foreach (Deployment deployment in Deployments.All(folder, weights))
    {
        Console.WriteLine($"{deployment.Network}: {deployment.Challenge.Name}");
        results.Add(deployment.Measure(new Turns(rounds: 5, seconds: 0.2)));
    }

    // Only now, as a compiler beside them would disturb the times. A network's program is as large with other weights.
    Dictionary<string, NativeProgram> programs = [];
    foreach (Deployment deployment in results.Select(result => result.Deployment).DistinctBy(deployment => deployment.Network))
    {
        Console.WriteLine($"{deployment.Network}: native program");
        programs[deployment.Network] = NativeProgram.Publish(deployment.Network, deployment.File);
    }

    ResultTable.Write(results, programs);
    return 0;
}
catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidDataException)
{
    Console.Error.WriteLine(problem.Message);
    return 1;
}
finally
{
    Directory.Delete(converted, recursive: true);
}
