using System.Globalization;
using System.Text.RegularExpressions;

namespace Kiln.Package.Tests;

/// <summary>README's own text, as a newcomer would type it: the network, the program, the table, the mistake.</summary>
[Collection(PackageCollection.Name)]
public sealed partial class ReadmeTests(PackedKiln kiln)
{
    [Theory]
    [InlineData("Debug")]
    [InlineData("Release")]
    public void The_program_trains_saves_and_prints_the_table(string configuration)
    {
        IReadOnlyList<string> code = Readme.Blocks("csharp");
        Consumer consumer = kiln.Consumer("Readme");
        consumer.Write("LeNet5.cs", code[0]);
        consumer.Write("Program.cs", code[1]);
        consumer.Write("Mirror.cs", "using Kiln;\n\n" + code[2]);
        consumer.Write("Reader.cs", code[4]);
        IdxFiles.WriteDigits(consumer.Folder);
        File.Delete(Path.Combine(consumer.Folder, "lenet5.safetensors"));

        string output = consumer.BuildAndRun(configuration);

        double[] losses = [.. Epochs().Matches(output).Select(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];
        Assert.Equal(10, losses.Length);
        Assert.True(losses[^1] < losses[0] / 4, $"The loss went from {losses[0]} to {losses[^1]}.");
        Assert.Contains(Readme.Blocks("text")[0], output, StringComparison.Ordinal);
        Assert.True(new FileInfo(Path.Combine(consumer.Folder, "lenet5.safetensors")).Length > 61_706 * sizeof(float));
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public void A_mistake_is_one_error_at_its_attribute(string runAnalyzers)
    {
        Consumer consumer = kiln.Consumer("ShapeError");
        string[] source = File.ReadAllLines(Path.Combine(consumer.Folder, "Model.cs"));
        int line = Array.FindIndex(source, text => text.Contains("Dense(120)", StringComparison.Ordinal));
        int column = source[line].IndexOf("Dense(120)", StringComparison.Ordinal);

        CommandResult build = consumer.Build("Debug", "-p:RunAnalyzers=" + runAnalyzers);

        Assert.False(build.Succeeded);
        string error = Assert.Single(
            build.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), text => text.Contains(": error ", StringComparison.Ordinal));
        Assert.Contains($"Model.cs({line + 1},{column + 1}): error KILN101: ", error, StringComparison.Ordinal);
        // README shows this very message.
        string shown = Readme.Blocks("text")[1].Trim();
        Assert.Contains(shown[shown.IndexOf("error KILN101", StringComparison.Ordinal)..], error, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^epoch \d+: loss ([\d.e+-]+)", RegexOptions.Multiline)]
    private static partial Regex Epochs();
}
