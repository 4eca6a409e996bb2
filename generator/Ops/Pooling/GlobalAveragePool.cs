namespace Kiln.Generator.Ops;

/// <summary>The mean of each channel over the whole map (Lin et al. 2013): an average pool whose window is the map; gives [channels, 1, 1].</summary>
internal static class GlobalAveragePool
{
    public static Layer Layer { get; } = new("GlobalAveragePool", call =>
    {
        Shape x = call.InputShape();
        if (x.Rank != 3) throw call.Fail(Expected.Map(call.Layer, x));
        return call.Add(new AveragePool2D(new Window(x[1], x[2]), CountPadding: true), call.Input());
    });
}
