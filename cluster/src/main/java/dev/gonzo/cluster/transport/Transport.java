package dev.gonzo.cluster.transport;

import dev.gonzo.Async;

/**
 * One node's connection to the others, and what it learns about them. With {@link Transport.Events}
 * these are the four calls that a transport consists of: send, on message, on view, leave.
 *
 * <p>What a cluster relies on, and what it does not:
 *
 * <ul>
 *   <li>A message arrives whole or not at all, at most once. It may be lost, and it may arrive
 *       late, also after the sender has been seen to leave: the cluster numbers its connections,
 *       and drops what belongs to an earlier one.
 *   <li>Messages of one node to another arrive in the order in which they were sent, as long as
 *       neither has seen the other leave. The cluster checks that too.
 *   <li>A node that is not reached any more leaves the view after a while, which the transport's
 *       options set. A node that has left may come back, in the same life or in another.
 * </ul>
 */
public interface Transport {
  /**
   * Sends a message to a node, and does not wait until it has arrived. It may wait for room in the
   * transport's own buffers, which are bounded. A message to a node that cannot be reached is
   * dropped. May be called by any task of the kernel in which the node joined; for each receiver by
   * one at a time, so that one that waits does not hold up messages to others.
   *
   * @param to the receiver, never this node
   * @param message the message, which is not changed afterwards; at most {@link #mostBytes} long
   */
  @Async
  void send(NodeId to, byte[] message);

  /**
   * Returns the length of the longest message that can be sent.
   *
   * @return the length, in bytes; at least 1,024
   */
  int mostBytes();

  /**
   * Returns whether events come only from tasks of the kernel in which the node joined, and never
   * from other threads. Then the kernel does not have to expect a wake-up from outside: it finds
   * deadlocks, and virtual time passes.
   *
   * @return whether they do; false unless the transport says otherwise
   */
  default boolean isWithinKernel() {
    return false;
  }

  /**
   * Leaves the cluster: the others see this node leave at once, if they can be reached. After that
   * no event is delivered. May suspend; a second call does nothing. A cancellation leaves the node
   * as one that has failed: the others see it after a while.
   */
  @Async
  void leave();

  /**
   * What a transport reports. Both methods may be called from any thread, return at once and never
   * suspend: they only put the event into a queue. Calls may not overlap.
   */
  interface Events {
    /**
     * A message has arrived.
     *
     * @param from the sender
     * @param message the message, which belongs to the receiver
     */
    void onMessage(NodeId from, byte[] message);

    /**
     * The view has changed. The first one arrives when the node has joined.
     *
     * @param view the new view
     */
    void onView(View view);
  }

  /** Joins a cluster: how a program names its transport. */
  interface Connector {
    /**
     * Joins a cluster. Suspends until the node has joined, alone or with others.
     *
     * @param cluster the name of the cluster; nodes of other clusters are never seen
     * @param self this node
     * @param events gets what happens, also before this returns
     * @return the transport
     * @throws java.io.IOException if the node cannot join
     */
    @Async
    Transport join(String cluster, NodeId self, Events events) throws java.io.IOException;
  }
}
