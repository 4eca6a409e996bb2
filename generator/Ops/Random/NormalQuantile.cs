namespace Kiln.Generator.Ops;

/// <summary>
/// The inverse of the normal distribution function for reference evaluations: Wichura, "Algorithm AS 241: the percentage points of the
/// normal distribution", Applied Statistics 37 (1988), routine PPND16, relative accuracy about 1e-16.
/// </summary>
internal static class NormalQuantile
{
    private static readonly double[] s_centre =
        [
            3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125, 45921.953931549871457, 67265.770927008700853,
            33430.575583588128105, 2509.0809287301226727,
        ];

    private static readonly double[] s_underCentre =
        [
            1, 42.313330701600911252, 687.18700749205790830, 5394.1960214247511077, 21213.794301586595867, 39307.895800092710610, 28729.085735721942674,
            5226.4952788528545610,
        ];

    private static readonly double[] s_tail =
        [
            1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504, 1.27045825245236838258, 0.241780725177450611770,
            0.0227238449892691845833, 7.74545014278341407640e-4,
        ];

    private static readonly double[] s_underTail =
        [
            1, 2.05319162663775882187, 1.67638483018380384940, 0.689767334985100004550, 0.148103976427480074590, 0.0151986665636164571966,
            5.47593808499534494600e-4, 1.05075007164441684324e-9,
        ];

    /// <summary>The quantile of a probability from 1e-10 to 1 - 1e-10; the paper has another formula beyond that range.</summary>
    public static double Of(double probability)
    {
        double centred = probability - 0.5;
        if (Math.Abs(centred) <= 0.425)
        {
            double square = 0.180625 - (centred * centred);
            return centred * Polynomial(s_centre, square) / Polynomial(s_underCentre, square);
        }

        double tail = Math.Sqrt(-Math.Log(centred < 0 ? probability : 1 - probability)) - 1.6;
        return Math.Sign(centred) * Polynomial(s_tail, tail) / Polynomial(s_underTail, tail);
    }

    private static double Polynomial(double[] coefficients, double x)
    {
        double sum = 0;
        for (int i = coefficients.Length - 1; i >= 0; i--) sum = (sum * x) + coefficients[i];
        return sum;
    }
}
