package dev.gonzo.http.client;

import dev.gonzo.Async;
import dev.gonzo.Gonzo;
import dev.gonzo.http.engine.sse.ServerSentEvent;
import dev.gonzo.http.message.EventReceiver;
import dev.gonzo.http.message.EventStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The events of a server, by the rules of WHATWG's HTML (section 9.2): when a connection ends, it
 * connects again, and says which event it got last.
 *
 * <pre>{@code
 * try (EventSource events = client.events("https://example.org/prices")) {
 *   for (ServerSentEvent event : events) show(event.data());
 * }
 * }</pre>
 *
 * <p>It waits for as long as the server last said before it connects again, or 3 seconds; twice as
 * long after each failure in a row, up to a minute. The status 204 ends the events. For one task at
 * a time.
 */
public final class EventSource implements EventReceiver, AutoCloseable {
  private static final Duration FIRST_WAIT = Duration.ofSeconds(3);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private final Client client;
  private final Request request;
  private @Nullable EventStream stream;
  private Duration retry = FIRST_WAIT;
  private String lastEventId = "";
  private int failures;
  private boolean hasConnected;
  private boolean mustWait;
  private boolean hasEnded;

  EventSource(Client client, Request request) {
    this.client = client;
    this.request =
        request.withHeader("accept", "text/event-stream").withHeader("cache-control", "no-store");
  }

  /**
   * Waits for the next event; connects first if there is no connection.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, no event is lost.
   *
   * @return the event; empty if the server has ended the events with 204, or this is closed
   * @throws BadStatusException if the server answers with another status than 200 or 204, or with
   *     another type than {@code text/event-stream}: that ends the events
   * @throws dev.gonzo.http.engine.sse.EventTooLargeException if an event has more than 1 MiB
   * @throws IOException if the first connection fails; later ones are opened again
   */
  @Async
  @Override
  public Optional<ServerSentEvent> receive() throws IOException {
    while (!hasEnded) {
      if (mustWait) {
        Gonzo.sleep(wait(retry, failures));
        mustWait = false;
      }
      try {
        if (stream == null) {
          connect();
        }
        Optional<ServerSentEvent> event = next();
        if (event.isPresent()) {
          return event;
        }
      } catch (BadStatusException refused) {
        hasEnded = true;
        throw refused;
      } catch (IOException lost) {
        if (!hasConnected) {
          throw lost;
        }
        failures++;
        disconnect();
      }
    }
    return Optional.empty();
  }

  private Optional<ServerSentEvent> next() throws IOException {
    EventStream open = stream;
    if (open == null) {
      return Optional.empty();
    }
    Optional<ServerSentEvent> event = open.receive();
    if (event.isPresent()) {
      failures = 0;
    } else {
      disconnect();
    }
    return event;
  }

  /** Returns how long to wait before connecting, after a number of failures in a row. */
  static Duration wait(Duration retry, int failures) {
    Duration wait = retry;
    for (int i = 1; i < failures && wait.compareTo(LONGEST_WAIT) < 0; i++) {
      wait = wait.multipliedBy(2);
    }
    boolean isTooLong = wait.compareTo(LONGEST_WAIT) > 0 && retry.compareTo(LONGEST_WAIT) < 0;
    return isTooLong ? LONGEST_WAIT : wait;
  }

  private void connect() throws IOException {
    Request next =
        lastEventId.isEmpty() ? request : request.withHeader("last-event-id", lastEventId);
    Response response = client.openEvents(next);
    boolean isKept = false;
    try {
      if (response.status() == 204) {
        hasEnded = true;
      } else if (response.status() != 200 || !isEventStream(response)) {
        throw new BadStatusException(response);
      } else {
        stream = EventStream.of(response.body());
        hasConnected = true;
        isKept = true;
      }
    } finally {
      if (!isKept) {
        response.close();
      }
    }
  }

  private static boolean isEventStream(Response response) {
    String type = response.header("content-type").orElse("");
    int end = type.indexOf(';');
    String essence = end < 0 ? type : type.substring(0, end);
    return essence.strip().toLowerCase(Locale.ROOT).equals("text/event-stream");
  }

  private void disconnect() throws IOException {
    EventStream open = stream;
    stream = null;
    mustWait = true;
    if (open != null) {
      keepId(open);
      retry = open.retry().orElse(retry);
      open.close();
    }
  }

  /** A connection that sends no id leaves the last one as it is. */
  private void keepId(EventStream open) {
    if (!open.lastEventId().isEmpty()) {
      lastEventId = open.lastEventId();
    }
  }

  /** {@return the id of the last event; empty if there is none} Never suspends. */
  public String lastEventId() {
    if (stream != null) {
      keepId(stream);
    }
    return lastEventId;
  }

  /** Ends the events, and closes the connection. Closing twice is harmless. */
  @Async
  @Override
  public void close() {
    hasEnded = true;
    try {
      disconnect();
    } catch (IOException closed) {
      // It is closed nevertheless.
    }
  }

  @Override
  public String toString() {
    return "events of " + request.uri();
  }
}
