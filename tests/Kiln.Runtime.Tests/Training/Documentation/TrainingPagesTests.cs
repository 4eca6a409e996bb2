using System.Text;
using System.Text.RegularExpressions;

namespace Kiln.Runtime.Tests.Training;

/// <summary>The pages about training show code that was compiled and run, and pictures of what it computes.</summary>
public sealed partial class TrainingPagesTests
{
    private static readonly string Docs = Path.Combine(SharedFiles.Repository, "docs");

    public static TheoryData<string> Pictures => [.. SchedulePictures.All.Select(picture => picture.Name)];

    /// <summary>With KILN_WRITE_GOLDEN=1 the pictures are drawn anew.</summary>
    [Theory, MemberData(nameof(Pictures))]
    public void A_picture_shows_the_schedule_of_the_line_beside_it(string name)
    {
        SchedulePicture picture = SchedulePictures.All.Single(picture => picture.Name == name);
        if (TestLevel.Setting("KILN_WRITE_GOLDEN", 0) != 0) File.WriteAllText(picture.Path, picture.Svg);
        Assert.Equal(File.ReadAllText(picture.Path), picture.Svg);
        string page = File.ReadAllText(Path.Combine(Docs, "schedules.md"));
        Assert.Contains($"`{picture.Code}`", page, StringComparison.Ordinal);
        Assert.Contains($"(images/schedule-{name}.svg)", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("data.md", "DocumentedData", 4)]
    [InlineData("optimizers.md", "DocumentedTraining", 7)]
    [InlineData("schedules.md", "DocumentedTraining", 2)]
    public void Every_block_of_code_is_one_that_runs_here(string page, string tests, int blocks)
    {
        HashSet<string> run = [.. Regions(tests)];
        string[] shown = [.. CodeBlock().Matches(File.ReadAllText(Path.Combine(Docs, page))).Select(match => match.Groups[1].Value.Trim())];
        Assert.Equal(blocks, shown.Length);
        Assert.DoesNotContain(shown, code => !run.Contains(code));
    }

    /// <summary>The regions of a file with code, without their indentation.</summary>
    private static IEnumerable<string> Regions(string tests)
    {
        string file = Path.Combine(SharedFiles.Repository, "tests", "Kiln.Runtime.Tests", "Training", "Documentation", $"{tests}.cs");
        StringBuilder? region = null;
        int indentation = 0;
        foreach (string line in File.ReadLines(file))
        {
            if (line.TrimStart().StartsWith("#region", StringComparison.Ordinal))
            {
                (region, indentation) = (new StringBuilder(), line.IndexOf('#', StringComparison.Ordinal));
            }
            else if (line.TrimStart().StartsWith("#endregion", StringComparison.Ordinal))
            {
                yield return region!.ToString().Trim();
                region = null;
            }
            else
            {
                region?.Append(line.Length > indentation ? line[indentation..] : "").Append('\n');
            }
        }
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
