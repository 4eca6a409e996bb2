using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kiln.Compiler.Tests.Footprints;

/// <summary>
/// A block of memory that steps reach. Beside it lie its truth, which is what steps have computed so far, and what was there before the present call.
/// </summary>
internal sealed class Region
{
    /// <summary>Bytes of the zone at each end that nobody may touch.</summary>
    public const int Guard = 1024;

    private readonly Access _access;
    private readonly byte[] _before;

    private Region(string name, int origin, Access access)
    {
        (Name, Origin, _access) = (name, origin, access);
        Truth = access().ToArray();
        _before = [.. Truth];
        Merged = [.. Truth];
    }

    public delegate Span<byte> Access();

    public string Name { get; }

    /// <summary>Where the block begins, behind its guard zone.</summary>
    public int Origin { get; }

    public Span<byte> Memory => _access();

    public byte[] Truth { get; }

    /// <summary>What was there before the call, with the changes of each item of it.</summary>
    public byte[] Merged { get; }

    /// <summary>A block of the runtime that was made with guard zones.</summary>
    public static Region Guarded(string name, AlignedBlock block) =>
        new(name, Guard, () => Bytes(ref Unsafe.Subtract(ref block.First, Guard / sizeof(float)), block.Length + (2 * Guard / sizeof(float))));

    /// <summary>Memory as the runtime has it, without guard zones.</summary>
    public static Region Plain(string name, Access access) => new(name, 0, access);

    /// <summary>A span of the caller between guard zones.</summary>
    public static Region Caller(string name, ReadOnlySpan<byte> content)
    {
        byte[] bytes = GC.AllocateArray<byte>((2 * Guard) + (content.Length + 3) / 4 * 4, pinned: true);
        content.CopyTo(bytes.AsSpan(Guard));
        return new(name, Guard, () => bytes);
    }

    public static Span<byte> Bytes(ref float first, int floats) => MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref first, floats));

    public static void Fill(Span<byte> bytes, uint poison) => MemoryMarshal.Cast<byte, uint>(bytes).Fill(poison);

    /// <summary>Notes what is there now, before a call; before one in items, for what they make, too.</summary>
    public void Note(bool isInItems)
    {
        Memory.CopyTo(_before);
        if (isInItems) _before.CopyTo(Merged, 0);
    }

    /// <summary>Where the memory is another than before the call, in whole floats.</summary>
    public List<Run> Changes() => Differences(_before);

    /// <summary>Where the memory is another than what its items made one by one.</summary>
    public List<Run> DifferencesToMerged() => Differences(Merged);

    /// <summary>Puts back what was there before the call.</summary>
    public void Restore(Run run) => run.Of(_before).CopyTo(run.Of(Memory));

    private List<Run> Differences(byte[] other)
    {
        ReadOnlySpan<uint> now = MemoryMarshal.Cast<byte, uint>(Memory), then = MemoryMarshal.Cast<byte, uint>(other.AsSpan());
        var runs = new List<Run>();
        for (int at = 0; ; )
        {
            at += now[at..].CommonPrefixLength(then[at..]);
            if (at == now.Length) return runs;
            int start = at;
            while (at < now.Length && now[at] != then[at]) at++;
            runs.Add(new Run(this, start * sizeof(uint), (at - start) * sizeof(uint)));
        }
    }
}
