using System.Reflection;
using Kiln.Compiler.Tests.Reading;
using Kiln.Generator.Evaluation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Kiln.Compiler.Tests.Evaluation;

/// <summary>
/// The part of C# that bodies are written in. Each body computes numbers that become the widths of Dense layers, so that the graph shows what was
/// evaluated. The same source is compiled and run, too, with a Node that only notes the widths: C# itself is the judge.
/// </summary>
public class LanguageTests
{
    /// <summary>Statements of Build that end with <c>return Show(x, ...)</c>, and the numbers shown.</summary>
    public static TheoryData<string, string> Bodies => new()
    {
        // Conditions.
        { "int a = 1; if (size > 4) a = 2; else a = 3; return Show(x, a);", "2" },
        { "int a = 1; if (size < 4) { a = 2; } return Show(x, a, size == 5 ? 7 : 8);", "1 7" },
        { "if (size > 4 && x.Rank == 1) { return Show(x, 1); } return Show(x, 2);", "1" },
        { "int a = size switch { 1 or 2 => 10, > 2 and < 5 => 20, not 6 => 30, _ => 40 }; return Show(x, a);", "30" },
        { "int a = (size, x.Rank) switch { (5, 2) => 1, (var s, 1) when s > 4 => s * 2, _ => 3 }; return Show(x, a);", "10" },
        { "int a; switch (size) { default: a = 1; break; case 4: case 5: a = 2; break; case 6: a = 3; break; } return Show(x, a);", "2" },
        { "switch (size) { case > 100: return Show(x, 1); case 5 when x.Rank == 3: return Show(x, 2); } return Show(x, 3);", "3" },
        { "string kind = \"wide\"; int a = kind switch { \"wide\" => 9, _ => 1 }; return Show(x, a, kind == \"wide\" ? 4 : 5);", "9 4" },
        { "Node? none = null; int? maybe = null; return Show(x, none is null ? 1 : 2, maybe ?? 3, x is not null ? 4 : 5, none == null ? 6 : 7);", "1 3 4 6" },
        { "if (size > 9) throw new ArgumentException($\"{size} is too many\"); return Show(x, x[0], x[^1] * 2, x[x.Rank - 1]);", "4 8 4" },
        { "int? maybe = 4; return Show(x, maybe.Value, maybe.HasValue ? 1 : 2, maybe is { } n ? n + 1 : 9);", "4 1 5" },

        // Loops.
        { "int a = 0; for (int i = 0; i < 5; i++) { if (i == 1) continue; if (i == 4) break; a += i; } return Show(x, a);", "5" },
        { "int a = 1, n = 0; while (a < 50) { a *= 3; n++; } return Show(x, a, n);", "81 4" },
        { "int a = 0; do { a += 2; } while (a < 0); return Show(x, a);", "2" },
        { "int a = 0; for (int i = 0, j = 10; i < j; i++, j--) a += j - i; return Show(x, a);", "30" },
        { "int a = 0; foreach (int n in (int[])[1, 2, 3]) a = a * 10 + n; return Show(x, a);", "123" },
        { "int a = 0; foreach (int n in new[] { 4, 5, 6, 7 }[1..^1]) a = a * 10 + n; return Show(x, a);", "56" },
        { "int a = 0; foreach (var (n, m) in new[] { (1, 2), (3, 4) }) a += n * m; return Show(x, a);", "14" },
        { "int a = 0; for (; ; ) { if (++a == 3) break; } return Show(x, a);", "3" },
        { "int a = 0; for (int i = 0; i < 3; i++) for (int j = 0; j < 3; j++) { if (j > i) break; a++; } return Show(x, a);", "6" },
        { "int i = 0; do { i++; if (i % 2 == 0) continue; if (i > 6) break; } while (i < 10); return Show(x, i);", "7" },
        { "int a = 0; foreach (int i in new[] { 3, 1, 2 }) { for (int j = 0; ; j++) { if (j == i) break; if (j == 1) { a += 100; continue; } a += j + 1; } "
            + "if (a > 150) break; } return Show(x, a);",
            "206" },
        { "int a = 5; while (true) { if (a > 40) { if (a % 2 == 0) break; else { a++; continue; } } a = a * 2 - 1; } return Show(x, a);", "66" },
        { "int a = 0; for (int i = 0; i < 6; i++) switch (i) { case 2: continue; case 4: break; default: a += i; break; } return Show(x, a);", "9" },

        // Numbers.
        { "return Show(x, 1 << size, -8 >> 1, (-8 >>> 28) + 1, 6 & 3, 6 | 1, size ^ 1, ~size & 7);", "32 -4 16 2 7 4 2" },
        { "int i = 5; int a = i++ + ++i; int b = i-- - --i; return Show(x, a, b, i);", "12 2 5" },
        { "int i = 7; i /= 2; i <<= 3; i %= 10; i |= 1; i &= 7; i ^= 2; i -= 1; return Show(x, i);", "6" },
        { "double d = size; d /= 2; d++; float f = 0.1f; return Show(x, (int)d, (int)(f * 10 + 0.5f), (int)(0.1 * 3 * 100));", "3 1 30" },
        { "return Show(x, Math.Max(size, 3), Math.Min(2, size), Math.Abs(-4), (int)Math.Ceiling(size / 2.0), (int)Math.Floor(-1.5), (int)Math.Pow(2, 3));",
            "5 2 4 3 -2 8" },
        { "return Show(x, (int)Math.Sqrt(17), (int)Math.Log2(8), (int)Math.Round(2.5), (int)Math.Round(1.26 * 10, 0), Math.Clamp(9, 1, 4), Math.Sign(-2.5), "
            + "(int)Math.Log(Math.Exp(2.5)));",
            "4 3 2 13 4 -1 2" },
        { "return Show(x, (int)Kind.Wide, Kind.Wide == Kind.Narrow ? 1 : 2, sizeof(int), (int)'a');", "1 2 4 97" },
        { "int i = 3; i = i++ + i; int j = i-- * --i; i += i++ * 2; return Show(x, i, j);", "15 35" },
        { "return Show(x, -7 / 2, -7 % 3, 7 % -3, (int)-2.9, (int)2.9f, 1 << 33, -1 >>> 30, (int)Math.Round(3.5), (int)Math.Truncate(-3.7), "
            + "(int)Math.Log2(1 << 20), (int)Math.Ceiling(Math.Log2(1025)));",
            "-3 -1 1 -2 2 2 3 4 -3 20 11" },
        { "float f = 16777216f; f += 1; double d = 0.1 + 0.2; "
            + "return Show(x, f == 16777216f ? 1 : 0, d == 0.3 ? 1 : 0, (float)d == 0.3f ? 1 : 0, d / 0 - d / 0 == d ? 0 : 1);",
            "1 0 1 1" },
        { "bool a = true; a &= size > 9; a |= size > 1; a ^= false; return Show(x, a ? 1 : 0, !a ? 1 : 2);", "1 2" },
        { "return Show(x, (int)Math.Round(2.5, MidpointRounding.AwayFromZero), (int)Math.Round(2.5, MidpointRounding.ToEven), (int)Math.Round(-2.5, "
            + "MidpointRounding.ToZero), (int)Math.Round(-2.5, MidpointRounding.ToNegativeInfinity), (int)Math.Round(2.1, "
            + "MidpointRounding.ToPositiveInfinity), (int)(1000 * Math.Round(0.0625, 3, MidpointRounding.AwayFromZero)), (int)(1000 * Math.Round(0.0625, 3)));",
            "3 2 -2 -3 3 63 62" },
        { "return Show(x, (int)(1000 * Math.Round(2.345, 2)), (int)(1000 * Math.Round(digits: 1, value: 2.25)), "
            + "(int)Math.Round(mode: MidpointRounding.AwayFromZero, value: 2.5));",
            "2350 2200 3" },
        { "return Show(x, (int)(1000 * Math.Sin(1)), (int)(1000 * Math.Cos(1)), (int)(1000 * Math.Tan(1)), (int)(1000 * Math.Atan2(1, 3)), "
            + "(int)(1000 * Math.Tanh(0.5)), (int)(1000 * Math.IEEERemainder(4, 3)), (int)(Math.Max(1.5f, 0.5f) * 2), (int)(Math.Abs(-0.1f) * 1e9) "
            + "- 100000000);",
            "841 540 1557 321 462 1000 3 1" },
        { "double a = 0; foreach (double d in new[] { 1, 2, 4 }) a += d / 8; int b = 0; foreach (int i in new[] { 1.9, 2.9 }) b += i; "
            + "foreach (float f in (int[])[3]) { Func<float> g = () => f / 2; b += (int)(g() * 10); } "
            + "foreach ((double n, float m) in new[] { (1, 2) }) b += (int)(n / m * 100); return Show(x, (int)(a * 1000), b);",
            "875 68" },
        { "(double a, double b) = Pair(); double c; int d; (c, d) = Pair(); (double e, (float f, _)) = (1, Pair()); static (int, int) Pair() => (1, 3); "
            + "return Show(x, (int)(a / b * 1000), (int)(c / 2 * 1000), d / 2, (int)(e / 4 * 100), (int)(f / 2 * 10));",
            "333 500 1 25 5" },
        { "(double a, double b) t = (1, 3); double[] s = [0, 0]; (s[0], s[1]) = (1, 3); return Show(x, (int)(t.a / t.b * 1000), (int)(s[0] / s[1] * 1000));",
            "333 333" },

        // Arrays, lists and tuples.
        { "var a = new int[3]; a[1] = 4; a[^1] = a[1] + 1; a[0] += 2; a[1]++; return Show(x, a);", "2 5 5" },
        { "int[] a = [1, 2], b = [0, .. a, 3, .. a[1..]]; return Show(x, [.. b, b.Length]);", "0 1 2 3 2 5" },
        { "int[] a = { 1, 2 }; int[] b = a; b[0] = 9; return Show(x, a);", "9 2" },
        { "int[][] a = [[1], [2, 3]]; return Show(x, a[1][1], a.Length, a[0].Length);", "3 2 1" },
        { "ReadOnlySpan<int> a = [1, 2, 3]; Span<int> b = new int[2]; b[0] = a[^2]; return Show(x, b[0], a[1..].Length);", "2 2" },
        { "int[] a = [1, 2, 3, 4]; Span<int> s = a; var t = s[1..][1..]; t[0] = 9; t[^1]++; ReadOnlySpan<int> r = s[..2]; a[1] = 7; var copy = a[1..]; "
            + "copy[0] = 0; int sum = 0; foreach (int n in t) sum += n; return Show(x, [.. a, r[1], .. t, t.Length, sum]);",
            "1 7 9 5 7 9 5 2 14" },
        { "var a = new List<int> { 1, 2 }; a.Add(3); a[0] = 7; IReadOnlyList<int> b = a; return Show(x, [.. a, a.Count, b[1]]);", "7 2 3 3 2" },
        { "var a = (1, two: 2); (int b, int c) = a; (b, c) = (c, b); var (d, _) = (a.two, 9); return Show(x, a.Item1, b, c, d);", "1 2 1 2" },
        { "int a, b; a = b = 3; int[] s = new int[2]; int c = s[1] = a + 1; (s[0], a) = (6, 7); return Show(x, a, b, c, s[0], s[1]);", "7 3 4 6 4" },
        { "string[] a = [\"x\", \"yz\"]; string s = a[0] + a[1] + 3; return Show(x, s.Length, s == \"xyz3\" ? 1 : 2);", "4 1" },
        { "int[]? a = null; a ??= [5]; a ??= [6]; return Show(x, a);", "5" },

        // Functions.
        { "return Show(x, Twice(size), Helpers.Sum(1, 2, 3), Helpers.Sum(), Helpers.Scale(by: 3, value: 2), Helpers.Scale(4));", "10 6 0 6 8" },
        { "return Show(x, Factorial(5), Helpers.Widths[1], Helpers.Widths.Length, Helpers.Half, Helpers.Twelve);", "120 128 3 6 12" },
        { "int a = 1; Grow(); Grow(); return Show(x, a, Add(2)); void Grow() => a *= 3; int Add(int n) { return n == 0 ? a : 1 + Add(n - 1); }", "9 11" },
        { "Func<int, int> f = n => n * size; Func<int, Func<int, int>> g = a => b => a - b; "
            + "return Show(x, f(2), g(7)(3), Apply(Twice, 4), Apply(n => n + 1, 4));",
            "10 4 8 5" },
        { "var fs = new Func<int>[3]; for (int i = 0; i < 3; i++) { int k = i * 10; fs[i] = () => k + i; } return Show(x, fs[0](), fs[1](), fs[2]());",
            "3 13 23" },
        { "var fs = new List<Func<int>>(); foreach (int n in new[] { 1, 2 }) fs.Add(() => n); return Show(x, fs[0](), fs[1]());", "1 2" },
        { "int total = 0; foreach (int n in new[] { 1, 2, 3 }) { if (n == 2) continue; Action add = () => total += n; add(); } return Show(x, total);", "4" },
        { "var fs = new List<Func<int>>(); for (int i = 0; i < 2; i++) { int a = i * 10; foreach (int j in new[] { 1, 2 }) { int b = a + j; "
            + "fs.Add(() => ++b + a++); } } int sum = 0; foreach (var f in fs) sum = sum % 100 * 7 + f() + f(); return Show(x, sum);",
            "220" },
        { "int sum = 0; for (int i = 0; i < 3; i++) { int a = i; void Add() { a += i; sum += a; if (a < 4) Add(); } if (i == 0) continue; Add(); } "
            + "return Show(x, sum);",
            "13" },
        { "Func<int, int>? f = null; f = n => n < 2 ? n : f!(n - 1) + f(n - 2); return Show(x, f(10), Fib(9)); static int Fib(int n) { int a = 0, b = 1; "
            + "while (n-- > 0) (a, b) = (b, a + b); return a; }",
            "55 34" },
        { "int calls = 0; bool No() { calls++; return false; } bool a = No() && No(), b = No() || No(), c = No() & No(); "
            + "int d = No() ? Twice(calls++) : calls; return Show(x, calls, d, a || b || c ? 1 : 0);",
            "6 6 0" },
        { "return Show(x, First(3, 4), First<int>(5, 6), Second((7, 8))); T First<T>(T a, T b) => a; T Second<T>((T, T) pair) => pair.Item2;", "3 5 8" },
        { "return Show(x, Order(1, 2), Order(b: 1, a: 2)); int Order(int a, int b = 5) => a * 10 + b;", "12 21" },
        { "var (f, g) = Pair(3); (Func<int>, Func<int>) Pair(int n) { return (() => n++, () => n * 2); } int a = f() + f(); return Show(x, a, g());", "7 10" },
        { "int n = 0; int Next() => ++n; var a = new[] { Next(), Next(), Next() }; a[Next() - 4] += Next() * 10; a[1] <<= Next() - 4; "
            + "return Show(x, [.. a, n]);",
            "51 8 3 6" },
        { "return Show(x, Wide, Doubled, Nested, Area(3), this.Area(2), Levels[1], size.Triple(), x.Features, x.Wider(2));", "10 20 21 15 10 8 15 4 6" },
        { "var b = new OtherAttribute(3) { Extra = 4 }; return Show(x, b.Sum, b.Extra, new OtherAttribute(1).Extra);", "7 4 2" },
        { "var b = new ClassicAttribute(3) { Bias = true }; var c = new ClassicAttribute(2, wide: true); "
            + "return Show(x, b.Doubled, b.Bias ? 1 : 0, b.Wide ? 1 : 0, b.Offset, c.Doubled, c.Bias ? 1 : 0, c.Wide ? 1 : 0);",
            "6 1 0 4 4 0 1" },
        { "var b = new NarrowAttribute(3); return Show(x, b.Width, b.WideWidth, b.Tenfold, new NarrowAttribute(4) { Tenfold = 1 }.Tenfold);", "3 6 60 1" },
        { "var b = new StepsAttribute(4) { Scaled = 2, Twice = 5, Once = 6 }; "
            + "return Show(x, b.First, b.Second, b.Listed, b.Scaled, b.Twice, b.Given, b.WideWidth, new StepsAttribute(1).Scaled);",
            "16 8 13 33 11 6 3 1" },
        { "var b = new StepsAttribute(); bool wide = size > 4; "
            + "return Show(x, b.First, b.Second, b.Listed, b.WideWidth, new StepsAttribute(scaled: 2).Scaled, new StepsAttribute { "
            + "Frozen = wide, Twice = 3 }.Twice);",
            "19 -11 16 6 4 7" },
        { "var b = new PairAttribute(3); var c = new PairAttribute(1, 2); "
            + "return Show(x, b.Sum, b.Half, b.Base, c.Sum, c.Half, c.Base, new LeafAttribute().Base, new LeafAttribute { "
            + "Base = 3 }.Base, new PairAttribute(1) { Part = 4 }.Part);",
            "9 0 8 3 5 8 8 3 6" },
        { "var b = new ManyAttribute<int>(3) { Item = 4, Twice = 5 }; var c = new ManyAttribute<bool>(2); "
            + "return Show(x, b.Count, b.Item, b.Twice, c.Count, c.Twice);",
            "6 4 10 4 0" },
        { "return Show(x, Default(), Default(2), Default(absent: [1, 2, 3]));", "-1 -2 3" },
        { "return Show(x, Maybe(), Maybe(null), Maybe(4, rate: null), Maybe(kind: Kind.Narrow, flag: null)); "
            + "int Maybe(int? n = 3, double? rate = 2, bool? flag = true, Kind? kind = Kind.Wide, float? half = 0.5f) => (n ?? 70) + (int)((rate ?? 0.25) "
            + "* 4) * 100 + (flag ?? false ? 1000 : 2000) + (int)(kind ?? Kind.Narrow) * 10000 + (half is null ? 5 : 0);",
            "11803 11870 11104 2803" },
        { "int n = 2; return Show(x, Helpers.Scale(by: Twice(n), value: n + 1), Helpers.Scale(by: Math.Max(n, 3), value: Math.Min(n, 1)));", "12 3" },
    };

