package dev.gonzo.cluster;

import dev.gonzo.cluster.link.Message;
import dev.gonzo.cluster.link.ReceiveStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The streams of items between this node and one other. */
final class PeerStreams {
  /** A stream that this node takes, and the channel for it. */
  private record Incoming(ReceiveStream stream, ChannelReceiver<?> receiver) {}

  private final Peer peer;
  private final LocalNode node;
  private final Map<Long, ChannelSender<?>> outgoing = new LinkedHashMap<>();
  private final Map<Long, Incoming> incoming = new LinkedHashMap<>();
  // Streams to channels that this node does not receive yet.
  private final Map<Long, Message.Open> waiting = new LinkedHashMap<>();
  private long highest;

  PeerStreams(Peer peer, LocalNode node) {
    this.peer = peer;
    this.node = node;
  }

  /** Whether something is awaited from the other node. */
  boolean isAwaiting() {
    return !outgoing.isEmpty();
  }

  // ---------------------------------------------------------------- sending

  void add(long number, ChannelSender<?> sender, String channel, String shape) {
    outgoing.put(number, sender);
    peer.send(new Message.Open(number, channel, shape.getBytes(StandardCharsets.UTF_8)));
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
    if (receiver == null) {
      waiting.put(open.stream(), open);
    } else {
      accept(open, receiver);
    }
  }

  private void refuse(Message.Open open, String why) {
    peer.send(new Message.Closed(open.stream(), why));
  }

  private void accept(Message.Open open, ChannelReceiver<?> receiver) {
    String shape = new String(open.shape(), StandardCharsets.UTF_8);
    if (!shape.equals(receiver.shape())) {
      refuse(open, "it takes " + receiver.shape() + ", and not " + shape);
      return;
    }
    incoming.put(open.stream(), new Incoming(new ReceiveStream(receiver.credits()), receiver));
    peer.send(new Message.Opened(open.stream(), receiver.credits()));
  }

  /** A channel is received from now on. */
  void opened(String channel, ChannelReceiver<?> receiver) {
    for (Message.Open open : List.copyOf(waiting.values())) {
      if (open.channel().equals(channel)) {
        waiting.remove(open.stream());
        accept(open, receiver);
      }
    }
  }

  void onItem(long number, byte[] item) {
    Incoming to = incoming.get(number);
    if (to == null) {
      return;
    }
    if (!to.stream.arrived()) {
      close(number, "it sends more than it has credits for");
    } else if (!to.receiver.add(new ChannelReceiver.Entry(this, number, to.stream, item))) {
      close(number, "too many items wait for the receiver");
    }
  }

  void onEnd(long number) {
    waiting.remove(number);
    Incoming ended = incoming.remove(number);
    if (ended != null) {
      ended.stream.end();
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
      closed.stream.end();
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
    incoming.values().forEach(lost -> lost.stream.end());
    incoming.clear();
    waiting.clear();
    highest = 0;
  }
}
