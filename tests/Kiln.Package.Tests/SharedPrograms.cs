using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace Kiln.Package.Tests;

/// <summary>Programs of the optional folder of shared data: beside the repository, or where KILN_SHARED says.</summary>
internal static partial class SharedPrograms
{
    private static readonly string Folder = Path.Combine(
        Environment.GetEnvironmentVariable("KILN_SHARED") ?? Path.Combine(Path.GetDirectoryName(PackedKiln.Repository)!, "shared"),
        "programs");

    /// <summary>Copies programs into a consumer, less the lines on quantization; false, with the reason printed, where they are not at hand.</summary>
    public static bool TryCopy(IEnumerable<string> programs, Consumer consumer, ITestOutputHelper log)
    {
        foreach (string program in programs)
        {
            string path = Path.Combine(Folder, program);
            if (!File.Exists(path))
            {
                string reason = $"Skipped in part: {path} is not there; set KILN_SHARED to the folder of shared data to run it too.";
                Console.WriteLine(reason);
                log.WriteLine(reason);
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