    private const string Helpers = """
        static class Helpers
        {
            public const int Twelve = 12;
            public static readonly int[] Widths = [64, 128, 256];
            public static int Half { get; } = Twelve / 2;
            public static int Sum(params int[] values) { int sum = 0; foreach (int value in values) sum += value; return sum; }
            public static int Scale(int value, int by = 2) => value * by;
            public static int Triple(this int value) => value * 3;
            extension(Node x)
            {
                public int Features => x.Channels;
                public int Wider(int by) { return x.Features + by; }
            }
        }
        enum Kind { Narrow, Wide }
        class OtherAttribute(int size) : BlockAttribute
        {
            public int Extra { get; init; } = 2;
            public int Sum => size + Extra;
            protected override Node Build(Node x) => x.Dense(Sum);
        }
        class ClassicAttribute : BlockAttribute
        {
            public ClassicAttribute(int size, bool wide = false)
            {
                Doubled = 2 * size;
                this.Wide = wide;
            }
            public int Doubled { get; }
            public bool Wide { get; private set; }
            public bool Bias { get; set; }
            public readonly int Offset = 4;
            protected override Node Build(Node x) => x.Dense(Doubled);
        }
        abstract class RootAttribute : BlockAttribute
        {
            public int Base;
            protected RootAttribute() { int n = 1; while (n < 8) n *= 2; Base = n; }
        }
        class LeafAttribute : RootAttribute { protected override Node Build(Node x) => x; }
        partial class PairAttribute(int a, int b) : RootAttribute
        {
            public PairAttribute(int a) : this(a, a * 2) { Action half = () => Half--; for (int i = 0; i < 5; i++) half(); }
            public int Sum => a + b;
            public partial int Part { get; set; }
            public int Half { get; set; } = 5;
            protected override Node Build(Node x) => x;
        }
        partial class PairAttribute
        {
            private int _part = 1;
            public partial int Part { get => _part + 1; set => _part = value + 1; }
        }
        abstract class CountAttribute<T>(int count) : BlockAttribute
        {
            private int _twice;
            public T? Item { get; set; }
            public int Twice { get => _twice; set => _twice = value * 2; }
            public int Count => count;
        }
        class ManyAttribute<T>(int count) : CountAttribute<T>(count * 2) { protected override Node Build(Node x) => x; }
        abstract class WideAttribute(int width) : BlockAttribute
        {
            public int Tenfold = width * 10;
            public int WideWidth => width;
        }
        class NarrowAttribute(int width) : WideAttribute(width * 2)
        {
            public int Width => width;
            protected override Node Build(Node x) => x.Dense(width);
        }
        class StepsAttribute : WideAttribute
        {
            private readonly int[] _list = new int[3];
            private int _first = 100, _second = 7, _scaled, _twice, _given;
            public StepsAttribute(int size) : base(size - 1)
            {
                int before = size;
                size += 5;
                _first = size;
                _first--;
                _second += _first++;
                (_first, _second) = (_second + 1, _first - 1);
                if (before > 100) throw new ArgumentException("too much");
                for (int i = 0; i < _list.Length; i++) _list[i] = _second + size - before;
                size = 0;
                Second = _second;
            }
            public StepsAttribute() : this(7) => Second = -Second;
            public StepsAttribute(bool wide = false, int scaled = 1) : this() => _scaled = wide ? 0 : scaled + 1;
            public int First => _first;
            public int Second { get; private set; }
            public int Listed => _list[2];
            public int Scaled { get => _scaled + 1; set => _scaled = value * _first; }
            public int Twice { get { return _twice + 1; } init { int twice = value * 2; _twice = twice; } }
            public int Once { init => _given = value; }
            public int Given => _given;
            protected override Node Build(Node x) => x;
        }
        class BAttribute(int size) : BlockAttribute
        {
            private readonly int[] Levels = [size, size + 3];
            private int Wide { get; } = 2 * size;
            private int Doubled => Wide * 2;
            private int Nested { get { int n = Doubled; return n + 1; } }
            private int Area(int side) => side * size;
            private static int Twice(int n) => n * 2;
            private static int Factorial(int n) => n <= 1 ? 1 : n * Factorial(n - 1);
            private static int Apply(Func<int, int> f, int n) => f(n);
            private static int Default(int count = 1, int[]? absent = null) => absent is null ? -count : absent.Length;
            private static Node Show(Node x, params int[] numbers)
            {
                foreach (int number in numbers) x = x.Dense(number + 1000);
                return x;
            }
            protected override Node Build(Node x) { 
        """;

