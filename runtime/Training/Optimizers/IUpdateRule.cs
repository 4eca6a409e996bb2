using System.Numerics;

namespace Kiln.Training;

/// <summary>The formula of an optimizer, for as many weights as a vector has lanes. <see cref="UpdateLoop"/> takes it over a whole tensor.</summary>
internal interface IUpdateRule
{
    /// <summary>How many numbers the rule remembers for each weight, 0 to 3. Those beyond are zero and forgotten.</summary>
    int States { get; }

    /// <summary>The new weights; what is remembered of them changes in place.</summary>
    Vector<float> Next(Vector<float> weight, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second, ref Vector<float> third);
}
