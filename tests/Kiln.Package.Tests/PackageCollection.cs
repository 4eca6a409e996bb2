namespace Kiln.Package.Tests;

/// <summary>Packs once for all tests, which run one after the other: each is a build and fills the machine.</summary>
[CollectionDefinition(Name)]
public sealed class PackageCollection : ICollectionFixture<PackedKiln>
{
    public const string Name = "package";
}
