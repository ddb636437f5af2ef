package dev.gonzo.cluster.transport;

import static dev.gonzo.Gonzo.sleep;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What a node has seen: its views, and the messages that have arrived. */
public final class Seen implements Transport.Events {
  private final ConcurrentLinkedQueue<View> views = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> messages = new ConcurrentLinkedQueue<>();
  private final AtomicInteger inside = new AtomicInteger();
  private volatile boolean overlapped;
  private volatile @Nullable View latest;

  @Override
  public void onMessage(NodeId from, byte[] message) {
    enter();
    messages.add(from.name() + ":" + new String(message, UTF_8));
    inside.decrementAndGet();
  }

  @Override
  public void onView(View view) {
    enter();
    views.add(view);
    latest = view;
    inside.decrementAndGet();
  }

  private void enter() {
    if (inside.incrementAndGet() > 1) {
      overlapped = true;
    }
  }

  boolean overlapped() {
    return overlapped;
  }

  List<String> messages() {
    return new ArrayList<>(messages);
  }

  List<View> views() {
    return new ArrayList<>(views);
  }

  /** Returns the names of the last view, sorted. */
  List<String> names() {
    View view = latest;
    return view == null ? List.of() : view.nodes().stream().map(NodeId::name).sorted().toList();
  }

  /** Waits until something is true, for as long as the test may take. */
  static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      sleep(Duration.ofMillis(5));
    }
  }
}
