using System.Buffers.Binary;
using System.IO.Compression;
using System.Xml.Linq;

namespace Kiln.Package.Tests;

/// <summary>What the package holds and what its build files do.</summary>
[Collection(PackageCollection.Name)]
public sealed class PackageTests(PackedKiln kiln)
{
    [Fact]
    public void Holds_both_runtimes_the_compiler_parts_and_nothing_else()
    {
        using ZipArchive archive = ZipFile.OpenRead(kiln.Archive);
        string[] files = [.. archive.Entries.Select(entry => entry.FullName).Where(name => !IsOfTheFormat(name)).Order(StringComparer.Ordinal)];
        Assert.Equal(
            [
                "LICENSE",
                "README.md",
                "analyzers/dotnet/cs/Kiln.Analyzers.dll",
                "analyzers/dotnet/cs/Kiln.CodeFixes.dll",
                "analyzers/dotnet/cs/Kiln.Generator.dll",
                "build/Kiln.props",
                "build/Kiln.targets",
                "buildTransitive/Kiln.props",
                "buildTransitive/Kiln.targets",
                "icon.png",
                "lib/net10.0/Kiln.dll",
                "lib/net10.0/Kiln.xml",
                "lib/net9.0/Kiln.dll",
                "lib/net9.0/Kiln.xml",
            ],
            files);
    }

    [Fact]
    public void Depends_on_no_other_package()
    {
        using ZipArchive archive = ZipFile.OpenRead(kiln.Archive);
        XElement manifest = XElement.Load(archive.GetEntry("Kiln.nuspec")!.Open());
        Assert.DoesNotContain(manifest.Descendants(), element => element.Name.LocalName == "dependency");
        Assert.Equal("MIT", manifest.Descendants().Single(element => element.Name.LocalName == "license").Value);
        Assert.Equal("README.md", manifest.Descendants().Single(element => element.Name.LocalName == "readme").Value);
        Assert.Equal("icon.png", manifest.Descendants().Single(element => element.Name.LocalName == "icon").Value);
    }

    /// <summary>A package's page shows pictures of 128 x 128 points, which the PNG's header tells (PNG specification, section 11.2.2).</summary>
    [Fact]
    public void The_icon_has_the_size_of_icons()
    {
        using ZipArchive archive = ZipFile.OpenRead(kiln.Archive);
        using BinaryReader reader = new(archive.GetEntry("icon.png")!.Open());
        byte[] header = reader.ReadBytes(24);
        Assert.Equal((128, 128), (BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(20))));
    }

    /// <summary>Overflow checks and demanded documentation reach generated code too; KilnOptimize makes the JIT optimise a Debug build.</summary>
    [Fact]
    public void Kernels_in_a_strict_project_are_checked_documented_and_optimised()
    {
        string output = kiln.Consumer("Strict").BuildAndRun("Debug");
        Assert.Contains("optimised: True", output, StringComparison.Ordinal);
        Assert.Contains("learns: True", output, StringComparison.Ordinal);
    }

    private static bool IsOfTheFormat(string name) =>
        name is "Kiln.nuspec" or "[Content_Types].xml"
        || name.StartsWith("_rels/", StringComparison.Ordinal)
        || name.StartsWith("package/", StringComparison.Ordinal);
}
