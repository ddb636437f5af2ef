package dev.gonzo.cluster.socket;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gonzo.cluster.transport.NodeId;
import dev.gonzo.cluster.transport.Transport;
import dev.gonzo.cluster.transport.View;
import dev.gonzo.sync.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What a transport has reported to one node, in one kernel. */
class Seen implements Transport.Events {
  final List<View> views = new ArrayList<>();
  final List<String> messages = new ArrayList<>();
  final List<NodeId> senders = new ArrayList<>();
  private Event changed = Event.of();

  @Override
  public void onMessage(NodeId from, byte[] message) {
    senders.add(from);
    messages.add(new String(message, UTF_8));
    change();
  }

  @Override
  public void onView(View view) {
    views.add(view);
    change();
  }

  private void change() {
    Event before = changed;
    changed = Event.of();
    before.set();
  }

  List<String> names() {
    return views.isEmpty()
        ? List.of()
        : views.getLast().nodes().stream().map(NodeId::name).sorted().toList();
  }

  void awaitView(String... names) {
    await(() -> names().equals(List.of(names)));
  }

  void awaitMessages(int count) {
    await(() -> messages.size() >= count);
  }

  void await(BooleanSupplier holds) {
    while (!holds.getAsBoolean()) {
      changed.await();
    }
  }
}
