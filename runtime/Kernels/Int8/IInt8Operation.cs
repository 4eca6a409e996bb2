namespace Kiln.Kernels;

/// <summary>A function of two bytes, widened to integers, whose results are bytes by value.</summary>
internal partial interface IInt8Operation
{
    /// <summary>One pair.</summary>
    int Apply(int a, int b);
}
