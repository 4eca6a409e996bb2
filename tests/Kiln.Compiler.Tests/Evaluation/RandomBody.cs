using System.Globalization;
using System.Text;

namespace Kiln.Compiler.Tests.Evaluation;

/// <summary>
/// A random body over the variables a, b, c and the array s, which ends for certain and whose numbers stay small. The same seed gives the same body.
/// </summary>
internal sealed class RandomBody(int seed)
{
    private static readonly string[] Variables = ["a", "b", "c"];
    private readonly Random _random = new(seed);
    private readonly StringBuilder _text = new();
    private int _names;

    public string Text()
    {
        _text.Append("int a = size, b = 2, c = 3; int[] s = [1, 5, 9, 4]; Func<int, int> g = n => (n + b++) % 97; ");
        Statements(depth: 3, loops: 0);
        _text.Append("return Show(x, [a, b, c, .. s]); int F(int n, int m) { a = (a + n) % 97; return n > m ? n : m + a; }");
        return _text.ToString();
    }

    private void Statements(int depth, int loops)
    {
        for (int count = 2 + _random.Next(3); count > 0; count--) Statement(depth, loops);
    }

    private void Statement(int depth, int loops)
    {
        int kind = _random.Next(depth > 0 ? 11 : 5);
        string name = "v" + (_names++).ToString(CultureInfo.InvariantCulture);
        switch (kind)
        {
            case 0:
                _text.Append(CultureInfo.InvariantCulture, $"{Variable()} = {Number(2)} % 97; ");
                break;
            case 1:
                _text.Append(CultureInfo.InvariantCulture, $"s[{Index()}] = {Number(2)} % 97; ");
                break;
            case 2:
                _text.Append(
                    CultureInfo.InvariantCulture,
                    $"({Variable()}, {Pick(Variable(), $"s[{Index()}]", "_")}, s[{Index()}]) = ({Number(1)} % 97, {Number(1)} % 97, {Number(1)} % 97); ");
                break;
            case 3:
                string target = Variable();
                _text.Append(CultureInfo.InvariantCulture, $"{target} {Pick("+=", "-=", "^=", "|=")} {Number(1)} % 50; {target} %= 97; ");
                break;
            case 4:
                if (loops > 0) _text.Append(CultureInfo.InvariantCulture, $"if ({Condition(1)}) {Pick("break", "continue")}; ");
                else _text.Append(CultureInfo.InvariantCulture, $"s[^{1 + _random.Next(4)}]{Pick("++", "--")}; ");
                break;
            case 5:
                _text.Append(CultureInfo.InvariantCulture, $"if ({Condition(2)}) {{ ");
                Statements(depth - 1, loops);
                _text.Append("} else { ");
                Statements(depth - 1, loops);
                _text.Append("} ");
                break;
            case 6:
                Loop($"for (int {name} = 0; {name} < {1 + _random.Next(4)}; {name}++)", depth, loops);
                break;
            case 7:
                Loop($"foreach (int {name} in s{Pick("", "[1..]", "[..^1]", "[1..3]")})", depth, loops);
                break;
            case 8:
                _text.Append(CultureInfo.InvariantCulture, $"int {name} = 0; ");
                Loop($"while ({name}++ < {1 + _random.Next(3)})", depth, loops);
                break;
            case 9:
                _text.Append(
                    CultureInfo.InvariantCulture,
                    $"switch ({Number(1)} % 5) {{ case 1: case 3: {Variable()} = {Number(1)} % 97; break; case > 3 when {Condition(1)}: b++; break; "
                    + $"default: {Variable()} = {Number(1)} % 97; break; case 0: c--; break; }} ");
                break;
            default:
                _text.Append(
                    CultureInfo.InvariantCulture,
                    $"{{ int {name} = {Number(1)} % 97; Func<int> h{name} = () => {name}++ + {Variable()}; {Variable()} = (h{name}() + h{name}()) % 97; }} ");
                break;
        }
    }

    private void Loop(string head, int depth, int loops)
    {
        _text.Append(head).Append(" { ");
        Statements(loops > 0 ? 0 : depth - 1, loops + 1);
        _text.Append("} ");
    }

    private string Number(int depth) => _random.Next(depth > 0 ? 15 : 3) switch
    {
        0 => _random.Next(10).ToString(CultureInfo.InvariantCulture),
        1 => Variable(),
        2 => $"s[{Index()}]",
        3 => $"({Number(depth - 1)} {Pick("+", "-", "*")} {Number(depth - 1)}) % 97",
        4 => $"{Number(depth - 1)} / (1 + Math.Abs({Number(depth - 1)}) % 7)",
        5 => $"({Condition(depth - 1)} ? {Number(depth - 1)} : {Number(depth - 1)})",
        6 => $"Math.{Pick("Max", "Min")}({Number(depth - 1)}, {Number(depth - 1)})",
        7 => Variable() + Pick("++", "--"),
        8 => Pick("++", "--") + Variable(),
        9 => $"({Variable()} = {Number(depth - 1)} % 97)",
        10 =>
            $"(({Number(depth - 1)}) switch {{ < 3 => {Number(depth - 1)}, 5 or 7 => {Number(depth - 1)}, var n when n > b => n % 97, _ => "
            + $"{Number(depth - 1)} }})",
        11 => $"F({Number(depth - 1)} % 50, {Number(depth - 1)} % 50)",
        12 => $"g({Number(depth - 1)})",
        13 => $"(({Number(depth - 1)} {Pick("<<", ">>", ">>>")} {_random.Next(4)} {Pick("&", "|", "^")} {Number(depth - 1)}) & 63)",
        _ => $"(int)({Number(depth - 1)} * 0.5 + 1.25)",
    };

    private string Condition(int depth) => _random.Next(depth > 0 ? 6 : 2) switch
    {
        0 => $"{Number(0)} {Pick("<", "<=", ">", ">=")} {Number(0)}",
        1 => $"{Variable()} is {Pick("> 3 and < 40", "not 7", "1 or 2 or > 50")}",
        2 => $"({Condition(depth - 1)} {Pick("&&", "||", "&", "|", "^")} {Condition(depth - 1)})",
        3 => $"!({Condition(depth - 1)})",
        4 => $"{Number(depth - 1)} {Pick("==", "!=")} {Number(depth - 1)}",
        _ => $"({Variable()}++ % 2, {Number(0)}) is (0, > 2)",
    };

    private string Index() => Pick("0", "3", "^1", "^4", $"Math.Abs({Variable()}) % 4");

    private string Variable() => Pick(Variables);

    private string Pick(params string[] choices) => choices[_random.Next(choices.Length)];
}