    /// <summary>Every body in its network N.</summary>
    internal static IEnumerable<string> Sources => Bodies.Select(row => Source(row.Data.Item1));

    /// <summary>The results of evaluator and C# for each body, all compiled together.</summary>
    private static readonly Lazy<Dictionary<string, Answers>> s_answers = new(() =>
    {
        string[] bodies = [.. Bodies.Select(row => row.Data.Item1)];
        return bodies.Zip(Answer(bodies)).ToDictionary(pair => pair.First, pair => pair.Second);
    });

    /// <summary>The numbers that a body shows, or why there are none.</summary>
    private sealed record Answers(string Evaluator, string CSharp);

    [Theory]
    [MemberData(nameof(Bodies))]
    public void A_body_computes_what_it_says(string body, string expected) => Assert.Equal(expected, s_answers.Value[body].Evaluator);

    [Theory]
    [MemberData(nameof(Bodies))]
    public void CSharp_computes_it(string body, string expected) => Assert.Equal(expected, s_answers.Value[body].CSharp);

    /// <summary>Random bodies; the message holds one that C# and the evaluator understand differently.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(2000)]
    public void A_random_body_computes_what_CSharp_computes(int firstSeed)
    {
        string[] bodies = [.. Enumerable.Range(firstSeed, TestLevel.Count(quick: 100, full: 300)).Select(seed => new RandomBody(seed).Text())];
        foreach ((string body, Answers answers) in bodies.Zip(Answer(bodies)))
            Assert.True(answers.CSharp == answers.Evaluator, $"C# computes {answers.CSharp}, the evaluator {answers.Evaluator}: {body}");
    }

