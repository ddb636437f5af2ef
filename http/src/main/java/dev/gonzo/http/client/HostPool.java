package dev.gonzo.http.client;

import dev.gonzo.sync.Event;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** The connections of one route, and the requests that wait for one. */
final class HostPool {
  final Route route;
  final ArrayDeque<IdleConnection> idle = new ArrayDeque<>();

  /** Of requests that wait, in the order of their arrival. Only the first one may look. */
  private final ArrayDeque<Event> waiting = new ArrayDeque<>();

  /** Of HTTP/2: all requests share it. */
  @Nullable ClientConnection shared;

  /** How many connections there are, including those that are being opened. */
  int open;

  /** Whether the first connection is being opened, whose version is not known yet. */
  boolean isProbing;

  /** Whether the server has chosen HTTP/1.1. */
  boolean isHttp1;

  HostPool(Route route) {
    this.route = route;
  }

  boolean isUnused() {
    return open == 0 && waiting.isEmpty();
  }

  boolean mayLook(@Nullable Event place) {
    return waiting.peek() == place;
  }

  Event queue() {
    var place = Event.of("a connection to " + route);
    waiting.add(place);
    return place;
  }

  void leave(@Nullable Event place) {
    if (place != null) {
      boolean _ = waiting.remove(place);
    }
    wakeFirst();
  }

  void wakeFirst() {
    if (!waiting.isEmpty()) {
      waiting.getFirst().set();
    }
  }

  void wakeAll() {
    waiting.forEach(Event::set);
  }
}
