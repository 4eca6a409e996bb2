using System.Text.RegularExpressions;

namespace Kiln.Package.Tests;

/// <summary>Programs of the optional folder of shared data.</summary>
internal static partial class SharedPrograms
{
    /// <summary>Copies programs into a consumer, less the lines on quantization; where they are not at hand, the test is skipped.</summary>
    public static void Copy(IEnumerable<string> programs, Consumer consumer)
    {
        foreach (string program in programs) Copy(SharedFiles.Shared("programs/" + program), consumer);
    }

    /// <summary>Copies programs for a test that has programs of its own besides; false, with the reason printed, where they are not at hand.</summary>
    public static bool TryCopy(IEnumerable<string> programs, Consumer consumer, ITestOutputHelper log)
    {
        foreach (string program in programs)
        {
            if (!SharedFiles.TryFind("programs/" + program, out string? path))
            {
                log.WriteLine($"Skipped in part: the shared program {program} is not there.");
                return false;
            }

            Copy(path, consumer);
        }

        return true;
    }

    private static void Copy(string path, Consumer consumer) => consumer.Write(Path.GetFileName(path), WithoutQuantization(File.ReadAllText(path)));

    private static string WithoutQuantization(string program) => QuantizedLine().Replace(program.Replace(", Quantize]", "]", StringComparison.Ordinal), "");

    [GeneratedRegex(@"^.*\bedge\b.*\n", RegexOptions.Multiline)]
    private static partial Regex QuantizedLine();
}
