package dev.gonzo.cluster;

import dev.gonzo.Gonzo;
import dev.gonzo.Moment;
import dev.gonzo.cluster.link.Calls;
import dev.gonzo.cluster.link.Directory;
import dev.gonzo.cluster.link.Link;
import dev.gonzo.cluster.link.LinkEvent;
import dev.gonzo.cluster.link.Message;
import dev.gonzo.cluster.link.Outgoing;
import dev.gonzo.cluster.link.Reply;
import dev.gonzo.cluster.link.Served;
import dev.gonzo.cluster.transport.NodeId;
import dev.gonzo.report.Log;
import dev.gonzo.sync.Event;
import org.jspecify.annotations.Nullable;

/**
 * One life of a node as this node sees it: the link to it, and all that goes on over the link. For
 * this node itself there is no link: its messages come back through its inbox.
 */
final class Peer {
  private final LocalNode node;
  private final NodeId id;
  private final @Nullable Link link;
  private final @Nullable PeerOutbox outbox;
  private final Calls<Call> calls = new Calls<>();
  private final Served<Run> served;
  private final PeerStreams streams;
  private final Directory directory = new Directory();
  private Event change = Event.of();
  private boolean gone;
  private boolean leaving;
  private boolean pumping;

  Peer(LocalNode node, NodeId id, @Nullable Link link) {
    this.node = node;
    this.id = id;
    this.link = link;
    this.outbox = link == null ? null : node.outbox().start(this, node);
    this.served = new Served<>(node.options().mostCalls());
    this.streams = new PeerStreams(this, node);
  }

  NodeId id() {
    return id;
  }

  Served<Run> served() {
    return served;
  }

  PeerStreams streams() {
    return streams;
  }

  /** What the node says that it has. */
  Directory directory() {
    return directory;
  }

  boolean isLeaving() {
    return leaving;
  }

  // ---------------------------------------------------------------- the link

  void onFrame(byte[] frame) {
    if (link != null) {
      link.onFrame(frame, now());
      pump();
    }
  }

  void onTime() {
    if (link != null) {
      link.onTime(now());
      pump();
    }
  }

  long due() {
    return link == null || gone ? Long.MAX_VALUE : link.due();
  }

  byte @Nullable [] take(Outgoing outgoing) {
    byte[] frame = link == null ? null : link.take(outgoing, now());
    node.wakeAt(due());
    return frame;
  }

  /** The node has left the view, or this one leaves. */
  void close(String why) {
    gone = true;
    if (outbox != null) {
      outbox.close();
    }
    if (link != null) {
      link.close();
      pump();
    }
    onLost(why);
  }

  /** Does what follows from the last input. */
  void pump() {
    if (link == null || outbox == null || pumping) {
      return;
    }
    pumping = true;
    try {
      for (LinkEvent event = link.poll(); event != null; event = link.poll()) {
        switch (event) {
          case LinkEvent.Transmit(Outgoing outgoing) -> outbox.add(outgoing);
          case LinkEvent.Established() -> onEstablished();
          case LinkEvent.Ended(String why) -> {
            outbox.clear();
            onLost(why);
          }
          case LinkEvent.Arrived(Message message) -> onMessage(message);
          case LinkEvent.Room() -> changed();
        }
      }
      link.awaiting(!calls.isEmpty() || streams.isAwaiting(), now());
    } catch (Throwable failed) {
      // What the event was about is lost.
      link.abort("an event of the link could not be handled", now());
      throw failed;
    } finally {
      pumping = false;
      node.wakeAt(link.due());
    }
  }

  private void onEstablished() {
    node.registry().all().forEach(this::send);
    if (node.isLeaving()) {
      send(new Message.Leaving());
    }
    changed();
  }

  private void onLost(String why) {
    leaving = false;
    calls.removeAll().forEach(call -> call.lost(why));
    served.removeAll().forEach(run -> run.cancel("its caller " + id.name() + " was lost: " + why));
    streams.onLost(why);
    directory.clear();
    node.singletons().onLost(id.name());
    node.directoryChanged();
    changed();
  }

  private void changed() {
    Event previous = change;
    change = Event.of();
    previous.set();
  }

  /** Sends a message without waiting for room. Null for this node itself, and without a link. */
  Outgoing.@Nullable Piece send(Message message) {
    if (link == null) {
      node.inbox().toSelf(message);
      return null;
    }
    Outgoing.Piece piece = link.send(message, now());
    pump();
    return piece;
  }

  /**
   * Waits until a message can be sent.
   *
   * @throws NodeLostException if the node leaves the view, or does not answer
   */
  void awaitReady() {
    if (isReady()) {
      return;
    }
    boolean inTime = Gonzo.ignoreAfter(node.options().patience(), this::awaitRoom);
    if (!inTime) {
      throw new NodeLostException(
          id.name(), "it has taken nothing for " + node.options().patience(), false);
    }
  }

  private void awaitRoom() {
    while (!isReady()) {
      change.await();
    }
  }

  private boolean isReady() {
    if (gone || leaving) {
      throw new NodeLostException(id.name(), leaving ? "it is leaving" : "it has left", false);
    }
    return hasRoom();
  }

  boolean hasRoom() {
    return link == null || link.hasRoom();
  }

