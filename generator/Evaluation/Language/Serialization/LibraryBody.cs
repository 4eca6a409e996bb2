namespace Kiln.Generator.Evaluation.Language.Serialization;

/// <summary>A block or member under its key, as text for other assemblies.</summary>
internal sealed record LibraryBody(string Key, string Text);
