using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kiln.Peers;

/// <summary>What the numbers were measured on.</summary>
internal static class Machine
{
    public static string Describe()
    {
        string width = Vector512.IsHardwareAccelerated ? "512" : Vector256.IsHardwareAccelerated ? "256" : "128";
        return $"{CpuName()}; {Environment.ProcessorCount} of its cores visible here; {RuntimeInformation.FrameworkDescription}, {width}-bit vectors";
    }

    private static string CpuName()
    {
        const string Path = "/proc/cpuinfo";
        if (!File.Exists(Path))
        {
            return RuntimeInformation.ProcessArchitecture.ToString();
        }

        string[] lines = File.ReadAllLines(Path);
        return $"{Field(lines, "model name")} (family {Field(lines, "cpu family")}, model {Field(lines, "model")}, stepping {Field(lines, "stepping")})";
    }

    private static string Field(string[] lines, string name)
    {
        string? line = lines.FirstOrDefault(candidate => candidate.Split(':')[0].Trim() == name);
        return line is null ? "unknown" : line[(line.IndexOf(':') + 1)..].Trim();
    }
}
