package dev.gonzo.cluster.jgroups;

import static dev.gonzo.Gonzo.runInThread;

import dev.gonzo.Async;
import dev.gonzo.cluster.transport.NodeId;
import dev.gonzo.cluster.transport.Transport;
import java.lang.System.Logger.Level;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.JChannel;

/** A node that has joined through JGroups. */
final class JGroupsConnection implements Transport {
  /** More would be in memory several times, in parts. */
  private static final int MOST_BYTES = 16 << 20;

  private static final System.Logger LOG = System.getLogger("dev.gonzo.cluster");

  private final JChannel channel;
  private final Reception reception;
  private boolean left;

  JGroupsConnection(JChannel channel, Reception reception) {
    this.channel = channel;
    this.reception = reception;
  }

  JChannel channel() {
    return channel;
  }

  /** Waits, as a foreign block, while the receiver owes credits for 4 MB. */
  @Override
  @Async
  public void send(NodeId to, byte[] message) {
    if (message.length > MOST_BYTES) {
      throw new IllegalArgumentException(
          "a message of " + message.length + " bytes is longer than " + MOST_BYTES);
    }
    Address address = reception.addressOf(to);
    if (address == null || left) {
      return;
    }
    try {
      channel.send(new BytesMessage(address, message));
    } catch (Exception lost) {
      LOG.log(Level.DEBUG, () -> "a message to " + to + " was not sent: " + lost);
    }
  }

  @Override
  public int mostBytes() {
    return MOST_BYTES;
  }

  @Override
  @Async
  public void leave() {
    if (left) {
      return;
    }
    left = true;
    reception.close();
    runInThread(channel::close);
  }
}
