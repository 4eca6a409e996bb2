using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Edge;

/// <summary>
/// The program of a device, examples/Device, published as docs/deploying.md says: native, for the machine at hand, with a network's weights inside. Where it
/// cannot be made, the problem says why.
/// </summary>
internal sealed record NativeProgram(long Bytes, string? Problem)
{
    private const string Name = "Device";

    public static NativeProgram Publish(string network, string weights)
    {
        if (RealWeights.Repository is not { } repository) return new NativeProgram(0, "its sources, examples/Device, are not above this one.");
        string folder = Directory.CreateTempSubdirectory("kiln-device-").FullName;
        try
        {
            string[] linker = LinkerOfThePath() is { } found ? ["-p:CppCompilerAndLinker=" + found] : [];
            using Process process = Process.Start(new ProcessStartInfo(
                "dotnet",
                [
                    "publish", Path.Combine(repository, "examples", Name), "-c", "Release", "-v", "q", "-nodeReuse:false", "-o", folder,
                    "-p:Native=" + RuntimeInformation.RuntimeIdentifier, "-p:Network=" + network, "-p:Weights=" + Path.GetFullPath(weights), .. linker,
                ])
            { RedirectStandardOutput = true })!;
            string messages = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            FileInfo program = new(Path.Combine(folder, OperatingSystem.IsWindows() ? Name + ".exe" : Name));
            if (process.ExitCode == 0) return new NativeProgram(program.Length, null);
            string? error = Array.Find(messages.Split('\n'), line => line.Contains("error", StringComparison.Ordinal));
            return new NativeProgram(0, error?.Trim() ?? "dotnet publish failed.");
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return new NativeProgram(0, "dotnet could not be started: " + missing.Message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>On Linux .NET looks for clang; GCC will do as well.</summary>
    private static string? LinkerOfThePath() => !OperatingSystem.IsLinux() ? null : Array.Find(
        ["clang", "gcc"],
        linker => Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, linker))));
}
