using System.Text.RegularExpressions;

namespace Kiln.Compiler.Tests;

/// <summary>
/// The compiler's folders are its stages: what a network is, is known before anything is lowered, planned or written, and without a compilation.
/// </summary>
public sealed class ArchitectureTests
{
    private static readonly string[] Behind =
    [
        "Kiln.Generator.LaidOut", "Kiln.Generator.Passes", "Kiln.Generator.Implementations", "Kiln.Generator.Planning", "Kiln.Generator.Steps",
        "Kiln.Generator.Emit",
    ];

    [Theory]
    [InlineData("Reading")]
    [InlineData("Evaluation")]
    public void A_network_is_known_before_it_is_compiled(string folder) =>
        Assert.DoesNotContain(Uses(folder), use => Behind.Any(stage => use.Namespace.StartsWith(stage, StringComparison.Ordinal)));

    [Theory]
    [InlineData("Evaluation")]
    [InlineData("Graphs")]
    [InlineData("Formulas")]
    [InlineData("Ops")]
    [InlineData("Passes")]
    [InlineData("Implementations")]
    [InlineData("LaidOut")]
    [InlineData("Layouts")]
    [InlineData("Planning")]
    [InlineData("Steps")]
    [InlineData("Emit")]
    [InlineData("Problems")]
    public void Only_reading_knows_symbols_and_syntax(string folder) =>
        Assert.DoesNotContain(
            Uses(folder), use => use.Namespace.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal) || use.Namespace == "Kiln.Generator.Reading");

    /// <summary>Each level knows those above it: what is computed, how, where in memory, in which steps; the text comes last.</summary>
    [Theory]
    [InlineData("Graphs", "Implementations", "LaidOut", "Passes", "Planning", "Steps", "Emit", "Layouts")]
    [InlineData("Ops", "Layouts", "Implementations", "LaidOut", "Passes", "Planning", "Steps", "Emit")]
    [InlineData("Layouts", "Implementations", "LaidOut", "Passes", "Planning", "Steps", "Emit")]
    [InlineData("LaidOut", "Passes", "Planning", "Steps", "Emit")]
    [InlineData("Passes", "Planning", "Steps", "Emit")]
    [InlineData("Planning", "Steps", "Emit")]
    [InlineData("Implementations", "LaidOut", "Passes", "Emit")]
    [InlineData("Steps", "Emit")]
    public void A_level_knows_nothing_of_those_below_it(string folder, params string[] below) => Assert.DoesNotContain(
        Uses(folder), use => below.Any(level => (use.Namespace + ".").StartsWith($"Kiln.Generator.{level}.", StringComparison.Ordinal)));

    /// <summary>What every file sees without saying so is no level: a network's graph and its faults.</summary>
    [Fact]
    public void Only_levels_above_all_others_are_seen_everywhere()
    {
        string file = Path.Combine(SharedFiles.Repository, "generator", "GlobalUsings.cs");
        Assert.Equal(
            ["Evaluation", "Faults", "Graphs", "Ops", "Problems"],
            from line in File.ReadLines(file)
            where line.StartsWith("global using Kiln.Generator.", StringComparison.Ordinal)
            select line["global using Kiln.Generator.".Length..].TrimEnd(';'));
    }

    /// <summary>A formula is a function, independent of what computes it and on which data.</summary>
    [Fact]
    public void Formulas_know_nothing_of_graphs_and_kernels()
    {
        Assert.All(Uses("Formulas"), use => Assert.Contains("Formulas", use.Namespace, StringComparison.Ordinal));
        Type[] types = typeof(Kiln.Generator.Compiler).Assembly.GetTypes();
        HashSet<string> others =
        [
            .. from type in types
               where type.Namespace is "Kiln.Generator.Graphs" or "Kiln.Generator.Evaluation" && !type.IsNested
               select type.Name,
        ];
        // The number of a formula is called so, too.
        others.Remove(nameof(Kiln.Generator.Graphs.Value));
        others.ExceptWith(from type in types where type.Namespace == "Kiln.Generator.Formulas" select type.Name);
        var word = new Regex(@"\b[A-Z]\w+\b");
        Assert.Empty(
            from file in Directory.GetFiles(Path.Combine(SharedFiles.Repository, "generator", "Formulas"), "*.cs")
            from line in File.ReadLines(file)
            where !line.TrimStart().StartsWith("//", StringComparison.Ordinal)
            from Match match in word.Matches(line)
            where others.Contains(match.Value)
            select $"{Path.GetFileName(file)}: {match.Value}");
    }

    /// <summary>What a file's folder is called, its namespace is called; the families of ops and of their implementations share one.</summary>
    [Fact]
    public void A_folder_is_one_namespace()
    {
        string root = Path.Combine(SharedFiles.Repository, "generator");
        var wrong = new List<string>();
        foreach (string file in Directory.GetFiles(root, "*.cs", SearchOption.AllDirectories).Where(file => !IsBuilt(Path.GetRelativePath(root, file))))
        {
            string[] folders = [.. Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar).SkipLast(1)];
            if (folders is ["Ops" or "Implementations", ..]) folders = folders[..1];
            string[] own = [.. File.ReadLines(file).Where(line => line.StartsWith("namespace Kiln", StringComparison.Ordinal))];
            if (own.Any(line => line != $"namespace {string.Join('.', ["Kiln", "Generator", .. folders])};")) wrong.Add(Path.GetRelativePath(root, file));
        }

        Assert.Empty(wrong);
    }

    /// <summary>A longer line does too much, or hides its end from the reader.</summary>
    [Theory]
    [InlineData("generator")]
    [InlineData("runtime")]
    [InlineData("analyzers")]
    public void No_line_is_longer_than_160_characters(string folder)
    {
        string root = Path.Combine(SharedFiles.Repository, folder);
        string[] files = [.. Directory.GetFiles(root, "*.cs", SearchOption.AllDirectories).Where(file => !IsBuilt(Path.GetRelativePath(root, file)))];
        Assert.NotEmpty(files);
        Assert.Empty(
            from file in files
            from line in File.ReadLines(file).Select((text, index) => (Text: text, Number: index + 1))
            where line.Text.Length > 160
            select $"{Path.GetRelativePath(SharedFiles.Repository, file)}:{line.Number}");
    }

    private static bool IsBuilt(string path) => path.Split(Path.DirectorySeparatorChar).Any(folder => folder is "bin" or "obj");

    private static List<(string File, string Namespace)> Uses(string folder)
    {
        string[] files = Directory.GetFiles(Path.Combine(SharedFiles.Repository, "generator", folder), "*.cs", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        return [.. from file in files
                   from line in File.ReadLines(file)
                   where line.StartsWith("using ", StringComparison.Ordinal)
                   select (file, line["using ".Length..].TrimEnd(';'))];
    }
}
