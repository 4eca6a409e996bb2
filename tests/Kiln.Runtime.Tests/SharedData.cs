namespace Kiln.Runtime.Tests;

/// <summary>Finds the optional folder with real data sets: the variable KILN_SHARED, or a folder <c>shared</c> next to or above the repository.</summary>
internal static class SharedData
{
    private const string Variable = "KILN_SHARED";

    /// <summary>The path of a file under the folder's <c>data</c>, or null and the reason why there is none.</summary>
    public static string? Find(string relativePath, out string reason)
    {
        string? folder = Environment.GetEnvironmentVariable(Variable) ?? Search();
        if (folder is null)
        {
            reason = $"skipped: no folder 'shared' next to the repository, and {Variable} is not set";
            return null;
        }

        string path = Path.Combine(folder, "data", relativePath);
        reason = File.Exists(path) ? "" : $"skipped: {path} does not exist";
        return reason.Length == 0 ? path : null;
    }

    private static string? Search()
    {
        for (DirectoryInfo? place = new(AppContext.BaseDirectory); place is not null; place = place.Parent)
        {
            string candidate = Path.Combine(place.FullName, "shared");
            if (Directory.Exists(Path.Combine(candidate, "data"))) return candidate;
        }

        return null;
    }
}
