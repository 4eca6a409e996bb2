using System.Text.Json;

namespace Kiln.Package.Tests;

/// <summary>
/// From what is packed a debugger finds the sources of its commit, where the repository is one that others can reach; a clone without a remote packs as well.
/// </summary>
[Collection(PackageCollection.Name)]
public sealed class SourceTests(PackedKiln kiln)
{
    private const string Remote = "kiln-test";

    [Theory]
    [InlineData("https://github.com/example/kiln", "https://github.com/example/kiln")]
    [InlineData("https://github.com/example/kiln.git", "https://github.com/example/kiln")]
    [InlineData("git@github.com:example/kiln.git", "https://github.com/example/kiln")]
    [InlineData("ssh://git@gitlab.com/example/kiln.git", "https://gitlab.com/example/kiln")]
    [InlineData("/home/example/kiln", "")]
    [InlineData("https://name:token@github.com/example/kiln.git", "https://github.com/example/kiln")]
    [InlineData("https://name:token@example.org/kiln", "https://example.org/kiln")]
    [InlineData(null, "")]
    public void The_package_names_a_repository_that_others_can_reach(string? remote, string expected)
    {
        NeedsClone();
        Assert.Equal(expected, Build(remote, "-t:FindRepositoryUrl", "-getProperty:RepositoryUrl").Trim());
    }

    [Fact]
    public void Debuggers_find_the_sources_of_the_commit()
    {
        NeedsClone();
        string folder = Directory.CreateDirectory(Path.Combine(kiln.Root, "sources")).FullName;
        string[] target = ["-t:GenerateSourceLinkFile", "-p:TargetFramework=net10.0", "-p:Configuration=Release", $"-p:IntermediateOutputPath={folder}/"];

        Assert.Equal("", Build("https://github.com/example/kiln.git", target));

        using JsonDocument map = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "Kiln.sourcelink.json")));
        JsonProperty entry = Assert.Single(map.RootElement.GetProperty("documents").EnumerateObject());
        // The compiler writes files' names under the same root.
        Assert.Equal("/_/*", entry.Name);
        Assert.Matches(@"^https://raw\.githubusercontent\.com/example/kiln/[0-9a-f]{40}/\*$", entry.Value.GetString());

        // What leads nowhere is no reason to warn.
        Assert.Equal("", Build("/home/example/kiln", target));
        Assert.Equal("", Build(null, target));
    }

    /// <summary>Files bear the time of the commit, unless there are changes to it.</summary>
    [Fact]
    public void The_package_bears_the_time_of_its_commit()
    {
        NeedsClone();
        bool isClean = Command.Run(SharedFiles.Repository, "git", ["diff", "--quiet", "HEAD"]).Succeeded;
        string expected = isClean ? Command.Run(SharedFiles.Repository, "git", ["log", "-1", "--format=%ct"]).Text : "";
        Assert.Equal(expected.Trim(), Build(null, "-t:FindPackageTime", "-getProperty:DeterministicTimestamp").Trim());
    }

    /// <summary>Runs a target of the runtime in a clone whose only remote is the one given.</summary>
    private string Build(string? remote, params string[] arguments)
    {
        string settings = Directory.CreateDirectory(Path.Combine(kiln.Root, "settings", "git")).FullName;
        File.WriteAllText(Path.Combine(settings, "config"), remote is null ? "" : $"[remote \"{Remote}\"]\n\turl = {remote}\n");
        return Command.Run(
            SharedFiles.Repository, Command.Dotnet, ["msbuild", "runtime/Kiln.csproj", "-nologo", "-p:GitRepositoryRemoteName=" + Remote, .. arguments],
            ("XDG_CONFIG_HOME", Path.GetDirectoryName(settings)!)).Text;
    }

    private static void NeedsClone() => Assert.SkipUnless(Path.Exists(Path.Combine(SharedFiles.Repository, ".git")), "These sources are no clone of a repository.");
}
