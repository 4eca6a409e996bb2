namespace Kiln.Generator;

/// <summary>A file to add. Shared ones (kernels) are asked for by many networks and added once to an assembly; equal names mean equal texts.</summary>
internal sealed record GeneratedFile(string HintName, string Text, bool IsShared = false);
