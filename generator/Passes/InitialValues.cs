using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

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

    private readonly Graph _graph;
    private readonly ILookup<int, int> _users;

    public InitialValues(Graph graph)
    {
        _graph = graph;
        _users = Enumerable.Range(0, graph.Nodes.Count).SelectMany(user => graph.Nodes[user].Inputs.Select(input => (Input: input.Node, User: user))).ToLookup(pair => pair.Input, pair => pair.User);
    }

    /// <summary>The distribution of the parameter at node <paramref name="index"/> and its value (constant, sigma or bound).</summary>
    public (Distribution Distribution, double Value) Of(int index)
    {
        var parameter = (Parameter)_graph.Nodes[index].Op;
        double gain = parameter.InitScale == 0 ? 1 : parameter.InitScale, fanIn = parameter.FanIn, fanSum = fanIn + parameter.FanOut;
        Activation activation = ActivationBehind(index);
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

    /// <summary>How weights before an activation start; <paramref name="Slope"/> is that of a ReLU kind's negative side.</summary>
    private readonly record struct Activation(Init Start, double Slope);

    /// <summary>
    /// The first activation behind the layer that uses the parameter, through normalization, pooling, dropout and views, on any path;
    /// where paths differ, the ReLU kinds win.
    /// </summary>
    private Activation ActivationBehind(int parameter)
    {
        Activation found = new(Init.XavierUniform, 0);
        var seen = new HashSet<int>();
        var open = new Queue<int>(_users[parameter]);
        while (open.Count > 0)
        {
            int layer = open.Dequeue();
            foreach (int user in _users[layer])
            {
                if (!seen.Add(user)) continue;
                switch (_graph.Nodes[user].Op)
                {
                    case ReLU or GELU or SiLU or ELU or HardSwish or Softplus: return new Activation(Init.HeNormal, 0);
                    case LeakyReLU leaky: return new Activation(Init.HeNormal, leaky.Slope);
                    case SELU: found = new Activation(Init.LeCunNormal, 0); break;
                    case AsOneSample or OfOneSample or BatchNorm or LayerNorm or MaxPool2D or AveragePool2D or Dropout or Reshape or Transpose or Concat or Slice or Pad or Upsample or Add: open.Enqueue(user); break;
                    default: break;
                }
            }
        }

        return found;
    }
}
