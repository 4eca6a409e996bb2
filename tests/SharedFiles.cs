namespace Kiln;

/// <summary>Finds files of the repository, and of the optional folder of shared data beside it (or at KILN_SHARED).</summary>
internal static class SharedFiles
{
    /// <summary>The repository's root: the nearest folder above the tests that holds Kiln.slnx.</summary>
    public static string Repository { get; } = Above(AppContext.BaseDirectory, "Kiln.slnx") ?? throw new DirectoryNotFoundException("Kiln.slnx was not found above the tests.");

    /// <summary>The full path of a shared file, or null (with the reason printed) where it is not there.</summary>
    public static string? Shared(string path)
    {
        string root = Environment.GetEnvironmentVariable("KILN_SHARED") ?? Path.Combine(Path.GetDirectoryName(Repository)!, "shared");
        string full = Path.Combine(root, path);
        if (File.Exists(full)) return full;
        Console.WriteLine($"Skipped: {full} is not there; set KILN_SHARED to the folder of shared data to run this test.");
        return null;
    }

    private static string? Above(string folder, string file)
    {
        for (DirectoryInfo? directory = new(folder); directory is not null; directory = directory.Parent)
            if (File.Exists(Path.Combine(directory.FullName, file))) return directory.FullName;
        return null;
    }
}
