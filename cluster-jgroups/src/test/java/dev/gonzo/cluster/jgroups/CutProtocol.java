package dev.gonzo.cluster.jgroups;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jgroups.Address;
import org.jgroups.Event;
import org.jgroups.Message;
import org.jgroups.annotations.MBean;
import org.jgroups.annotations.Property;
import org.jgroups.conf.AttributeType;
import org.jgroups.stack.Protocol;
import org.jgroups.util.MessageBatch;

/**
 * A protocol of JGroups for tests, right above its sockets: it drops what a node sends and gets
 * while the node is cut off. The protocols above keep what was dropped, and send it again.
 */
@MBean(description = "Drops the messages of a node that a test has cut off")
public final class CutProtocol extends Protocol {
  private static final Set<String> CUT = ConcurrentHashMap.newKeySet();
  private static final List<CutProtocol> STARTED = new CopyOnWriteArrayList<>();

  @Property(description = "The name of the node", type = AttributeType.SCALAR)
  private String node = "";

  /**
   * Cuts a node off from all others, which both sides suspect at once: so no test waits for the
   * time after which a node is suspected, and that can be long.
   */
  static void cut(String node) {
    CUT.add(node);
    STARTED.forEach(protocol -> protocol.suspect(node));
  }

  private void suspect(String cut) {
    List<Address> suspects = new ArrayList<>();
    for (CutProtocol other : STARTED) {
      if (other != this && (node.equals(cut) || other.node.equals(cut))) {
        suspects.add(other.local_addr);
      }
    }
    up_prot.up(new Event(Event.SUSPECT, suspects));
  }

  @Override
  public void start() throws Exception {
    super.start();
    STARTED.add(this);
  }

  @Override
  public void stop() {
    STARTED.remove(this);
    super.stop();
  }

  static void heal() {
    CUT.clear();
  }

  private boolean isCut() {
    return CUT.contains(node);
  }

  @Override
  public Object down(Message message) {
    return isCut() ? null : down_prot.down(message);
  }

  @Override
  public Object up(Message message) {
    return isCut() ? null : up_prot.up(message);
  }

  @Override
  public void up(MessageBatch batch) {
    if (!isCut()) {
      up_prot.up(batch);
    }
  }
}
