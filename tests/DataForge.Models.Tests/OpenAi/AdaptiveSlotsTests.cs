using DataForge.Models.OpenAi;

namespace DataForge.Tests.Models.OpenAi;

/// <summary>How many requests a server is given at a time.</summary>
public sealed class AdaptiveSlotsTests
{
    private sealed class Clock : TimeProvider
    {
        private long _now;

        public void Pass(double seconds) => _now += (long)(seconds * TimestampFrequency);

        public override long GetTimestamp() => _now;
    }

    [Fact]
    public void A_refusal_halves_the_limit_once_a_second_and_good_answers_raise_it_by_one_a_round()
    {
        var clock = new Clock();
        using var slots = new AdaptiveSlots(16, clock);
        Assert.Equal(16, slots.Limit);
        slots.Overloaded();
        slots.Overloaded(); // sent together with the first
        Assert.Equal(8, slots.Limit);
        clock.Pass(1);
        slots.Overloaded();
        Assert.Equal(4, slots.Limit);
        for (var i = 0; i < 3; i++) slots.Answered();
        Assert.Equal(4, slots.Limit);
        slots.Answered();
        Assert.Equal(5, slots.Limit);
        for (var i = 0; i < 1000; i++) slots.Answered();
        Assert.Equal(16, slots.Limit);
        for (var i = 0; i < 10; i++)
        {
            clock.Pass(1);
            slots.Overloaded();
        }

        Assert.Equal(1, slots.Limit); // never none
    }

    [Fact]
    public async Task Slots_that_are_lent_when_the_limit_falls_are_taken_away_when_they_come_back()
    {
        using var slots = new AdaptiveSlots(4, new Clock());
        for (var i = 0; i < 4; i++) await slots.Take(CancellationToken.None);
        slots.Overloaded();
        slots.GiveBack();
        slots.GiveBack();
        var third = slots.Take(CancellationToken.None);
        Assert.False(third.IsCompleted); // two are still lent, and two is the limit
        slots.GiveBack();
        await third;
        slots.GiveBack();
        slots.GiveBack();
        for (var i = 0; i < 2; i++) await slots.Take(CancellationToken.None);
        Assert.False(slots.Take(CancellationToken.None).IsCompleted);
    }

    [Fact]
    public void Any_order_of_events_keeps_what_is_lent_within_what_was_ever_allowed_and_gives_every_slot_back()
    {
        var clock = new Clock();
        using var slots = new AdaptiveSlots(9, clock);
        var lent = 0;
        var waiting = new List<Task>();
        for (ulong i = 0, draw = 7; i < 20_000; i++)
        {
            draw = (draw * 6364136223846793005) + 1442695040888963407;
            switch ((draw >> 33) % 4)
            {
                case 0 when waiting.Count < 5:
                    waiting.Add(slots.Take(CancellationToken.None));
                    break;
                case 1 when lent > 0:
                    slots.GiveBack();
                    lent--;
                    break;
                case 2:
                    slots.Answered();
                    break;
                case 3 when (draw >> 40) % 10 == 0:
                    clock.Pass(1);
                    slots.Overloaded();
                    break;
            }

            lent += waiting.RemoveAll(w => w.IsCompleted);
            Assert.InRange(lent, 0, 9);
        }

        while (lent > 0 || waiting.Count > 0)
        {
            for (; lent > 0; lent--) slots.GiveBack();
            lent += waiting.RemoveAll(w => w.IsCompleted);
        }

        for (var i = 0; i < 200; i++) slots.Answered();
        Assert.Equal(9, slots.Limit);
        for (var i = 0; i < 9; i++) Assert.True(slots.Take(CancellationToken.None).IsCompletedSuccessfully);
        Assert.False(slots.Take(CancellationToken.None).IsCompleted);
    }
}