    /// <summary>Each body has a namespace of its own, so that two compilations serve them all: one that is evaluated, one that is run.</summary>
    private static IEnumerable<Answers> Answer(string[] bodies)
    {
        string[] sources = [.. bodies.Select((body, i) => $"namespace Body{i} {{ {Source(body)} }}")];
        CSharpCompilation compilation = TestCompilation.Of(sources);
        Assembly assembly = Compile(sources);
        return bodies.Select((_, i) => new Answers(Evaluate(compilation, $"Body{i}.N"), Execute(assembly, $"Body{i}.BAttribute")));
    }

    private static string Evaluate(Compilation compilation, string network)
    {
        EvaluatedNetwork evaluated = NetworkEvaluation.Evaluate(compilation.Read(network).Spec, CancellationToken.None);
        string[] errors = [.. evaluated.Problems.Where(problem => problem.IsError).Select(problem => problem.Problem.ToString())];
        return errors.Length > 0
            ? string.Join('\n', errors)
            : string.Join(" ", evaluated.Graph.All<Kiln.Generator.Ops.Dense>().Select(dense => dense.Node.Outputs[0].Shape[0] - 1000));
    }

    private static string Execute(Assembly assembly, string block)
    {
        object node = Activator.CreateInstance(assembly.GetType("Kiln.Node")!)!, instance = Activator.CreateInstance(assembly.GetType(block)!, 5)!;
        instance.GetType().GetMethod("Run")!.Invoke(instance, [node]);
        var widths = (List<int>)node.GetType().GetField("Widths")!.GetValue(node)!;
        return string.Join(" ", widths.Select(width => width - 1000));
    }

