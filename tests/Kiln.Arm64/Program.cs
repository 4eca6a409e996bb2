using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using Kiln.Arm64;
using Kiln.Arm64.Cases;

// write FOLDER   makes the networks' models and results on this machine
// check FOLDER   runs the tests of kernels, and compares the networks' results with those that another machine wrote
switch (args)
{
    case ["write", var folder]:
        Directory.CreateDirectory(folder);
        foreach (NetworkCase network in NetworkCases.All) network.Write(folder);
        return 0;

    case ["check", var folder]:
        Console.WriteLine(
            $"{RuntimeInformation.ProcessArchitecture}, dot products {(Dp.IsSupported ? "by Dp" : "without Dp")}, "
            + $"vectors of {(Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128)} bits");
        TestRun run = new();
        run.TryAll();
        foreach (NetworkCase network in NetworkCases.All) run.Try(network.Name, () => network.Check(folder));
        Console.WriteLine($"{run.Passed} passed, {run.Failed} failed");
        return run.Failed == 0 ? 0 : 1;

    default:
        Console.Error.WriteLine("usage: Kiln.Arm64 write|check FOLDER");
        return 2;
}
