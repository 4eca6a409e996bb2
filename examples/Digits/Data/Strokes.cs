using System.Globalization;
using System.Numerics;

namespace Digits;

/// <summary>One stroke of the pen: points joined by lines, or by cubic Bezier curves (start, control, control, end = next start, ...).</summary>
internal sealed record Stroke(bool Curved, Vector2[] Points);

/// <summary>
/// The stroke fonts: how five hands write the ten digits, in a box 100 wide and 140 high, y downwards. "M" lifts the pen, "L" draws
/// lines, "C" cubic Bezier curves.
/// </summary>
internal static class Strokes
{
    public const float Width = 100;
    public const float Height = 140;

    private static readonly string[][] Hands =
    [
        // Round print.
        [
            "M 50 0 C 10 0 5 45 5 70 C 5 105 20 140 50 140 C 80 140 95 105 95 70 C 95 35 85 0 50 0",
            "M 25 25 L 55 0 L 55 140",
            "M 8 35 C 10 10 30 0 50 0 C 78 0 92 18 92 40 C 92 75 40 95 8 140 L 94 140",
            "M 10 18 C 25 2 40 0 50 0 C 75 0 88 15 88 34 C 88 55 70 65 45 65 C 75 66 94 80 94 103 C 94 128 72 140 48 140 C 28 140 14 132 6 118",
            "M 72 140 L 72 0 L 5 95 L 98 95",
            "M 85 0 L 22 0 L 15 62 C 28 52 40 48 52 48 C 78 48 94 66 94 93 C 94 122 75 140 48 140 C 28 140 14 132 6 118",
            "M 80 5 C 35 15 6 55 6 95 C 6 122 25 140 50 140 C 76 140 94 122 94 97 C 94 73 76 58 52 58 C 28 58 10 74 7 98",
            "M 6 0 L 94 0 C 70 35 48 80 40 140",
            "M 50 65 C 25 60 12 48 12 32 C 12 12 28 0 50 0 C 72 0 88 12 88 32 C 88 48 75 60 50 65 "
                + "C 20 72 5 85 5 104 C 5 126 22 140 50 140 C 78 140 95 126 95 104 C 95 85 80 72 50 65",
            "M 93 42 C 90 66 72 80 48 80 C 22 80 6 64 6 41 C 6 17 24 0 49 0 C 75 0 94 18 94 46 C 94 90 70 125 22 138",
        ],

        // School: a foot under the 1, a loop in the 2, an open 4, a bar through the 7.
        [
            "M 70 10 C 35 -15 5 40 6 78 C 7 115 28 140 52 140 C 85 140 98 95 94 55 C 90 20 70 0 45 6",
            "M 20 35 L 52 0 L 52 140 M 22 140 L 82 140",
            "M 12 30 C 22 5 40 0 52 0 C 75 0 88 16 88 36 C 88 66 55 85 30 115 C 10 138 12 110 35 118 C 60 127 75 145 95 128",
            "M 12 0 L 88 0 L 45 52 C 75 50 94 70 94 96 C 94 124 74 140 46 140 C 26 140 12 130 5 116",
            "M 28 0 C 22 30 14 55 6 82 L 96 82 M 70 45 L 66 140",
            "M 28 5 L 22 60 C 50 45 92 55 92 95 C 92 125 70 140 46 140 C 28 140 14 132 6 120 M 28 5 L 90 0",
            "M 62 0 C 30 40 8 75 8 102 C 8 126 26 140 50 140 C 74 140 92 126 92 104 C 92 82 76 70 55 70 C 35 70 18 80 10 96",
            "M 8 14 L 8 0 L 92 0 L 38 140 M 25 70 L 78 70",
            "M 82 18 C 70 0 20 -8 16 30 C 14 62 90 70 90 106 C 90 150 8 150 8 106 C 8 76 60 62 82 18",
            "M 86 12 C 60 -12 8 5 8 42 C 8 84 72 82 88 14 L 84 140",
        ],

        // Angular: straight lines only.
        [
            "M 30 0 L 70 0 L 95 30 L 95 110 L 70 140 L 30 140 L 5 110 L 5 30 L 30 0",
            "M 50 0 L 50 140",
            "M 8 22 L 28 0 L 72 0 L 92 22 L 92 55 L 8 140 L 95 140",
            "M 8 0 L 90 0 L 50 55 L 72 58 L 94 82 L 94 115 L 72 140 L 25 140 L 6 120",
            "M 60 0 L 4 92 L 96 92 M 66 55 L 66 140",
            "M 92 0 L 14 0 L 14 60 L 70 60 L 94 80 L 94 115 L 70 140 L 10 140",
            "M 70 0 L 20 55 L 6 90 L 6 115 L 28 140 L 72 140 L 94 118 L 94 90 L 72 68 L 14 72",
            "M 5 0 L 95 0 L 45 140",
            "M 28 0 L 72 0 L 90 18 L 90 48 L 70 66 L 30 66 L 10 48 L 10 18 L 28 0 M 30 66 L 5 90 L 5 118 L 28 140 L 72 140 L 95 118 L 95 90 L 70 66",
            "M 90 70 L 28 72 L 6 52 L 6 22 L 28 0 L 72 0 L 94 24 L 94 60 L 60 140",
        ],

        // Cursive: leaning, in one sweep.
        [
            "M 58 0 C 20 5 -2 70 12 112 C 24 145 66 146 86 100 C 104 55 96 -5 58 0 C 50 8 60 22 82 16",
            "M 10 60 C 30 45 50 20 60 0 L 48 140",
            "M 10 40 C 12 5 70 -15 84 22 C 94 55 40 105 10 138 C 30 118 50 118 65 132 C 78 142 90 138 98 122",
            "M 18 22 C 28 -5 84 -8 82 28 C 80 52 58 62 40 62 C 70 58 92 76 86 106 C 78 148 12 150 8 108",
            "M 40 0 C 30 40 16 66 4 88 C 30 84 62 82 98 84 M 82 36 C 76 70 68 105 62 140",
            "M 40 6 C 36 26 30 42 24 60 C 50 40 94 56 86 98 C 78 146 14 150 6 112 M 40 6 C 58 12 76 8 96 0",
            "M 78 0 C 40 18 4 76 10 112 C 16 148 76 150 84 108 C 90 72 40 62 12 104",
            "M 10 20 C 16 0 26 8 40 10 C 60 12 78 10 94 2 C 72 40 52 84 44 140",
            "M 80 24 C 72 -8 22 -6 24 30 C 26 60 84 72 80 108 C 76 148 8 150 10 112 C 12 76 76 64 80 24",
            "M 84 22 C 66 -12 14 0 12 44 C 12 80 66 84 84 22 C 82 64 74 108 46 140",
        ],

        // Drawing office: square, with a slashed zero.
        [
            "M 20 10 C 35 -3 65 -3 80 10 L 80 130 C 65 143 35 143 20 130 L 20 10 M 24 120 L 76 20",
            "M 30 18 L 54 0 L 54 140 M 30 140 L 78 140",
            "M 12 0 L 88 0 L 88 66 L 12 74 L 12 140 L 88 140",
            "M 12 0 L 88 0 L 88 140 L 12 140 M 30 68 L 88 68",
            "M 14 0 L 14 74 L 88 74 M 80 20 L 80 140",
            "M 88 0 L 12 0 L 12 68 L 88 68 L 88 140 L 12 140",
            "M 84 0 L 14 0 L 14 140 L 88 140 L 88 70 L 14 70",
            "M 12 26 L 12 0 L 88 0 L 58 62 L 58 140",
            "M 12 0 L 88 0 L 88 140 L 12 140 L 12 0 M 12 68 L 88 68",
            "M 88 70 L 12 70 L 12 0 L 88 0 L 88 140 L 16 140",
        ],
    ];

