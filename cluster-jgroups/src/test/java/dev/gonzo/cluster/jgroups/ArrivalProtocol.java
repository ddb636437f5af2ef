package dev.gonzo.cluster.jgroups;

import java.util.concurrent.atomic.AtomicInteger;
import org.jgroups.Message;
import org.jgroups.annotations.MBean;
import org.jgroups.stack.Protocol;
import org.jgroups.util.MessageBatch;

/**
 * A protocol of JGroups for tests, right above its sockets: it counts the messages of other nodes,
 * once the protocols above have taken or dropped them.
 */
@MBean(description = "Counts the messages of other nodes")
public final class ArrivalProtocol extends Protocol {
  private final AtomicInteger arrived = new AtomicInteger();

  int arrived() {
    return arrived.get();
  }

  @Override
  public Object up(Message message) {
    Object answer = up_prot.up(message);
    if (!local_addr.equals(message.src())) {
      arrived.incrementAndGet();
    }
    return answer;
  }

  @Override
  public void up(MessageBatch batch) {
    int others = 0;
    for (Message message : batch) {
      others += local_addr.equals(message.src()) ? 0 : 1;
    }
    up_prot.up(batch);
    arrived.addAndGet(others);
  }
}
