namespace Kiln.Generator;

/// <summary>Names of the pipeline's steps, by which tests see what is cached.</summary>
internal static class TrackingNames
{
    /// <summary>The transform: runs on every edit for every network, so it only reads.</summary>
    public const string Read = nameof(Read);

    /// <summary>The model without its spans: an edit that changes nothing about the network stops here.</summary>
    public const string Spec = nameof(Spec);

    public const string Evaluate = nameof(Evaluate);
    public const string Options = nameof(Options);
    public const string Compile = nameof(Compile);
    public const string NetworkFiles = nameof(NetworkFiles);
    public const string KernelFiles = nameof(KernelFiles);
    public const string LibraryBodies = nameof(LibraryBodies);
}
