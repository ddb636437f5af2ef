package dev.gonzo.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each line reaches all other clients, and no client can hold up the others. */
@Timeout(300)
@Tag("realTime")
class ChatServerTest {
  private static final int LIMIT_MILLIS = 120_000;

  private Example server;
  private int port;

  @BeforeEach
  void start() throws Exception {
    server = Example.run("ChatServer.java", "0");
    port = server.port();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** A client in the room. */
  private static final class Guest implements AutoCloseable {
    final Socket socket;
    final BufferedReader heard;

    Guest(int port, String name) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      heard = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      assertThat(heard.readLine()).isEqualTo("your name?");
      say(name);
    }

    void say(String line) throws IOException {
      socket.getOutputStream().write((line + "\n").getBytes(UTF_8));
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void each_client_hears_the_others_and_not_itself() throws Exception {
    try (var ann = new Guest(port, "ann")) {
      try (var bob = new Guest(port, "bob")) {
        assertThat(ann.heard.readLine()).isEqualTo("bob is here");
        bob.say("grüß euch");
        assertThat(ann.heard.readLine()).isEqualTo("bob: grüß euch");
        ann.say("hello bob");
        assertThat(bob.heard.readLine()).isEqualTo("ann: hello bob");
      }
      assertThat(ann.heard.readLine()).isEqualTo("bob is gone");
    }
  }

  @Test
  void netcat_is_a_guest_like_any_other() throws Exception {
    try (var ann = new Guest(port, "ann")) {
      var netcat =
          new ProcessBuilder("nc", "-q", "0", "127.0.0.1", "" + port)
              .redirectErrorStream(true)
              .start();
      netcat.getOutputStream().write("cat\nmeow\n".getBytes(UTF_8));
      netcat.getOutputStream().flush();
      assertThat(ann.heard.readLine()).isEqualTo("cat is here");
      assertThat(ann.heard.readLine()).isEqualTo("cat: meow");
      ann.say("good cat");
      netcat.getOutputStream().close();
      assertThat(ann.heard.readLine()).isEqualTo("cat is gone");
    }
  }

  @Test
  void a_line_without_an_end_ends_the_conversation() throws Exception {
    try (var ann = new Guest(port, "ann");
        var eve = new Guest(port, "eve")) {
      assertThat(ann.heard.readLine()).isEqualTo("eve is here");
      eve.socket.getOutputStream().write("x".repeat(1001).getBytes(UTF_8));
      assertThat(eve.heard.readLine()).isEqualTo("that is too long");
      assertThat(ann.heard.readLine()).isEqualTo("eve is gone");
    }
  }

  @Test
  void a_client_that_does_not_read_is_dropped_and_the_others_talk_on() throws Exception {
    try (var ann = new Guest(port, "ann");
        var deaf = new Guest(port, "deaf")) {
      assertThat(ann.heard.readLine()).isEqualTo("deaf is here");
      ann.socket.setSoTimeout(1);
      String line = ("x".repeat(990) + "\n").repeat(40) + "x";
      String heard = null;
      long begun = System.nanoTime();
      while (heard == null) {
        assertThat(System.nanoTime() - begun)
            .as("how long it lasts")
            .isLessThan(LIMIT_MILLIS * 1_000_000L);
        ann.say(line);
        try {
          heard = ann.heard.readLine();
        } catch (SocketTimeoutException nothingYet) {
          // More lines are needed before it has an effect.
        }
      }
      assertThat(heard).isEqualTo("deaf is gone");
    }
  }

  @Test
  void three_hundred_who_come_and_go_at_once_are_not_cut_off_while_they_read() throws Exception {
    // On a busy machine a line waits for seconds until all others have had their turns.
    try (var patient = Example.run("ChatServer.java", "0", "120")) {
      threeHundredComeAndGo(patient.port());
    }
  }

  private static void threeHundredComeAndGo(int port) throws Exception {
    int count = 300;
    var guests = new ArrayList<Socket>();
    var readers = new ArrayList<Future<Boolean>>();
    var hostIsHere = new CountDownLatch(1);
    // One thread for each, so that all read promptly; they send their names at the same time.
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        for (int i = 0; i < count; i++) {
          var socket = new Socket(InetAddress.getLoopbackAddress(), port);
          guests.add(socket);
          var heard = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
          assertThat(heard.readLine()).isEqualTo("your name?");
          readers.add(threads.submit(() -> hearsTheHost(heard, hostIsHere)));
        }
        for (int i = 0; i < count; i++) {
          guests.get(i).getOutputStream().write(("guest " + i + "\n").getBytes(UTF_8));
        }
        try (var host = new Guest(port, "host")) {
          // The host hears only what is sent after it has joined, and the server may still be
          // reading names.
          assertThat(hostIsHere.await(LIMIT_MILLIS, MILLISECONDS)).isTrue();
          for (int i = 0; i < count; i++) { // all have joined before the host sends
            guests.get(i).getOutputStream().write(("here\n").getBytes(UTF_8));
          }
          host.socket.setSoTimeout(LIMIT_MILLIS);
          for (int here = 0; here < count; ) {
            if (host.heard.readLine().endsWith(": here")) {
              here++;
            }
          }
          host.say("welcome");
          for (Future<Boolean> reader : readers) {
            assertThat(reader.get(LIMIT_MILLIS, MILLISECONDS)).as("still in the room").isTrue();
          }
          for (Socket guest : guests) {
            guest.close(); // all leave at once
          }
          for (int gone = 0; gone < count; ) {
            if (host.heard.readLine().endsWith(" is gone")) {
              gone++;
            }
          }
        }
      } finally {
        for (Socket guest : guests) {
          guest.close(); // else the threads that read would keep a failed test from ending
        }
      }
    }
  }

  private static boolean hearsTheHost(BufferedReader heard, CountDownLatch hostIsHere)
      throws IOException {
    for (String line; (line = heard.readLine()) != null; ) {
      if (line.equals("host is here")) {
        hostIsHere.countDown();
      } else if (line.equals("host: welcome")) {
        return true;
      }
    }
    return false;
  }

  @Test
  void when_the_server_closes_all_clients_hear_of_it() throws Exception {
    try (var ann = new Guest(port, "ann");
        var bob = new Guest(port, "bob")) {
      assertThat(ann.heard.readLine()).isEqualTo("bob is here");
      server.terminate();
      assertThat(ann.heard.lines()).contains("the server closes");
      assertThat(bob.heard.lines()).contains("the server closes");
      assertThat(server.exitStatus()).isEqualTo(128 + 15);
    } catch (SocketException alsoAnEnd) {
      throw new AssertionError("the connection was reset", alsoAnEnd);
    }
  }
}
