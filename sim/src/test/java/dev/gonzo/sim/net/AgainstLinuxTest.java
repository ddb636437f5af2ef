package dev.gonzo.sim.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Coroutine;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.Gonzo;
import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap.Accept;
import dev.gonzo.trap.NetTrap.Close;
import dev.gonzo.trap.NetTrap.Connect;
import dev.gonzo.trap.NetTrap.Listen;
import dev.gonzo.trap.NetTrap.LocalAddress;
import dev.gonzo.trap.NetTrap.OpenPair;
import dev.gonzo.trap.NetTrap.Receive;
import dev.gonzo.trap.NetTrap.Send;
import dev.gonzo.trap.NetTrap.SetOption;
import dev.gonzo.trap.NetTrap.ShutdownOutput;
import dev.gonzo.trap.NetTrap.SocketPair;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random scripts on one connection: the model gives the answers and the exceptions of Linux. */
@Tag("realTime")
class AgainstLinuxTest {
  private static final int SCRIPTS = Integer.getInteger("gonzo.sim.scripts", 300);
  private static final Duration PATIENCE = Duration.ofMillis(20);

  private enum Step {
    SEND,
    RECEIVE,
    RECEIVE_ONE,
    SHUT,
    CLOSE,
    RESET
  }

  @Test
  void tcp_connections_answer_as_those_of_linux() throws IOException {
    compare(AgainstLinuxTest::connection);
  }

  @Test
  void pairs_answer_as_those_of_linux() throws IOException {
    compare(AgainstLinuxTest::pair);
  }

  private interface Opening {
    List<Handle> open() throws IOException;
  }

  private static List<Handle> connection() throws IOException {
    var here = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    Handle listener = Coroutine.trap(new Listen(here, 1, Map.of()));
    SocketAddress address = Coroutine.trap(new LocalAddress(listener));
    Handle client = Coroutine.trap(new Connect(address, null, Map.of()));
    Coroutine.trap(new SetOption(client, StandardSocketOptions.TCP_NODELAY, true));
    Handle server = Coroutine.trap(new Accept(listener));
    Coroutine.trap(new SetOption(server, StandardSocketOptions.TCP_NODELAY, true));
    Coroutine.trap(new Close(listener));
    return List.of(client, server);
  }

  private static List<Handle> pair() throws IOException {
    SocketPair pair = Coroutine.trap(new OpenPair());
    return List.of(pair.first(), pair.second());
  }

  private static void compare(Opening opening) throws IOException {
    Assumptions.assumeTrue(System.getProperty("os.name").equals("Linux"), "it is not Linux");
    for (int seed = 0; seed < SCRIPTS; seed++) {
      List<String> real = run(Kernels.of("epoll", Clock.system()), opening, seed);
      List<String> simulated = run(OneHostKernel.open(seed), opening, seed);
      assertThat(simulated).as("script %d", seed).isEqualTo(real);
    }
  }

  private static List<String> run(Kernel kernel, Opening opening, long seed) throws IOException {
    return Gonzo.run(
        kernel,
        () -> {
          var random = new Random(seed);
          var answers = new ArrayList<String>();
          List<Handle> ends = opening.open();
          for (int i = 0; i < 12; i++) {
            Step step = Step.values()[random.nextInt(Step.values().length)];
            if (step.compareTo(Step.SHUT) >= 0 && random.nextInt(3) > 0) {
              step = random.nextBoolean() ? Step.SEND : Step.RECEIVE;
            }
            int end = random.nextInt(2);
            int length = 1 + random.nextInt(1000);
            answers.add(step + " by " + end + ": " + answer(step, ends.get(end), length));
            Gonzo.sleep(Duration.ofMillis(1)); // what was sent has arrived then
          }
          return answers;
        });
  }

  private static String answer(Step step, Handle socket, int length) {
    try {
      return String.valueOf(
          switch (step) {
            case SEND -> Coroutine.trap(new Send(socket, new byte[length], 0, length));
            case RECEIVE -> receive(socket, 10_000);
            case RECEIVE_ONE -> receive(socket, 1);
            case SHUT -> Coroutine.trap(new ShutdownOutput(socket));
            case CLOSE -> Coroutine.trap(new Close(socket));
            case RESET -> {
              Coroutine.trap(new SetOption(socket, StandardSocketOptions.SO_LINGER, 0));
              yield Coroutine.trap(new Close(socket));
            }
          });
    } catch (IOException failure) {
      String message = String.valueOf(failure.getMessage()).replaceAll(":\\d+", ":PORT");
      return failure.getClass().getSimpleName() + " " + message;
    }
  }

  private static Object receive(Handle socket, int most) throws IOException {
    try {
      return Gonzo.timeoutAfter(
          PATIENCE, () -> Coroutine.trap(new Receive(socket, new byte[most], 0, most)));
    } catch (DeadlineExceededException nothing) {
      return "nothing";
    }
  }
}
