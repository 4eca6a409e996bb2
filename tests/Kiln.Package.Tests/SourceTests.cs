using System.Text.Json;

namespace Kiln.Package.Tests;

/// <summary>
/// From what is packed a debugger finds the sources of its commit, where the repository is one that others can reach; a clone without a remote packs as well.
/// </summary>
[Collection(PackageCollection.Name)]
public sealed class SourceTests(PackedKiln kiln)
{
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

        // A link that leads nowhere is no reason to warn.
        Assert.Equal("", Build("/home/example/kiln", target));
        Assert.Equal("", Build(null, target));
    }

    /// <summary>Files bear the time of the commit, unless there are changes to it.</summary>
    [Fact]
    public void The_package_bears_the_time_of_its_commit()
    {
        NeedsClone();
        string clone = Path.Combine(kiln.Root, "changed-clone");
        Clone(clone);
        Assert.Equal(Git(clone, "log", "-1", "--format=%ct").Trim(), Timestamp(clone));

        File.AppendAllText(Path.Combine(clone, "README.md"), "A change.");
        Assert.Equal("", Timestamp(clone));
    }

    /// <summary>Runs a target of the runtime in a clone with the remote given, or with none.</summary>
    private string Build(string? remote, params string[] arguments)
    {
        string clone = Path.Combine(kiln.Root, "clone");
        if (!Directory.Exists(clone)) Clone(clone);
        foreach (string name in Lines(Git(clone, "remote"))) Git(clone, "remote", "remove", name);
        if (remote is not null) Git(clone, "remote", "add", "origin", remote);
        return Target(clone, arguments);
    }

    private static string Timestamp(string clone) => Target(clone, "-t:FindPackageTime", "-getProperty:DeterministicTimestamp").Trim();

    private static string Target(string clone, params string[] arguments) =>
        Command.Run(clone, Command.Dotnet, ["msbuild", "runtime/Kiln.csproj", "-nologo", .. arguments]).Text;

    /// <summary>Clones the repository; what was not committed there is committed here.</summary>
    private static void Clone(string folder)
    {
        Git(SharedFiles.Repository, "clone", "--quiet", ".", folder);
        string[] changed = Lines(Git(SharedFiles.Repository, "diff", "--name-only", "--diff-filter=M", "HEAD"));
        foreach (string file in changed) File.Copy(Path.Combine(SharedFiles.Repository, file), Path.Combine(folder, file), overwrite: true);
        if (changed.Length > 0) Git(folder, "-c", "user.name=Kiln", "-c", "user.email=kiln@example.com", "commit", "--quiet", "--all", "--message", "Changes");
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string Git(string folder, params string[] arguments) => Command.Run(folder, "git", arguments).Text;

    private static void NeedsClone() =>
        Assert.SkipUnless(Path.Exists(Path.Combine(SharedFiles.Repository, ".git")), "These sources are not a clone of a repository.");
}
