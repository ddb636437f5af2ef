package dev.gonzo.http.engine;

import dev.gonzo.http.engine.http1.Http1Client;
import dev.gonzo.http.engine.http1.Http1Limits;
import dev.gonzo.http.engine.http1.Http1Server;
import dev.gonzo.http.engine.http2.Http2Engine;
import dev.gonzo.http.engine.http2.Http2Limits;
import dev.gonzo.http.engine.websocket.Agreement;
import dev.gonzo.http.engine.websocket.DeflateAgreement;
import dev.gonzo.http.engine.websocket.DeflateOptions;
import dev.gonzo.http.engine.websocket.WebSocketEngine;
import dev.gonzo.http.engine.websocket.WebSocketLimits;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two engines that talk to each other, with bytes changed on their way, events in any state, and
 * calls in any order. Neither throws anything but its refusal of an event, which changes nothing.
 */
class EngineFuzzTest {
  private record Pair(FuzzedEnd<?, ?> one, FuzzedEnd<?, ?> other) {}

  private enum Protocol {
    HTTP_1(EngineFuzzTest::http1),
    HTTP_2(EngineFuzzTest::http2),
    WEB_SOCKET(EngineFuzzTest::webSocket);

    private final Function<Random, Pair> pairs;

    Protocol(Function<Random, Pair> pairs) {
      this.pairs = pairs;
    }
  }

  private static Pair http1(Random random) {
    var events = new FuzzedEvents(random);
    var limits = Http1Limits.defaults();
    return new Pair(
        new FuzzedEnd<>(
            new Http1Server(limits),
            random,
            events::http1Server,
            engine ->
                engine.toString().contains("receiving END")
                    || engine.toString().contains("upgraded")),
        new FuzzedEnd<>(
            new Http1Client(limits),
            random,
            events::http1Client,
            engine -> engine.toString().contains("upgraded")));
  }

  private static Pair http2(Random random) {
    var events = new FuzzedEvents(random);
    var client = Http2Engine.client(Http2Limits.DEFAULTS);
    return new Pair(
        new FuzzedEnd<>(
            Http2Engine.server(Http2Limits.DEFAULTS), random, events::http2Server, engine -> false),
        new FuzzedEnd<>(
            client, random, () -> events.http2Client(client.nextStream()), engine -> false));
  }

  private static Pair webSocket(Random random) {
    var events = new FuzzedEvents(random);
    var deflate =
        new DeflateAgreement(
            random.nextBoolean(), random.nextBoolean(), DeflateOptions.defaults().withThreshold(9));
    var agreement =
        new Agreement(Optional.empty(), Optional.of(deflate).filter(_ -> random.nextBoolean()));
    var limits = WebSocketLimits.defaults().withMessageSize(100_000);
    return new Pair(
        new FuzzedEnd<>(
            WebSocketEngine.server(agreement, limits), random, events::webSocket, engine -> false),
        new FuzzedEnd<>(
            WebSocketEngine.client(agreement, limits, random::nextInt),
            random,
            events::webSocket,
            engine -> false));
  }

  private static void step(Random random, FuzzedEnd<?, ?> one, FuzzedEnd<?, ?> other, int damage) {
    int choice = random.nextInt(200);
    if (choice == 0) {
      one.receiveEnd();
    } else if (choice < 3) {
      one.expire();
    } else if (choice < 70) {
      one.send();
    } else if (choice < 130) {
      other.arrive(damaged(random, one.take(), damage));
    } else {
      one.receive();
    }
  }

  private static byte[] damaged(Random random, byte[] bytes, int damage) {
    if (bytes.length == 0 || random.nextInt(100) >= damage) {
      return bytes;
    }
    byte[] out = bytes.clone();
    int at = random.nextInt(Math.min(bytes.length, 1 + random.nextInt(bytes.length)));
    switch (random.nextInt(4)) {
      case 0 -> out[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> out[at] = (byte) "\r\n :,;09/\0\t".charAt(random.nextInt(11));
      case 2 -> {
        int length = Math.min(bytes.length - at, 1 + random.nextInt(20));
        System.arraycopy(bytes, at, out, random.nextInt(bytes.length - length + 1), length);
      }
      default -> {
        byte[] shorter = new byte[bytes.length - 1];
        System.arraycopy(bytes, 0, shorter, 0, at);
        System.arraycopy(bytes, at + 1, shorter, at, shorter.length - at);
        return shorter;
      }
    }
    return out;
  }

  private static void run(Protocol protocol, long seed) {
    var random = new Random(seed);
    Pair pair = protocol.pairs.apply(random);
    int damage = random.nextInt(3) * 5;
    int steps = 20 + random.nextInt(200);
    try {
      for (int i = 0; i < steps; i++) {
        if (random.nextBoolean()) {
          step(random, pair.one, pair.other, damage);
        } else {
          step(random, pair.other, pair.one, damage);
        }
      }
    } catch (RuntimeException | AssertionError failure) {
      throw new AssertionError(protocol + ", seed " + seed + ": " + failure, failure);
    } finally {
      close(pair.one);
      close(pair.other);
    }
  }

  private static void close(FuzzedEnd<?, ?> end) {
    if (end.engine instanceof WebSocketEngine engine) {
      engine.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void any_calls_and_any_bytes(Protocol protocol) {
    for (long seed = 0; seed < 200; seed++) {
      run(protocol, seed);
    }
  }

  @ParameterizedTest
  @EnumSource
  @Tag("long")
  void any_calls_and_any_bytes_of_many_seeds(Protocol protocol) {
    for (long seed = 200; seed < 20_000; seed++) {
      run(protocol, seed);
    }
  }
}
