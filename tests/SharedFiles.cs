using System.Diagnostics.CodeAnalysis;

namespace Kiln.Testing;

/// <summary>Finds files of the repository, and of the optional folder of shared data beside it (or at <c>KILN_SHARED</c>).</summary>
internal static class SharedFiles
{
    /// <summary>The repository's root: the nearest folder above the tests that holds Kiln.slnx.</summary>
    public static string Repository { get; } =
        Above(AppContext.BaseDirectory, "Kiln.slnx") ?? throw new DirectoryNotFoundException("Kiln.slnx was not found above the tests.");

    private static string Root => Environment.GetEnvironmentVariable("KILN_SHARED") ?? Path.Combine(Path.GetDirectoryName(Repository)!, "shared");

    /// <summary>The full path of a shared file or folder; where it is not there, the test is skipped and says so.</summary>
    public static string Shared(string path)
    {
        if (TryFind(path, out string? full)) return full;
        Assert.Skip($"{Path.Combine(Root, path)} is not there; set KILN_SHARED to the folder of shared data to run this test.");
        return full;
    }

    /// <summary>
    /// Looks for a shared file or folder that a test can do without in part. A full run must not leave anything out while the folder is there: then a missing
    /// path is an error.
    /// </summary>
    public static bool TryFind(string path, [NotNullWhen(true)] out string? full)
    {
        full = Path.Combine(Root, path);
        if (Path.Exists(full)) return true;
        if (TestLevel.IsFull && Directory.Exists(Root))
            throw new FileNotFoundException($"The shared data lack {path}, and a full run tests all of them.", full);
        full = null;
        return false;
    }

    private static string? Above(string folder, string file)
    {
        for (DirectoryInfo? directory = new(folder); directory is not null; directory = directory.Parent)
            if (File.Exists(Path.Combine(directory.FullName, file))) return directory.FullName;
        return null;
    }
}
