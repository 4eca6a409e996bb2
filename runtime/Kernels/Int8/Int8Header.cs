using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>What all channels of a layer have in common: the first 64 bytes of its packed requantization.</summary>
internal struct Int8Header
{
    /// <summary>
    /// 1 where one float multiplication and addition requantizes exactly: every S is at least 33, every M an odd multiple of 2^7 and |acc| below 2^24.
    /// </summary>
    public int IsFloatExact;

    /// <summary>1 where sums of two products may leave 16 bits.</summary>
    public int HasWidePairs;

    /// <summary>1 where sums of products of floats are exact in every order: the magnitudes of all terms together stay below 2^24.</summary>
    public int HasFloatSums;

    /// <summary>Zero point of the input.</summary>
    public int InputZero;

    /// <summary>Zero point of the output.</summary>
    public int OutputZero;

    /// <summary>Least result.</summary>
    public int Low;

    /// <summary>Greatest result.</summary>
    public int High;

    /// <summary>Floats of the header; blocks of 16 channels follow.</summary>
    public const int Floats = 16;

    /// <summary>Floats of a block of 16 channels: bias, M and S as integers, and M 2^-S.</summary>
    public const int BlockFloats = 64;

    /// <summary>From a block's biases to its multipliers M, in elements.</summary>
    public const int Multipliers = 16;

    /// <summary>From a block's biases to its shifts S, in elements.</summary>
    public const int Shifts = 32;

    /// <summary>From a block's biases to its factors M 2^-S, in elements.</summary>
    public const int Factors = 48;

    /// <summary>The header of packed requantization.</summary>
    public static ref Int8Header Of(ref float requantization) => ref Unsafe.As<float, Int8Header>(ref requantization);
}
