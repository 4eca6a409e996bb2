using System.Xml.Linq;

namespace Kiln.Package.Tests;

/// <summary>README's program without a project, from the package, with the command that README names.</summary>
[Collection(PackageCollection.Name)]
public sealed class SingleFileTests(PackedKiln kiln)
{
    private static readonly string Program = Readme.Blocks("csharp").Single(block => block.StartsWith("#:package ", StringComparison.Ordinal));

    [Fact]
    public void The_program_learns_and_prints_what_README_shows()
    {
        string folder = Directory.CreateDirectory(Path.Combine(kiln.Root, "SingleFile")).FullName;
        // A folder like a user's: nothing above it sets versions.
        File.WriteAllText(Path.Combine(folder, "Directory.Packages.props"), "<Project />");
        string program = Program.Replace($"#:package Kiln@{RepositoryVersion()}\n", $"#:package Kiln@{kiln.Version}\n", StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, "xor.cs"), program);

        // The program is built into the user's data.
        string data = Directory.CreateDirectory(Path.Combine(kiln.Root, "data")).FullName;
        CommandResult run = Command.Run(folder, Command.Dotnet, ["run", "xor.cs"], ("XDG_DATA_HOME", data));
        // The SDK prepares every such program for publishing as a native one.
        Assert.SkipWhen(run.LacksNativeCompiler, "The ILCompiler package could not be restored:\n" + run.Output);

        // Warnings would come before it.
        Assert.Equal(Readme.Blocks("text").Single(block => block.Contains(" xor ", StringComparison.Ordinal)), run.Text);
    }

    /// <summary>README names the version that the repository makes.</summary>
    [Fact]
    public void README_installs_this_version()
    {
        Assert.StartsWith($"#:package Kiln@{RepositoryVersion()}\n", Program, StringComparison.Ordinal);
        Assert.Contains("dotnet add package Kiln\n", Readme.Blocks("sh"));
    }

    private static string RepositoryVersion() =>
        XElement.Load(Path.Combine(SharedFiles.Repository, "Directory.Build.props")).Descendants("Version").Single().Value;
}
