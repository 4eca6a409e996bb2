using System.Text.RegularExpressions;

namespace Kiln.Package.Tests;

/// <summary>Programs of the optional folder of shared data.</summary>
internal static partial class SharedPrograms
{
    /// <summary>Copies programs into a consumer, less the lines on quantization; where they are not at hand, the test is skipped.</summary>
    public static void Copy(IEnumerable<string> programs, Consumer consumer)
    {
        foreach (string program in programs)
            consumer.Write(Path.GetFileName(program), WithoutQuantization(File.ReadAllText(SharedFiles.Shared("programs/" + program))));
    }

    private static string WithoutQuantization(string program) => QuantizedLine().Replace(program.Replace(", Quantize]", "]", StringComparison.Ordinal), "");

    [GeneratedRegex(@"^.*\bedge\b.*\n", RegexOptions.Multiline)]
    private static partial Regex QuantizedLine();
}
