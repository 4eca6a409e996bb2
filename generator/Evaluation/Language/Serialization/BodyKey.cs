namespace Kiln.Generator.Evaluation.Language.Serialization;

/// <summary>A block or member that a body refers to.</summary>
internal readonly record struct BodyKey(string Key, bool IsBlock);
