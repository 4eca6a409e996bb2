namespace Kiln;

/// <summary>
/// How an output is compared with a target. The generator finds it in the loss, and metrics read outputs as the loss does. Scores and answers lie in an
/// output by positions and classes: position p and class c at element (p / ClassStride) * Classes * ClassStride + p % ClassStride + c * ClassStride. So
/// [classes] and [positions, classes] have the stride 1, and [classes, height, width] has the stride height * width.
/// </summary>
/// <param name="Output">Name of the output.</param>
/// <param name="Target">
/// Name of the target. Class indices have one element for each position; all other targets have the output's elements, in the same order.
/// </param>
/// <param name="Kind">What kind of answer the output is.</param>
/// <param name="Classes">Classes to choose from, or yes-or-no answers at one position; 1 for numbers.</param>
/// <param name="ClassStride">Elements between neighbouring classes of one position.</param>
/// <param name="IgnoreIndex">Positions with this class do not count; null = all count.</param>
public sealed record PredictionInfo(string Output, string Target, PredictionKind Kind, int Classes = 1, int ClassStride = 1, int? IgnoreIndex = null);
