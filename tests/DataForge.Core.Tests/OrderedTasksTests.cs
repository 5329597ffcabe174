using DataForge.Core;

namespace DataForge.Tests.Core;

public sealed class OrderedTasksTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64)]
    public async Task Results_come_in_input_order_whatever_the_window(int inFlight)
    {
        var results = new List<int>();
        await foreach (var result in Enumerable.Range(0, 50).SelectOrdered(inFlight, async (i, cancel) =>
        {
            await Task.Delay(i % 3, cancel);
            return i * i;
        }))
            results.Add(result);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => i * i), results);
    }

    [Fact]
    public async Task A_fault_cancels_the_window_and_nothing_runs_on()
    {
        var running = 0;
        var thrown = await Assert.ThrowsAsync<ForgeException>(async () =>
        {
            await foreach (var _ in Enumerable.Range(0, 20).SelectOrdered(8, async (i, cancel) =>
            {
                if (i == 2) throw new ForgeException("third");
                Interlocked.Increment(ref running);
                try
                {
                    await Task.Delay(TimeSpan.FromSeconds(i < 2 ? 0 : 60), cancel);
                    return i;
                }
                finally
                {
                    Interlocked.Decrement(ref running);
                }
            }))
            {
            }
        });
        Assert.Equal(("third", 0), (thrown.Message, running));
    }

    [Fact]
    public async Task No_more_than_the_window_is_read_ahead()
    {
        var read = 0;
        IEnumerable<int> Source()
        {
            for (var i = 0; i < 100; i++)
            {
                read++;
                yield return i;
            }
        }

        await foreach (var result in Source().SelectOrdered(4, (i, _) => Task.FromResult(i)))
            if (result == 10)
                break;
        Assert.InRange(read, 11, 15); // 0 to 10 were taken, and at most four more begun
    }

    [Fact]
    public async Task A_result_is_given_out_while_the_source_is_silent()
    {
        using var more = new ManualResetEventSlim();
        IEnumerable<int> Source()
        {
            yield return 1;
            more.Wait();
            yield return 2;
        }

        var results = new List<int>();
        await foreach (var result in Source().SelectOrdered(8, (i, _) => Task.FromResult(i)))
        {
            results.Add(result);
            more.Set();
        }

        Assert.Equal([1, 2], results);
    }

    [Fact]
    public async Task Cancelling_does_not_wait_for_a_silent_source()
    {
        using var never = new ManualResetEventSlim();
        IEnumerable<int> Source()
        {
            never.Wait();
            yield return 1;
        }

        using var cancel = new CancellationTokenSource(50);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Source().SelectOrdered(8, (i, _) => Task.FromResult(i), cancel.Token)) { }
        });
        never.Set();
    }

    [Fact]
    public async Task What_was_read_before_a_bad_record_is_given_out_before_the_error()
    {
        static IEnumerable<int> Source()
        {
            yield return 1;
            yield return 2;
            throw new ForgeException("line 3");
        }

        var results = new List<int>();
        var thrown = await Assert.ThrowsAsync<ForgeException>(async () =>
        {
            await foreach (var result in Source().SelectOrdered(8, async (i, cancel) =>
            {
                await Task.Delay(20, cancel);
                return i;
            }))
                results.Add(result);
        });
        Assert.Equal("line 3", thrown.Message);
        Assert.Equal([1, 2], results);
    }
}
