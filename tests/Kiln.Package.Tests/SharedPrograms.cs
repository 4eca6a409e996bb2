namespace Kiln.Package.Tests;

/// <summary>Programs of the optional folder of shared data.</summary>
internal static class SharedPrograms
{
    /// <summary>Copies programs, as they are, into a consumer; where they are not at hand, the test is skipped.</summary>
    public static void Copy(IEnumerable<string> programs, Consumer consumer)
    {
        foreach (string program in programs) consumer.Write(Path.GetFileName(program), File.ReadAllText(SharedFiles.Shared("programs/" + program)));
    }
}
