package dev.gonzo.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Flowable;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.h2.Driver;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.FlowAdapters;
import reactor.core.publisher.Flux;

/**
 * Other libraries in tasks. The result of each comes only after some ticks of a task on the same
 * kernel, so a library that held up the kernel would wait for ever.
 */
@Timeout(300)
@Tag("realTime")
class LibrariesTest {
  private static void prints(Example example, String expected) throws Exception {
    try (example) {
      assertThat(example.rest()).isEqualTo(expected);
      assertThat(example.exitStatus()).isZero();
    }
  }

  @Test
  void a_completable_future_is_awaited_and_a_task_serves_as_one() throws Exception {
    prints(
        Example.run("WithCompletableFuture.java"),
        """
        a stage: 120, after 5 ticks
        a task: FROM A TASK
        a deadline: in time false, the future is cancelled true
        """);
  }

  @Test
  void the_http_client_serves_tasks_in_both_of_its_ways() throws Exception {
    prints(
        Example.run("WithHttpClient.java"),
        """
        awaited: /one after ticks
        blocking: /two after ticks
        three at once: /0 after ticks, /1 after ticks, /2 after ticks
        in time: awaited false, blocking false
        """);
  }

  @Test
  void callbacks_end_the_wait_of_a_task_once_or_feed_its_queue() throws Exception {
    prints(
        Example.run("WithCallbacks.java"),
        """
        sent at 1
        sent at 2
        refused: an empty record
        value 1
        value 2
        value 3
        in time false, and then sent at 3
        """);
  }

  @Test
  void jdbc_waits_for_a_lock_in_its_task_and_for_a_file_in_a_thread() throws Exception {
    prints(
        Example.runWith(List.of(Driver.class), "libraries/WithJdbc.java"),
        """
        second: in time false
        first: committed after ten ticks
        second: 180
        in a file: 100, a tick for each row
        """);
  }

  @Test
  void reactor_gives_and_takes_streams() throws Exception {
    prints(
        Example.runWith(List.of(Flux.class, FlowAdapters.class), "libraries/WithReactor.java"),
        """
        a mono: 1
        a flux: 30
        left early: cancelled true
        a generator: [3, 3, 5]
        """);
  }

  @Test
  void rx_java_gives_and_takes_streams() throws Exception {
    prints(
        Example.runWith(List.of(Flowable.class, FlowAdapters.class), "libraries/WithRxJava.java"),
        """
        a single: 1
        a flowable: 30
        left early: cancelled true
        a generator: [3, 3, 5]
        """);
  }

  @Test
  void a_servlet_container_drains_on_sigterm_and_then_the_kernel_beside_it() throws Exception {
    try (var server = Example.runWith(jetty(), "libraries/WithJetty.java", "0")) {
      int port = server.port();
      try (var inFlight = new Socket("127.0.0.1", port)) {
        send(
            inFlight,
            "POST / HTTP/1.1\r\nHost: here\r\nConnection: close\r\nContent-Length: 10\r\n\r\none\n");
        assertThat(server.line()).isEqualTo("measured one");
        server.terminate();
        Example.awaitRefused(port);
        send(inFlight, "three\n");
        assertThat(new String(inFlight.getInputStream().readAllBytes(), UTF_8))
            .startsWith("HTTP/1.1 200 OK")
            .endsWith("\n3\n5\n");
      }
      assertThat(server.rest())
          .isEqualTo(
              """
              measured three
              Jetty has stopped
              the kernel has stopped
              """);
      assertThat(server.exitStatus()).isEqualTo(128 + 15);
    }
  }

  /** A class of each jar, by name, because the test does not use them itself. */
  private static List<Class<?>> jetty() throws ClassNotFoundException {
    var classes = new ArrayList<Class<?>>();
    for (String name :
        List.of(
            "jakarta.servlet.http.HttpServlet",
            "org.eclipse.jetty.ee10.servlet.ServletContextHandler",
            "org.eclipse.jetty.http.HttpMethod",
            "org.eclipse.jetty.io.EndPoint",
            "org.eclipse.jetty.security.SecurityHandler",
            "org.eclipse.jetty.server.Server",
            "org.eclipse.jetty.session.AbstractSessionManager",
            "org.eclipse.jetty.util.component.LifeCycle",
            "org.slf4j.LoggerFactory")) {
      classes.add(Class.forName(name));
    }
    return classes;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
  }
}
