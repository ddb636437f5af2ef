package dev.gonzo.http.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Cancelled;
import dev.gonzo.Gonzo;
import dev.gonzo.testing.VirtualTime;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A connection whose end is noticed in the moment in which it is taken. */
class IdleConnectionTest {
  private static final HostPool HOST =
      new HostPool(Route.overHttp1(Request.get("http://h/").origin(), Optional.empty()));

  /** A connection that ends when its watch is cancelled, if it is to. */
  private record Ending(boolean endsLate) implements ClientConnection {
    @Override
    public boolean isShared() {
      return false;
    }

    @Override
    public boolean isUsable() {
      return true;
    }

    @Override
    public ClientExchange begin() {
      throw new AssertionError("no request is sent here");
    }

    @Override
    public void awaitEnd() {
      try {
        Gonzo.sleep(Duration.ofHours(1));
      } catch (Cancelled cancelled) {
        if (!endsLate) {
          throw cancelled;
        }
        // As a read that has ended already when the cancellation comes.
      }
    }

    @Override
    public void close() {}
  }

  private static boolean taken(boolean endsLate) {
    return VirtualTime.inVirtualTime(() -> {
      var pool =
          new Pool(
              PoolLimits.defaults(),
              new Connector(
                  ClientOptions.defaults(),
                  (_, _) -> {
                    throw new AssertionError("no connection is opened here");
                  }));
      var idle = new IdleConnection(pool, HOST, new Ending(endsLate));
      idle.watch(Duration.ofDays(1));
      Gonzo.yieldNow();
      return idle.take();
    });
  }

  @Test
  void it_is_used_only_if_the_watch_has_seen_nothing() {
    assertThat(taken(false)).isTrue();
    assertThat(taken(true)).isFalse();
  }
}
