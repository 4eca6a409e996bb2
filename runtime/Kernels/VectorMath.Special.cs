namespace Kiln.Kernels;

// Constants of the functions behind activations and powers; their polynomials are minimax, too. Largest error against the correctly rounded result:
// ExpMinusOne 2.5 ulp, Softplus 3 ulp, Erf 2 ulp, Power 0.6 ulp (its arithmetic is in double precision).
public static partial class VectorMath
{
    // e^-18 is below half an ulp of 1.
    private const float ExpMinusOneLowest = -18f;

    private const float SqrtHalf = 0.707106781f;

    // erf(x) / x - 1 in x^2 up to the limit: relative error of erf 1.5e-8.
    private const float ErfLimit = 0.921875f;
    private const float ErfSmall0 = 0.1283791516f;
    private const float ErfSmall1 = -0.3761250567f;
    private const float ErfSmall2 = 0.1128192717f;
    private const float ErfSmall3 = -0.0267702318f;
    private const float ErfSmall4 = 0.004998001174f;
    private const float ErfSmall5 = -0.000601339582f;

    // -ln(erfc(t)) / t from the limit to 4, where erf rounds to 1: relative error of erf 7.3e-10.
    private const float ErfHighest = 4f;
    private const float ErfLarge0 = 1.128649563f;
    private const float ErfLarge1 = 0.6351469578f;
    private const float ErfLarge2 = 0.1062440901f;
    private const float ErfLarge3 = -0.02376827855f;
    private const float ErfLarge4 = 0.003645399236f;
    private const float ErfLarge5 = -0.0003235272938f;
    private const float ErfLarge6 = 1.130361238e-05f;

    // 1.5 * 2^52, as Rounder.
    private const double DoubleRounder = 6755399441055744.0;
    private const long DoubleRounderBits = 0x4338000000000000;
    private const int DoubleFractionBits = 52;
    private const long DoubleFractionMask = 0x000FFFFFFFFFFFFF;
    private const long SqrtHalfDoubleBits = 0x3FE6A09E667F3BCD;
    private const long PowerExponentShift = 1024L << DoubleFractionBits;

    // 2^200 is no float, and 2^-200 rounds to 0.
    private const double PowerLimit = 200;

    // 2 atanh(s) / (s ln 2) in s^2 for |s| <= (sqrt 2 - 1) / (sqrt 2 + 1): relative error 4.3e-12, of a power of 128 2.8e-10.
    private const double BinaryLog0 = 2.8853900817899869;
    private const double BinaryLog1 = 0.96179667335485142;
    private const double BinaryLog2 = 0.57708358576595908;
    private const double BinaryLog3 = 0.41167261389202908;
    private const double BinaryLog4 = 0.34073235609972169;

    // 2^f for |f| <= 1/2: relative error 1.9e-9.
    private const double TwoTo0 = 1.0000000005541707;
    private const double TwoTo1 = 0.69314720573728383;
    private const double TwoTo2 = 0.24022646890630256;
    private const double TwoTo3 = 0.055503287769480041;
    private const double TwoTo4 = 0.0096184889570836048;
    private const double TwoTo5 = 0.0013399931224172793;
    private const double TwoTo6 = 0.00015345812055574936;
}
