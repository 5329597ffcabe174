using System.Text;
using DataForge.Models.OpenAi;

namespace DataForge.Tests.Models.OpenAi;

public sealed class EventStreamTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 40)];

    private static async Task<List<string>> Read(byte[] bytes, int step)
    {
        using var deadline = new Deadline(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5), CancellationToken.None);
        var events = new List<string>();
        await foreach (var data in EventStream.Read(new Trickle(bytes, step), deadline)) events.Add(Encoding.UTF8.GetString(data.Span));
        return events;
    }

    private sealed class Trickle(byte[] bytes, int step) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel = default) => base.ReadAsync(buffer[..Math.Min(step, buffer.Length)], cancel);
    }

    [Theory]
    [InlineData("data: a\n\ndata: b\n\n", "a|b")]
    [InlineData("data: a\r\n\r\ndata: b\r\n\r\n", "a|b")]
    [InlineData("data: a\r\rdata: b\r\r", "a|b")]
    [InlineData("data:a\n\n", "a")]
    [InlineData("data:  a\n\n", " a")]
    [InlineData("data: a\ndata: b\n\n", "a\nb")]
    [InlineData("data\n\n", "")]
    [InlineData(": note\nevent: x\nid: 1\nretry: 5\ndata: a\n\n", "a")]
    [InlineData("\uFEFFdata: a\n\n", "a")]
    [InlineData("data: 中文\n\n", "中文")]
    [InlineData("data: a\n\ndata: cut", "a")]
    [InlineData("data: a\n\ndata: cut\n", "a")]
    [InlineData("dataset: x\n\ndata: a\n\n", "a")]
    public async Task Events_are_read_as_the_standard_says(string stream, string events)
    {
        foreach (var step in (int[])[1, 2, 3, 7, 4096]) Assert.Equal(events.Split('|'), await Read(Encoding.UTF8.GetBytes(stream), step));
    }

    [Theory, MemberData(nameof(Seeds))]
    public async Task The_way_the_bytes_arrive_does_not_matter(int seed)
    {
        var random = DataForge.Core.CounterRandom.For(seed, "events", "");
        var text = string.Concat(Enumerable.Range(0, 200).Select(i => ((string[])["data: ", "data:", "x", "é", "\n", "\n", "\r\n", "\r", ": c", "data", "event: e"])[random.Below((ulong)i, 11)]));
        var bytes = Encoding.UTF8.GetBytes(text);
        var whole = await Read(bytes, bytes.Length);
        foreach (var step in (int[])[1, 2, 5, 64]) Assert.Equal(whole, await Read(bytes, step));
    }

    [Fact]
    public async Task An_event_of_just_over_64_MiB_is_refused_and_smaller_ones_may_add_up_to_more()
    {
        using var deadline = new Deadline(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60), CancellationToken.None);
        var sizes = new List<int>();
        var error = await Assert.ThrowsAsync<EndpointException>(async () =>
        {
            await foreach (var data in EventStream.Read(new Events(40 << 20, 40 << 20, (64 << 20) + 1), deadline)) sizes.Add(data.Length);
        });
        Assert.Equal("the server sent an event larger than 64 MiB", error.Message);
        Assert.Equal([40 << 20, 40 << 20], sizes);
    }

    /// <summary>Events of the given sizes, made as they are read.</summary>
    private sealed class Events(params int[] sizes) : DataForge.Core.ForwardReadStream
    {
        private readonly Queue<byte[]> _parts = new(sizes.SelectMany(s => (byte[][])["data: "u8.ToArray(), Enumerable.Repeat((byte)'x', s).ToArray(), "\n\n"u8.ToArray()]));
        private int _at;

        public override int Read(Span<byte> buffer)
        {
            if (_parts.Count == 0) return 0;
            var part = _parts.Peek();
            var count = Math.Min(buffer.Length, part.Length - _at);
            part.AsSpan(_at, count).CopyTo(buffer);
            _at += count;
            if (_at == part.Length)
            {
                _parts.Dequeue();
                _at = 0;
            }

            return count;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel = default) => new(Read(buffer.Span));
    }
}
