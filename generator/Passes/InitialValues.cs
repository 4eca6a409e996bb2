namespace Kiln.Generator.Passes;

/// <summary>How the elements of a parameter are drawn: a constant, normal with a standard deviation, or uniform within a bound.</summary>
internal enum Distribution
{
    Constant,
    Normal,
    Uniform,
}

/// <summary>Turns the initializers of a graph into distributions.</summary>
internal sealed class InitialValues
{
    private const double DefaultSigma = 0.01, DefaultBound = 0.05;

    /// <summary>Nothing, tanh or sigmoid.</summary>
    private static readonly Activation s_none = new(Init.XavierUniform, 0);

    private readonly Graph _graph;
    private readonly ILookup<Value, int> _users;
    private readonly Activation[] _behind;

    public InitialValues(Graph graph)
    {
        _graph = graph;
        _users = graph.UsersBy(node => node.Inputs);
        _behind = FindActivations();
    }

    /// <summary>The distribution of the parameter at node <paramref name="index"/> and its value (constant, sigma or bound).</summary>
    public (Distribution Distribution, double Value) Of(int index)
    {
        var parameter = (Parameter)_graph.Nodes[index].Op;
        double gain = parameter.InitScale == 0 ? 1 : parameter.InitScale, fanIn = parameter.FanIn, fanSum = fanIn + parameter.FanOut;
        // The first activation behind the layer that uses the parameter, on any path; where paths differ, the ReLU kinds win.
        Activation activation = Nearest(_users[new Value(index)].Select(layer => _behind[layer]));
        Init init = parameter.Init != Init.Auto ? parameter.Init : activation.Start;
        // He et al. 2015, eq. 10 and 14; a is the negative slope.
        double he = gain * Math.Sqrt(2 / ((1 + (activation.Slope * activation.Slope)) * fanIn));
        return init switch
        {
            Init.Zeros => (Distribution.Constant, 0),
            Init.Constant => (Distribution.Constant, parameter.InitScale),
            Init.Normal => (Distribution.Normal, parameter.InitScale == 0 ? DefaultSigma : parameter.InitScale),
            Init.Uniform => (Distribution.Uniform, parameter.InitScale == 0 ? DefaultBound : parameter.InitScale),
            // Glorot and Bengio 2010, eq. 16.
            Init.XavierUniform => (Distribution.Uniform, gain * Math.Sqrt(6 / fanSum)),
            Init.XavierNormal => (Distribution.Normal, gain * Math.Sqrt(2 / fanSum)),
            Init.HeUniform => (Distribution.Uniform, he * Math.Sqrt(3)),
            Init.HeNormal => (Distribution.Normal, he),
            // LeCun et al. 1998, eq. 16.
            Init.LeCunNormal => (Distribution.Normal, gain / Math.Sqrt(fanIn)),
            // What PyTorch's kaiming_uniform(a = sqrt(5)) comes to.
            _ => (Distribution.Uniform, gain / Math.Sqrt(fanIn)),
        };
    }

    /// <summary>How weights before an activation start, with the slope of a ReLU kind's negative side, and the number of layers up to it.</summary>
    private sealed record Activation(Init Start, double Slope, int Distance = 0);

    /// <summary>For each node the activation behind it, found from the last node to the first, so that a chain is walked once for all its parameters.</summary>
    private Activation[] FindActivations()
    {
        var behind = new Activation[_graph.Nodes.Count];
        for (int i = behind.Length - 1; i >= 0; i--) behind[i] = Nearest(_users[new Value(i)].Select(user => Through(_graph.Nodes[user].Op, behind[user])));
        return behind;
    }

    /// <summary>What a layer before an op has behind it: the op itself, or what is behind that where it changes no distribution.</summary>
    private static Activation Through(Op op, Activation behind) => op switch
    {
        ReLU or HardTanh { Minimum: >= 0 } or GELU or SiLU or ELU or HardSwish or Mish or Softplus => new Activation(Init.HeNormal, 0),
        LeakyReLU leaky => new Activation(Init.HeNormal, leaky.Slope),
        SELU => new Activation(Init.LeCunNormal, 0),
        AsOneSample or OfOneSample or BatchNorm or LayerNorm or MaxPool2D or AveragePool2D or Dropout or Reshape or Transpose or Concat or Slice or Pad
            or Upsample or Add => behind with { Distance = behind.Distance + 1 },
        _ => s_none,
    };

    /// <summary>The nearest ReLU kind, the first of several; without one SELU, if any path leads there.</summary>
    private static Activation Nearest(IEnumerable<Activation> paths)
    {
        Activation found = s_none;
        foreach (Activation path in paths)
            if (Rank(path) > Rank(found) || (path.Start == Init.HeNormal && found.Start == Init.HeNormal && path.Distance < found.Distance)) found = path;
        return found;

        static int Rank(Activation activation) => activation.Start switch { Init.HeNormal => 2, Init.LeCunNormal => 1, _ => 0 };
    }
}
