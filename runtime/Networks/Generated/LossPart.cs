using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>
/// A part of a result of the loss that is divided by one denominator: its mean is at <paramref name="Entry"/> of <see cref="NetworkCore.Losses"/>. Result
/// 0 is the loss itself, the terms follow. A result is the sum of its parts.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct LossPart(int Result, int Denominator, int Entry);
