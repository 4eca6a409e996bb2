using System.Reflection;
using System.Xml.Linq;

namespace Kiln.Package.Tests;

/// <summary>
/// Kiln as a package in a feed of its own, and a folder outside the repository for the projects that use it. The package's version is new in every run and
/// its extracted copy lies in that folder, so no cache can give an older one.
/// </summary>
public sealed class PackedKiln : IDisposable
{
    public PackedKiln()
    {
        // The package's version alone changes: the assemblies stay those that the other tests run.
        Version = "0.0.0-test." + DateTime.UtcNow.ToString("yyyyMMddHHmmssfff", System.Globalization.CultureInfo.InvariantCulture);
        Feed = Directory.CreateDirectory(Path.Combine(Root, "feed")).FullName;
        CommandResult pack = Command.Run(
            SharedFiles.Repository,
            Command.Dotnet,
            ["pack", "runtime/Kiln.csproj", "--no-restore", "-c", Configuration, "-o", Feed, "-v", "q", "-p:PackageVersion=" + Version]);
        // xunit does not dispose a fixture whose constructor failed.
        if (!pack.Succeeded) Dispose();
        _ = pack.Text;
        WriteSettings("nuget.config", onlyFeed: false);
        WriteSettings("offline.config", onlyFeed: true);
        WriteVersions();
    }

    /// <summary>The folder of all that the tests make.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("kiln-package-").FullName;

    /// <summary>The configuration in which the repository was built.</summary>
    public static string Configuration => Metadata("Configuration");

    public string Version { get; }

    public string Feed { get; }

    public string Archive => Path.Combine(Feed, $"Kiln.{Version}.nupkg");

    /// <summary>A copy of a project of tests/consumers, outside the repository, without what another test wrote into it.</summary>
    internal Consumer Consumer(string project)
    {
        string folder = Path.Combine(Root, project);
        string source = Path.Combine(SharedFiles.Repository, "tests", "consumers", project);
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.EnumerateFiles(folder, "*.cs")) File.Delete(file);
        foreach (string file in Directory.EnumerateFiles(source)) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);

        return new Consumer(folder);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static string Metadata(string key) =>
        typeof(PackedKiln).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == key).Value!;

    /// <summary>Adds the feed to the user's own; what was restored before is read from where it is, so that these tests need no network for it.</summary>
    private void WriteSettings(string name, bool onlyFeed)
    {
        var sources = new XElement("packageSources", new XElement("add", new XAttribute("key", "kiln-test"), new XAttribute("value", Feed)));
        if (onlyFeed) sources.AddFirst(new XElement("clear"));
        new XElement("configuration",
            new XElement("config", new XElement("add", new XAttribute("key", "globalPackagesFolder"), new XAttribute("value", Path.Combine(Root, "packages")))),
            new XElement("fallbackPackageFolders", new XElement("add", new XAttribute("key", "restored"), new XAttribute("value", Metadata("PackagesFolder")))),
            sources).Save(Path.Combine(Root, name));
    }

    /// <summary>The consumers use the repository's package versions, and this Kiln.</summary>
    private void WriteVersions()
    {
        XElement versions = XElement.Load(Path.Combine(SharedFiles.Repository, "Directory.Packages.props"));
        versions.Element("ItemGroup")!.Add(new XElement("PackageVersion", new XAttribute("Include", "Kiln"), new XAttribute("Version", Version)));
        versions.Save(Path.Combine(Root, "Directory.Packages.props"));
    }
}