  /**
   * Throws if an encoded value is longer than this node sends, or the other one takes.
   *
   * @param what names the value
   */
  void requireShort(Object what, byte[] value) {
    int here = node.options().mostBytes();
    int there = link == null ? here : Math.max(0, link.otherMostBytes() - LocalNode.OVERHEAD_BYTES);
    if (value.length > Math.min(here, there)) {
      throw new IllegalArgumentException(
          what
              + " has "
              + value.length
              + " bytes, more than the limit of "
              + (value.length > here
                  ? here + " here"
                  : there + " of node " + id.name() + " (here it is " + here + ")")
              + ": send less, or set withMostBytes on all nodes");
    }
  }

  /** Waits until something about the link changes. */
  void awaitChange() {
    change.await();
  }

  private static long now() {
    return Moment.now().nanos();
  }

  // ---------------------------------------------------------------- messages

  private void onMessage(Message message) {
    switch (message) {
      case Message.Spawn spawn -> onSpawn(spawn);
      case Message.Cancel(long call, String reason) -> onCancel(call, reason);
      case Message.Done(long call, Reply reply) -> onDone(call, reply);
      case Message.Leaving() -> onLeaving();
      case Message.Open open -> streams.onOpen(open);
      case Message.Opened(long stream, int credits) -> streams.onOpened(stream, credits);
      case Message.Item(long stream, byte[] item) -> streams.onItem(stream, item);
      case Message.Credit(long stream, int count) -> streams.onCredit(stream, count);
      case Message.End(long stream) -> streams.onEnd(stream);
      case Message.Closed(long stream, String reason) -> streams.onClosed(stream, reason);
      case Message.Announce announced -> {
        directory.take(announced);
        node.directoryChanged();
      }
      case Message.Ask ask -> node.singletons().onAsk(this, ask);
      case Message.Promise promise -> node.singletons().onPromise(id.name(), promise);
    }
  }

  void onOwn(Message message) {
    onMessage(message);
  }

  private void onLeaving() {
    leaving = true;
    node.directoryChanged();
    changed();
  }

  // ---------------------------------------------------------------- calls from here

  /** Sends a call; {@link #awaitReady} comes before. */
  Call start(String function, byte[] argument, long remainingNanos) {
    var call = new Call(node.nextNumber(), function);
    calls.add(call.id, call);
    call.sent(send(new Message.Spawn(call.id, function, argument, remainingNanos)), link == null);
    return call;
  }

  void cancel(Call call, String reason) {
    if (call.cancel() && call.reply() == null) {
      send(new Message.Cancel(call.id, reason));
    }
  }

  private void onDone(long number, Reply reply) {
    Call call = calls.remove(number);
    if (call != null) {
      call.ended(reply);
    }
  }

  // ---------------------------------------------------------------- calls to here

  private void onSpawn(Message.Spawn spawn) {
    switch (served.admit(spawn.id())) {
      case DROP -> {}
      case TOO_MANY ->
          refuse(
              spawn,
              "it runs "
                  + node.options().mostCalls()
                  + " calls of this node already: set withMostCalls for more");
      case START -> {
        String refusal = node.refusal();
        Remote<?, ?> function = node.function(spawn.function());
        if (refusal != null) {
          refuse(spawn, refusal);
        } else if (function == null) {
          send(new Message.Done(spawn.id(), notServed(spawn.function())));
        } else {
          var run = new Run(this, spawn, function);
          served.started(spawn.id(), run);
          start(spawn.id(), run);
        }
      }
    }
  }

  private void start(long number, Run run) {
    try {
      run.start();
    } catch (Throwable failed) {
      boolean _ = served.ended(number, run);
      answer(number, Run.failed(failed));
    }
  }

  private void refuse(Message.Spawn spawn, String why) {
    send(new Message.Done(spawn.id(), new Reply.Abandoned(why, false)));
  }

  private Reply notServed(String function) {
    return new Reply.Failed(
        "",
        node.id().name() + " does not serve \"" + function + "\"; it serves " + node.served(),
        "");
  }

  private void onCancel(long number, String reason) {
    Run run = served.find(number);
    if (run != null) {
      run.cancel("its caller " + id.name() + " cancelled it: " + reason);
    } else if (served.refuse(number)) {
      send(new Message.Done(number, new Reply.Ended(reason, id.name())));
    }
  }

  /** Reports the end of a run to the node that called. Afterwards it does not run any more. */
  void ended(long number, Run run, Reply reply) {
    try {
      while (!gone && served.find(number) == run && link != null && !link.hasRoom()) {
        change.await();
      }
      if (served.find(number) == run) {
        answer(number, reply);
      }
    } finally {
      boolean _ = served.ended(number, run);
      node.runEnded();
    }
  }

  /** Answers a call. If there is no memory for that, its caller must not wait for ever. */
  private void answer(long number, Reply reply) {
    try {
      send(new Message.Done(number, reply));
    } catch (Throwable failed) {
      Log.warn("the end of a call by " + id.name() + " could not be sent", failed);
      try {
        send(new Message.Done(number, Run.UNDESCRIBED));
      } catch (Throwable again) {
        abort("an answer could not be sent");
      }
    }
  }

  private void abort(String why) {
    if (link == null) {
      onLost(why);
    } else {
      link.abort(why, now());
      pump();
    }
  }

  // ---------------------------------------------------------------- quorum and the end

  /** This node sees too few others: gives up what goes on in both directions. */
  void withoutQuorum(String why) {
    served.all().forEach(run -> run.abandon(why));
    for (Call call : calls.all()) {
      call.cancelWithoutQuorum();
      cancel(call, why);
    }
  }
}
