using System.Globalization;
using Azure.Messaging.ServiceBus;
using Azure.Messaging.ServiceBus.InProcess;
using Reason = Azure.Messaging.ServiceBus.ServiceBusFailureReason;

namespace Compat.Tests.ServiceBus;

public sealed class SessionTests() : SessionContract(isServed: false);

public sealed class ServedSessionTests() : SessionContract(isServed: true);

/// <summary>What sessions and topics do, kept in this process or served by another.</summary>
public abstract class SessionContract : IAsyncDisposable
{
    private static readonly TimeSpan Lock = TimeSpan.FromMinutes(1);
    private readonly Bus _bus;

    protected SessionContract(bool isServed)
    {
        _bus = new Bus(isServed);
        _bus.Broker.DeclareQueue("q", new EntityOptions { RequiresSession = true });
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _bus.DisposeAsync();
    }

    [Fact]
    public async Task A_queue_with_sessions_takes_and_gives_only_by_session()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _bus.Send("q", "a"));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => _bus.Client.CreateReceiver("q").ReceiveMessageAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => _bus.Client.AcceptNextSessionAsync("plain"));
    }

    [Fact]
    public async Task Each_session_has_one_holder_and_the_one_that_waited_longest_comes_first()
    {
        await _bus.SendTo("q", "two", "2a");
        await _bus.SendTo("q", "one", "1a", "1b");
        await _bus.SendTo("q", "two", "2b");

        var first = await _bus.Client.AcceptNextSessionAsync("q");
        var second = await _bus.Client.AcceptNextSessionAsync("q");

        Assert.Equal(("two", "one"), (first.SessionId, second.SessionId));
        Assert.Equal(["2a", "2b"], await _bus.Drain(first));
        Assert.Equal(["1a", "1b"], await _bus.Drain(second));
        await Bus.Refuses(Reason.SessionCannotBeLocked, () => _bus.Client.AcceptSessionAsync("q", "one"));
    }

    [Fact]
    public async Task A_holder_goes_on_to_the_next_message_while_the_first_is_still_locked()
    {
        await _bus.SendTo("q", "s", "a", "b");
        var session = await _bus.Client.AcceptNextSessionAsync("q");
        var first = (await _bus.Next(session))!;
        var second = (await _bus.Next(session))!;
        await session.CompleteMessageAsync(second);
        await session.AbandonMessageAsync(first);
        Assert.Equal(["a"], await _bus.Drain(session));
    }

    [Fact]
    public async Task When_a_holder_dies_another_takes_over_with_a_count_and_the_first_can_settle_nothing()
    {
        await _bus.SendTo("q", "s", "a", "b");
        var dead = await _bus.Client.AcceptNextSessionAsync("q");
        var held = (await _bus.Next(dead))!;
        _bus.Time.Advance(Lock);

        await Bus.Refuses(Reason.SessionLockLost, () => dead.CompleteMessageAsync(held));
        await Bus.Refuses(Reason.SessionLockLost, () => dead.ReceiveMessageAsync());
        await Bus.Refuses(Reason.SessionLockLost, () => dead.RenewSessionLockAsync());
        var heir = await _bus.Client.AcceptNextSessionAsync("q");
        var again = (await _bus.Next(heir))!;
        Assert.Equal(("a", 2), (again.Body.ToString(), again.DeliveryCount));
        await heir.CompleteMessageAsync(again);
        Assert.Equal(["b"], await _bus.Drain(heir));
    }

    [Fact]
    public async Task Closing_a_session_gives_its_messages_back_without_a_count()
    {
        await _bus.SendTo("q", "s", "a");
        var first = await _bus.Client.AcceptNextSessionAsync("q");
        await _bus.Next(first);
        await first.DisposeAsync();

        var second = await _bus.Client.AcceptNextSessionAsync("q");
        Assert.Equal(1, (await _bus.Next(second))!.DeliveryCount);
    }

    [Fact]
    public async Task Renewing_keeps_a_session_and_its_messages()
    {
        await _bus.SendTo("q", "s", "a");
        var session = await _bus.Client.AcceptNextSessionAsync("q");
        var message = (await _bus.Next(session))!;
        for (var half = 0; half < 6; half++)
        {
            _bus.Time.Advance(Lock / 2);
            await session.RenewSessionLockAsync();
        }

        Assert.Equal(_bus.Time.GetUtcNow() + Lock, session.SessionLockedUntil);
        await session.CompleteMessageAsync(message);
        await Assert.ThrowsAsync<InvalidOperationException>(() => session.RenewMessageLockAsync(message));
    }

    [Fact]
    public async Task The_state_of_a_session_outlives_its_holder_and_its_messages()
    {
        var first = await _bus.Client.AcceptSessionAsync("q", "s");
        Assert.Null(await first.GetSessionStateAsync());
        await first.SetSessionStateAsync(BinaryData.FromString("applied 7"));
        await first.DisposeAsync();

        var second = await _bus.Client.AcceptSessionAsync("q", "s");
        Assert.Equal("applied 7", (await second.GetSessionStateAsync()).ToString());
        await second.SetSessionStateAsync(null);
        Assert.Null(await second.GetSessionStateAsync());
    }

    [Fact]
    public async Task Waiting_for_a_session_ends_with_a_timeout_or_with_a_message()
    {
        var nobody = _bus.Client.AcceptNextSessionAsync("q");
        await Assert.ThrowsAsync<ServiceBusException>(() => _bus.Time.AdvanceUntil(nobody, TimeSpan.FromSeconds(10)));
        await Bus.Refuses(Reason.ServiceTimeout, () => nobody);

        var somebody = _bus.Client.AcceptNextSessionAsync("q");
        await _bus.SendTo("q", "s", "a");
        Assert.Equal("s", (await somebody.WaitAsync(TimeSpan.FromSeconds(30))).SessionId);
    }

    [Fact]
    public async Task A_message_of_a_session_becomes_a_dead_letter_that_needs_no_session()
    {
        _bus.Broker.DeclareQueue("q", new EntityOptions { RequiresSession = true, MaxDeliveryCount = 2 });
        await _bus.SendTo("q", "s", "bad", "good");
        var session = await _bus.Client.AcceptNextSessionAsync("q");
        await session.AbandonMessageAsync((await _bus.Next(session))!);
        await session.AbandonMessageAsync((await _bus.Next(session))!);

        Assert.Equal(["good"], await _bus.Drain(session));
        var dead = (await _bus.Next(_bus.DeadLetters("q")))!;
        Assert.Equal(("bad", "s"), (dead.Body.ToString(), dead.SessionId));
        Assert.Equal("MaxDeliveryCountExceeded", dead.DeadLetterReason);
    }

    [Fact]
    public async Task Every_subscription_gets_every_message_sent_after_it_was_made()
    {
        _bus.Broker.DeclareTopic("t", new EntityOptions { DuplicateDetectionWindow = TimeSpan.FromMinutes(10) });
        await _bus.Send("t", "before");
        _bus.Broker.DeclareSubscription("t", "plain", new EntityOptions());
        _bus.Broker.DeclareSubscription("t", "ordered", new EntityOptions { RequiresSession = true });
        await _bus.SendTo("t", "s", "a", "a", "b");

        Assert.Equal(["a", "b"], await _bus.Drain(_bus.Client.CreateReceiver("t", "plain")));
        Assert.Equal(["a", "b"], await _bus.Drain(await _bus.Client.AcceptNextSessionAsync("t", "ordered")));
        await Bus.Refuses(
            Reason.MessagingEntityNotFound, () => _bus.Client.CreateReceiver("t").ReceiveMessageAsync());
        await _bus.Send("q2", "a");
        await Bus.Refuses(
            Reason.MessagingEntityNotFound, () => _bus.Client.CreateReceiver("q2", "sub").ReceiveMessageAsync());
    }

    /// <summary>
    /// Workers that crash, give back and close at random: every message is handled, none before the one ahead of it
    /// in its session, and no session by two at once.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Under_crashes_every_message_is_handled_and_sessions_keep_their_order(int seed)
    {
        const int Sessions = 8;
        const int Messages = 25;
        _bus.Broker.DeclareQueue("q", new EntityOptions { RequiresSession = true, MaxDeliveryCount = int.MaxValue });
        for (var index = 0; index < Messages; index++)
        {
            for (var session = 0; session < Sessions; session++)
            {
                await _bus.SendTo("q", $"s{session}", $"{index}");
            }
        }

        var completed = Enumerable.Range(0, Sessions).ToDictionary(session => $"s{session}", _ => new List<int>());
        var workers = Enumerable.Range(0, 4).Select(worker => Work(new Random(seed * 100 + worker), completed));
        await _bus.Time.AdvanceUntil(Task.WhenAll(workers), TimeSpan.FromSeconds(20));

        Assert.All(completed, pair => Assert.Equal(Enumerable.Range(0, Messages), pair.Value));
    }

    private async Task Work(Random random, Dictionary<string, List<int>> completed)
    {
        while (true)
        {
            ServiceBusSessionReceiver session;
            try
            {
                session = await _bus.Client.AcceptNextSessionAsync("q");
            }
            catch (ServiceBusException nothing) when (nothing.Reason == Reason.ServiceTimeout)
            {
                return;
            }

            await Handle(session, random, completed[session.SessionId]);
        }
    }

    private static async Task Handle(ServiceBusSessionReceiver session, Random random, List<int> done)
    {
        try
        {
            while (await session.ReceiveMessageAsync(TimeSpan.FromSeconds(1)) is { } message)
            {
                switch (random.Next(5))
                {
                    case 0:
                        return; // A crash: nothing is closed, the lock runs out.
                    case 1:
                        await session.DisposeAsync();
                        return;
                    case 2:
                        await session.AbandonMessageAsync(message);
                        break;
                    default:
                        await session.CompleteMessageAsync(message);
                        lock (done)
                        {
                            done.Add(int.Parse(message.Body.ToString(), CultureInfo.InvariantCulture));
                        }

                        break;
                }
            }

            await session.DisposeAsync();
        }
        catch (ServiceBusException lost) when (lost.Reason == Reason.SessionLockLost)
        {
            // The clock took the session away in the middle; whoever accepts it next goes on.
        }
    }
}
