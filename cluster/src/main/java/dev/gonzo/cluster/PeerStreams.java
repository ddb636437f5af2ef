package dev.gonzo.cluster;

import dev.gonzo.cluster.link.Message;
import dev.gonzo.cluster.link.ReceiveStream;
import dev.gonzo.cluster.link.Shape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The streams of items between this node and one other. */
final class PeerStreams {
  /** A stream that this node takes, and the channel for it. */
  private record Incoming(ReceiveStream stream, ChannelReceiver<?> receiver) {}

  private static final long MOST_WAITING_BYTES = 4L << 20;
  // What a stream that waits costs beside its texts.
  private static final int WAITING_COST = 100;

  private final Peer peer;
  private final LocalNode node;
  private final Map<Long, ChannelSender<?>> outgoing = new LinkedHashMap<>();
  private final Map<Long, Incoming> incoming = new LinkedHashMap<>();
  // Streams to channels that this node does not receive yet, or that have no room for them.
  private final Map<Long, Message.Open> waiting = new LinkedHashMap<>();
  private long waitingBytes;
  private long highest;

  PeerStreams(Peer peer, LocalNode node) {
    this.peer = peer;
    this.node = node;
  }

  String nodeName() {
    return peer.id().name();
  }

  /** Whether something is awaited from the other node. */
  boolean isAwaiting() {
    return !outgoing.isEmpty();
  }

  // ---------------------------------------------------------------- sending

  void add(long number, ChannelSender<?> sender, String channel, String shape) {
    outgoing.put(number, sender);
    peer.send(new Message.Open(number, channel, Shape.encode(shape)));
  }

  void remove(long number) {
    outgoing.remove(number);
  }

  void onOpened(long number, int credits) {
    ChannelSender<?> sender = outgoing.get(number);
    if (sender != null) {
      sender.update(stream -> stream.opened(credits));
    }
  }

  void onCredit(long number, int count) {
    ChannelSender<?> sender = outgoing.get(number);
    if (sender != null) {
      sender.update(stream -> stream.credit(count));
    }
  }

  void onClosed(long number, String reason) {
    ChannelSender<?> sender = outgoing.remove(number);
    if (sender != null) {
      sender.update(stream -> stream.closedByReceiver(reason));
    }
  }

  // ---------------------------------------------------------------- receiving

  void onOpen(Message.Open open) {
    if (open.stream() <= highest) {
      return;
    }
    highest = open.stream();
    if (incoming.size() + waiting.size() >= node.options().mostCalls()) {
      refuse(open, "it takes " + node.options().mostCalls() + " streams of this node already");
      return;
    }
    String refusal = node.refusal();
    if (refusal != null) {
      refuse(open, refusal);
      return;
    }
    ChannelReceiver<?> receiver = node.receiver(open.channel());
    if (receiver == null || !accept(open, receiver)) {
      await(open);
    }
  }

  private void await(Message.Open open) {
    if (waitingBytes + bytesOf(open) > MOST_WAITING_BYTES) {
      refuse(open, "too many streams of this node wait until their channels are received");
    } else {
      waiting.put(open.stream(), open);
      waitingBytes += bytesOf(open);
    }
  }

  private void awaitNoMore(long number) {
    Message.Open open = waiting.remove(number);
    if (open != null) {
      waitingBytes -= bytesOf(open);
    }
  }

  private static long bytesOf(Message.Open open) {
    return WAITING_COST + open.shape().length + open.channel().length();
  }

  private void refuse(Message.Open open, String why) {
    peer.send(new Message.Closed(open.stream(), why));
  }

  /** Takes or refuses a stream. Returns false if it has to wait for room. */
  private boolean accept(Message.Open open, ChannelReceiver<?> receiver) {
    if (!Arrays.equals(open.shape(), Shape.encode(receiver.shape()))) {
      String shape = new String(open.shape(), StandardCharsets.UTF_8);
      refuse(open, "it takes " + receiver.shape() + ", and not " + shape);
      return true;
    }
    if (!receiver.takesStream(nodeName())) {
      return false;
    }
    incoming.put(open.stream(), new Incoming(new ReceiveStream(receiver.credits()), receiver));
    peer.send(new Message.Opened(open.stream(), receiver.credits()));
    return true;
  }

  /** A channel is received from now on, or has room again. */
  void opened(String channel, ChannelReceiver<?> receiver) {
    for (Message.Open open : List.copyOf(waiting.values())) {
      if (open.channel().equals(channel) && waiting.containsKey(open.stream())) {
        if (!accept(open, receiver)) {
          return;
        }
        awaitNoMore(open.stream());
      }
    }
  }

  void onItem(long number, byte[] item) {
    Incoming to = incoming.get(number);
    if (to == null) {
      return;
    }
    if (!to.receiver.hasRoom(nodeName(), item.length)) {
      close(number, "too many items wait for the receiver");
    } else if (!to.stream.arrived()) {
      close(number, "it sends more than it has credits for");
    } else {
      to.receiver.add(new ChannelReceiver.Entry(this, number, to.stream, item));
    }
  }

  void onEnd(long number) {
    awaitNoMore(number);
    end(incoming.remove(number));
  }

  private void end(@Nullable Incoming ended) {
    if (ended != null) {
      ended.stream.end();
      ended.receiver.streamEnded(nodeName(), ended.stream);
    }
  }

  /** An item was taken out of the channel. */
  void taken(long number, ReceiveStream stream) {
    int credits = stream.taken();
    if (credits > 0) {
      peer.send(new Message.Credit(number, credits));
    }
  }

  /** Takes no more of one stream. */
  void close(long number, String why) {
    Incoming closed = incoming.remove(number);
    if (closed != null) {
      end(closed);
      peer.send(new Message.Closed(number, why));
    }
  }

  /** A channel is not received any more. */
  void closeAll(ChannelReceiver<?> receiver, String why) {
    for (var entry : new ArrayList<>(incoming.entrySet())) {
      if (entry.getValue().receiver == receiver) {
        close(entry.getKey(), why);
      }
    }
  }

  // ---------------------------------------------------------------- the end

  void onLost(String why) {
    var senders = new ArrayList<>(outgoing.values());
    outgoing.clear();
    senders.forEach(sender -> sender.update(stream -> stream.lost(why)));
    waiting.clear();
    waitingBytes = 0;
    var received = new ArrayList<>(incoming.values());
    incoming.clear();
    received.forEach(this::end);
    highest = 0;
  }
}
