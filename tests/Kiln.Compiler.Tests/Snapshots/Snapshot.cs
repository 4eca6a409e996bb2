using System.Runtime.CompilerServices;
using DiffEngine;

namespace Kiln.Compiler.Tests.Snapshots;

/// <summary>
/// Texts that somebody has read and agreed to, in the convention of Verify: Name.verified.txt is the agreement, Name.received.txt what came out where that
/// differs. A diff tool opens on a developer's machine; to agree, move the one onto the other.
/// </summary>
internal static class Snapshot
{
    /// <summary>Whether there is an agreement of that name.</summary>
    public static bool IsKept(string name, [CallerFilePath] string test = "") => File.Exists(FileOf(name, "verified", test));

    /// <summary>Writes what came out where there is no agreement yet, and gives the file.</summary>
    public static string Offer(string name, string text, [CallerFilePath] string test = "")
    {
        string received = FileOf(name, "received", test);
        File.WriteAllText(received, text);
        return received;
    }

    /// <summary>Fails where the text is not the agreed one; line ends do not count.</summary>
    public static void Verify(string name, string text, [CallerFilePath] string test = "")
    {
        string verified = FileOf(name, "verified", test), received = FileOf(name, "received", test);
        text = text.ReplaceLineEndings("\n");
        if (File.Exists(verified) && File.ReadAllText(verified).ReplaceLineEndings("\n") == text)
        {
            File.Delete(received);
            DiffRunner.Kill(received, verified);
            return;
        }

        File.WriteAllText(received, text);
        if (!File.Exists(verified)) File.WriteAllText(verified, "");
        if (!BuildServerDetector.Detected) DiffRunner.Launch(received, verified);
        string[] was = File.ReadAllLines(verified), now = text.Split('\n');
        int line = was.Zip(now).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.Fail($"{received} differs from {verified} at line {line + 1}:\n{now.ElementAtOrDefault(line)}\ninstead of\n{was.ElementAtOrDefault(line)}");
    }

    private static string FileOf(string name, string kind, string test) => Path.Combine(Path.GetDirectoryName(test)!, $"{name}.{kind}.txt");
}