    private static readonly Stroke[][][] Parsed = [.. Hands.Select(digits => digits.Select(Parse).ToArray())];

    public static int HandCount => Hands.Length;

    public static IReadOnlyList<Stroke> Of(int hand, int digit) => Parsed[hand][digit];

    private static Stroke[] Parse(string path)
    {
        List<Stroke> strokes = [];
        List<Vector2> points = [];
        bool curved = false;
        string[] words = path.Split(' ');

        for (int at = 0; at < words.Length;)
        {
            if (words[at] is not ("M" or "L" or "C"))
                throw new FormatException($"Expected M, L or C at word {at + 1} of \"{path}\", got \"{words[at]}\".");
            string command = words[at++];
            if (command == "M" || points.Count > 1 && curved != (command == "C"))
            {
                Vector2? pen = points.Count > 0 ? points[^1] : null;
                if (points.Count > 1)
                    strokes.Add(new(curved, [.. points]));
                points.Clear();
                if (command != "M")
                    points.Add(pen!.Value);
            }

            curved = command == "C";
            for (int count = curved ? 3 : 1; count > 0; count--, at += 2)
                points.Add(new(Coordinate(words[at]), Coordinate(words[at + 1])));
        }

        strokes.Add(new(curved, [.. points]));
        return [.. strokes];
    }

    private static float Coordinate(string word) => float.Parse(word, CultureInfo.InvariantCulture);
}
