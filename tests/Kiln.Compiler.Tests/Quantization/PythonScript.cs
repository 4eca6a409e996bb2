using System.ComponentModel;
using System.Diagnostics;

namespace Kiln.Compiler.Tests.Quantization;

/// <summary>Runs scripts of tests/parity that need NumPy.</summary>
internal static class PythonScript
{
    /// <summary>A Python with NumPy: what KILN_PYTHON names, or one of the system. Where there is none, the test is skipped and says so.</summary>
    public static string Interpreter()
    {
        string[] candidates = Environment.GetEnvironmentVariable("KILN_PYTHON") is { Length: > 0 } own ? [own] : ["python3", "/usr/bin/python3"];
        string? found = Array.Find(candidates, python => TryRun(python, out _, "-c", "import numpy"));
        Assert.SkipWhen(found is null, $"NumPy is not there ({string.Join(", ", candidates)}); set KILN_PYTHON to a Python that has it to run this test.");
        return found;
    }

    public static void Run(string python, string script, params IEnumerable<string> arguments)
    {
        string path = Path.Combine(SharedFiles.Repository, "tests", "parity", script);
        Assert.True(TryRun(python, out string errors, ["-B", path, .. arguments]), errors);
    }

    private static bool TryRun(string program, out string errors, params IEnumerable<string> arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception missing)
        {
            errors = missing.Message;
            return false;
        }
    }
}
