package calls;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.pattern.Patterns;

/** Asks of Pekko's actors, through Artery over TCP. */
final class PekkoCalls implements Stack {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Answers with what it gets. */
  static final class Echo extends AbstractActor {
    @Override
    public Receive createReceive() {
      return receiveBuilder().match(String.class, text -> sender().tell(text, self())).build();
    }
  }

  private static ActorSystem system(int port) {
    return ActorSystem.create(
        "bench",
        ConfigFactory.parseString(
                """
                pekko.actor.provider = remote
                pekko.loglevel = ERROR
                pekko.remote.artery { transport = tcp, canonical { hostname = "127.0.0.1", port = %d } }
                """
                    .formatted(port))
            .withFallback(ConfigFactory.load()));
  }

  @Override
  public void serve(int port, Runnable ready) throws Exception {
    ActorSystem system = system(port);
    system.actorOf(Props.create(Echo.class), "echo");
    ready.run();
    system.getWhenTerminated().toCompletableFuture().join();
  }

  @Override
  public void call(int server, int own, Load load) throws Exception {
    ActorSystem system = system(own);
    ActorRef echo =
        system
            .actorSelection("pekko://bench@127.0.0.1:" + server + "/user/echo")
            .resolveOne(PATIENCE)
            .toCompletableFuture()
            .join();
    load.measure(calls -> {
      var latch = new CountDownLatch(load.atOnce);
      for (int i = 0; i < load.atOnce; i++) {
        next(echo, calls / load.atOnce, latch);
      }
      latch.await();
    });
    system.terminate();
  }

  private static void next(ActorRef echo, int left, CountDownLatch latch) {
    if (left == 0) {
      latch.countDown();
      return;
    }
    Patterns.ask(echo, Load.TEXT, PATIENCE)
        .whenComplete((_, failure) -> {
          if (failure != null) {
            failure.printStackTrace();
            System.exit(1);
          }
          next(echo, left - 1, latch);
        });
  }
}
