namespace Kiln.Package.Tests;

/// <summary>The examples in README.md, to be tried.</summary>
internal static class Readme
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(SharedFiles.Repository, "README.md"));

    /// <summary>The fenced blocks of a language, in order.</summary>
    public static IReadOnlyList<string> Blocks(string language)
    {
        List<string> blocks = [];
        List<string>? block = null;
        bool isWanted = false;
        foreach (string line in Lines)
        {
            if (!line.StartsWith("```", StringComparison.Ordinal))
            {
                block?.Add(line);
            }
            else if (block is null)
            {
                (block, isWanted) = ([], line == "```" + language);
            }
            else
            {
                if (isWanted) blocks.Add(string.Join('\n', block) + "\n");
                block = null;
            }
        }

        return blocks;
    }
}
