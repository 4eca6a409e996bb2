using Kiln.Data;

namespace Kiln.Training;

/// <summary>
/// Points beside the weights of a network. Fresh weights lie on kinks: biases of 0 over a black background put a whole map exactly where ReLU bends. Every
/// trained weight moves by itself, so that a point on which the loss bends is left with certainty, but for chance.
/// </summary>
internal sealed class NudgedParameters(NetworkCore core, IReadOnlyList<ParameterInfo> trained)
{
    /// <summary>The number of points to try. In a small network each of the few kinks weighs much, and some points lie near another one.</summary>
    public const int Points = 8;

    // Farther than most differences reach, so that they do not find the kink again, and half of it more for each further point.
    private const double Distance = 1e-2;

    private readonly float[] _start = core.Parameters.ToArray();

    /// <summary>Moves to a point, 1 to <see cref="Points"/>; each lies farther away.</summary>
    public void MoveTo(int point)
    {
        Return();
        Span<float> weights = core.EditParameters();
        double distance = Distance * (point + 1) / 2;
        foreach (ParameterInfo parameter in trained)
        {
            Philox random = new(point, "gradientCheckPoint", parameter.Name);
            foreach (ref float weight in weights.Slice(parameter.Offset, parameter.Length))
            {
                // Uniform on [-1, -1/2] and [1/2, 1]: no weight stays where it was.
                double move = random.NextSingle() - 0.5;
                weight += (float)(distance * Math.Max(1, Math.Abs(weight)) * (move + (move < 0 ? -0.5 : 0.5)));
            }
        }
    }

    /// <summary>Goes back to where the network was, to the bit.</summary>
    public void Return() => _start.CopyTo(core.EditParameters());
}
