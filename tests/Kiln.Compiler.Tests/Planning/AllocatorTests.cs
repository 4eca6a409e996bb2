using Kiln.Generator.Planning;

namespace Kiln.Compiler.Tests.Planning;

public sealed class AllocatorTests
{
    [Fact]
    public void Buffers_that_are_alive_together_lie_apart()
    {
        var random = new Random(3);
        for (int round = 0; round < 200; round++)
        {
            Allocator.Request[] requests = [.. Enumerable.Range(0, random.Next(1, 30)).Select(_ =>
            {
                int first = random.Next(20);
                return new Allocator.Request(16 * random.Next(1, 9), first, first + random.Next(6));
            })];
            (long[] offsets, long size) = Allocator.Run(requests);
            for (int i = 0; i < requests.Length; i++)
            {
                Assert.InRange(offsets[i], 0, size - requests[i].Bytes);
                for (int j = 0; j < i; j++)
                    Assert.True(
                        requests[i].Last < requests[j].First || requests[j].Last < requests[i].First
                        || offsets[i] + requests[i].Bytes <= offsets[j] || offsets[j] + requests[j].Bytes <= offsets[i]);
            }
        }
    }

    /// <summary>Largest first puts 64 over 48 and leaves a gap of 16 under both; with the one that reaches highest at the bottom nothing is lost.</summary>
    [Fact]
    public void A_gap_that_largest_first_leaves_is_closed() =>
        Assert.Equal(64 + 48, Allocator.Run([new(64, 0, 0), new(48, 1, 3), new(16, 0, 1), new(64, 3, 5)]).Size);

    /// <summary>Largest first puts the third between the two of which one may overwrite the other, and the one that reaches highest changes with each try.</summary>
    [Fact]
    public void Nothing_is_placed_between_buffers_that_may_overlap()
    {
        (long[] offsets, long size) = Allocator.Run([new(4096, 0, 1), new(8192, 1, 2) { Overwrites = 0, Lead = 4352 }, new(5632, 1, 1)]);
        Assert.Equal(4352 + 4096 + 5632, size);
        Assert.Equal(4352, offsets[0] - offsets[1]);
    }
}
