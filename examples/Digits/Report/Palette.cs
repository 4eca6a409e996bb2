namespace Digits;

/// <summary>One pixel of a picture.</summary>
internal readonly record struct Rgb(byte Red, byte Green, byte Blue)
{
    /// <summary>From this colour (share 0) to <paramref name="other"/> (share 1), straight through sRGB.</summary>
    public Rgb Toward(Rgb other, double share) => new(Mix(Red, other.Red, share), Mix(Green, other.Green, share), Mix(Blue, other.Blue, share));

    public string Css => $"#{Red:x2}{Green:x2}{Blue:x2}";

    private static byte Mix(byte from, byte to, double share) => (byte)Math.Round(from + (to - from) * Math.Clamp(share, 0, 1));
}

/// <summary>The report's colours: ink on paper, clay for activity and for mistakes, teal for what is right.</summary>
internal static class Palette
{
    public static readonly Rgb Paper = new(255, 255, 255);
    public static readonly Rgb Ink = new(38, 33, 31);
    public static readonly Rgb Clay = new(190, 82, 38);
    public static readonly Rgb DarkClay = new(92, 30, 8);
    public static readonly Rgb Teal = new(20, 112, 110);

    /// <summary>0 is paper, 1 is ink.</summary>
    public static Rgb Drawing(float value) => Paper.Toward(Ink, value);

    /// <summary>0 is paper, 1 is the strongest activity, through clay to a dark brown.</summary>
    public static Rgb Activity(float value) => value < 0.5f ? Paper.Toward(Clay, value * 2) : Clay.Toward(DarkClay, value * 2 - 1);

    /// <summary>-1 is teal, 0 is paper, 1 is clay.</summary>
    public static Rgb Signed(float value) => value < 0 ? Paper.Toward(Teal, -value) : Paper.Toward(Clay, value);
}
