using Kiln;

namespace Zoo;

/// <summary>One threshold unit (Rosenblatt 1958): 1 where w x + b > 0. With weights set by hand it is an AND, an OR or a NAND.</summary>
[Network, Input(2), Dense(1), Step]
public sealed partial class Gate;

/// <summary>XOR = AND(NAND(x), OR(x)): no single line parts its two classes (Minsky and Papert 1969), two layers do.</summary>
[Network]
public sealed partial class Xor
{
    private static Node Build([Input(2)] Node x)
    {
        Node nand = x.Dense(1).Named("nand").Step(), or = x.Dense(1).Named("or").Step();
        return Node.Concat(nand, or).Dense(1).Named("and").Step();
    }
}
