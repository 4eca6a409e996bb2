using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace Kiln.Package.Tests;

/// <summary>Programs of the optional folder of shared data.</summary>
internal static partial class SharedPrograms
{
    /// <summary>Copies programs into a consumer, less the lines on quantization; false, with the reason printed, where they are not at hand.</summary>
    public static bool TryCopy(IEnumerable<string> programs, Consumer consumer, ITestOutputHelper log)
    {
        foreach (string program in programs)
        {
            if (SharedFiles.Shared("programs/" + program) is not { } path)
            {
                log.WriteLine($"Skipped in part: the shared program {program} is not there.");
                return false;
            }

            consumer.Write(Path.GetFileName(program), WithoutQuantization(File.ReadAllText(path)));
        }

        return true;
    }

    private static string WithoutQuantization(string program) => QuantizedLine().Replace(program.Replace(", Quantize]", "]", StringComparison.Ordinal), "");

    [GeneratedRegex(@"^.*\bedge\b.*\n", RegexOptions.Multiline)]
    private static partial Regex QuantizedLine();
}
