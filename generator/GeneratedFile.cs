namespace Kiln.Generator;

/// <summary>A file to add. Many networks ask for shared files (kernels), which are added to an assembly once; equal names mean equal texts.</summary>
internal sealed record GeneratedFile(string HintName, string Text, bool IsShared = false);
