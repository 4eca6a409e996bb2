using System.IO.Compression;
using System.Text.RegularExpressions;

namespace Kiln.Package.Tests;

/// <summary>README as a package's page shows it: there are no files beside it, so a relative link would lead nowhere.</summary>
[Collection(PackageCollection.Name)]
public sealed partial class PackedReadmeTests(PackedKiln kiln, ITestOutputHelper log)
{
    private const string Address = "https://example.org/kiln", Commit = "0123456789abcdef";

    private static readonly string Original = File.ReadAllText(Path.Combine(SharedFiles.Repository, "README.md"));

    [Fact]
    public void No_link_is_relative()
    {
        using ZipArchive archive = ZipFile.OpenRead(kiln.Archive);
        using StreamReader reader = new(archive.GetEntry("README.md")!.Open());
        Check(reader.ReadToEnd());
    }

    [Fact]
    public void Links_lead_to_the_commit_where_the_repository_is_known()
    {
        string text = Pack("-p:RepositoryUrl=" + Address, "-p:SourceRevisionId=" + Commit);
        Check(text);
        string target = Regex.Escape($"]({Address}/blob/{Commit}/") + @"(?<path>[^)]+)\)";
        string[] linked = [.. Regex.Matches(text, target).Select(match => match.Groups["path"].Value)];
        Assert.NotEmpty(linked);
        Assert.Equal(RelativeLinks(Original), linked);
        Assert.All(linked, path => Assert.True(Path.Exists(Path.Combine(SharedFiles.Repository, path)), $"README.md links to {path}, which is not there."));
    }

    /// <summary>Nothing but the links is changed, and code has none.</summary>
    private void Check(string packed)
    {
        log.WriteLine(packed);
        Assert.Empty(RelativeLinks(packed));
        Assert.Equal(Code().Matches(Original).Select(match => match.Value), Code().Matches(packed).Select(match => match.Value));
        Assert.Equal(Link().Replace(Original, "$1").Trim(), Link().Replace(packed, "$1").Trim());
    }

    /// <summary>README as the package would have it.</summary>
    private string Pack(params string[] properties)
    {
        string folder = Directory.CreateDirectory(Path.Combine(kiln.Root, "readme")).FullName;
        string[] target = ["msbuild", "runtime/Kiln.csproj", "-t:PackReadme", "-nologo", $"-p:IntermediateOutputPath={folder}/"];
        _ = Command.Run(SharedFiles.Repository, Command.Dotnet, [.. target, .. properties]).Text;
        return File.ReadAllText(Path.Combine(folder, "README.md"));
    }

    /// <summary>Where links and pictures lead, in Markdown's three notations and in HTML, if not to an address or a place on the page.</summary>
    private static string[] RelativeLinks(string text) =>
        [.. Target().Matches(Code().Replace(text, "")).Select(match => match.Groups["target"].Value).Where(target => !Absolute().IsMatch(target))];

    [GeneratedRegex(@"\]\((?<target>[^()\s]+)[^()]*\)|^\[[^\]]+\]:\s*(?<target>\S+)|(?:href|src)\s*=\s*[""'](?<target>[^""']+)", RegexOptions.Multiline)]
    private static partial Regex Target();

    [GeneratedRegex("^(?:[a-z]+:|#)")]
    private static partial Regex Absolute();

    [GeneratedRegex(@"\[([^\[\]]+)\]\([^()\s]+\)")]
    private static partial Regex Link();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();
}
