namespace Kiln;

/// <summary>Follows symbolic links by the rules of the system: a relative link starts in the real directory that holds it.</summary>
internal static class SymbolicLinks
{
    // As Linux has it.
    private const int MostLinks = 40;

    /// <summary>The full path without links, of a file that need not exist; a dangling link gives the file that it asks for.</summary>
    /// <exception cref="IOException">The links lead in a circle.</exception>
    public static string Resolve(string full)
    {
        // Windows resolves links of directories itself, and knows more kinds of them.
        if (OperatingSystem.IsWindows()) return File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;

        Stack<string> rest = new(Enumerable.Reverse(Parts(full)));
        string resolved = "/";
        int links = 0;
        while (rest.TryPop(out string? part))
        {
            if (part == ".") continue;
            string next = part == ".." ? Path.GetDirectoryName(resolved) ?? "/" : Path.Combine(resolved, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                resolved = next;
                continue;
            }

            if (++links > MostLinks) throw new IOException($"its symbolic links do not end (more than {MostLinks}, the last one is '{next}').");
            if (Path.IsPathRooted(target)) resolved = "/";
            foreach (string step in Enumerable.Reverse(Parts(target))) rest.Push(step);
        }

        return resolved;
    }

    private static string[] Parts(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);
}