    /// <summary>Compiles bodies with a Node that only notes the widths.</summary>
    private static Assembly Compile(string[] sources)
    {
        const string Stubs = """
            namespace Kiln
            {
                public sealed class Node
                {
                    public readonly List<int> Widths = [];
                    public int Channels => Widths.Count == 0 ? 4 : Widths[^1];
                    public int Rank => 1;
                    public int this[Index dimension] => dimension.GetOffset(1) == 0 ? Channels : throw new IndexOutOfRangeException();
                    public Node Dense(int units) { Widths.Add(units); return this; }
                }
                public abstract class BlockAttribute : Attribute { public bool Frozen { get; set; } protected abstract Node Build(Node x); public Node Run(Node x) => Build(x); }
                public sealed class NetworkAttribute : Attribute;
                public sealed class InputAttribute(int size) : Attribute { public int Size => size; }
            }
            namespace Kiln.Data { class Nothing; }
            namespace Kiln.Training { class Nothing; }
            """;
        CSharpCompilation compilation = TestCompilation.Of([.. sources, Stubs]);
        compilation = compilation.RemoveReferences(compilation.References.Where(reference => Path.GetFileName(reference.Display) == "Kiln.dll"));
        using var stream = new MemoryStream();
        Assert.Empty(compilation.Emit(stream).Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        return Assembly.Load(stream.ToArray());
    }

    private static string Source(string body) => $"{Helpers}{body} }} }} [Network, Input(4), B(5)] partial class N;";
}
