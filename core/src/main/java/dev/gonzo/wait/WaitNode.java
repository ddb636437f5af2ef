package dev.gonzo.wait;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A waiter's node in a wait list of a queue or a latch, with the item that it offers or has
 * received. Protected by the lock of the list until the waiter is completed.
 *
 * @param <T> the type of the item
 */
public final class WaitNode<T> {
  /** The waiter. */
  public final Waiter waiter;

  /** The item, if there is one yet. */
  public @Nullable T item;

  /** Whether the list was closed, so no item was passed. */
  public boolean refused;

  private @Nullable WaitList<T> list;
  private @Nullable WaitNode<T> previous;
  private @Nullable WaitNode<T> next;

  /**
   * Creates a node that is in no list.
   *
   * @param waiter the waiter
   * @param item the item that it offers, or null
   */
  public WaitNode(Waiter waiter, @Nullable T item) {
    this.waiter = waiter;
    this.item = item;
  }

  /** Removes the node from its list, if it is in one. */
  public void leave() {
    if (list != null) {
      list.remove(this);
    }
  }

  /**
   * A list of waiting nodes, in the order of arrival. Removing any of them takes constant time and
   * no memory.
   *
   * @param <T> the type of the items
   */
  public static final class WaitList<T> {
    private @Nullable WaitNode<T> first;
    private @Nullable WaitNode<T> last;
    private int size;

    /** Creates an empty list. */
    public WaitList() {}

    /**
     * Adds a node at the end.
     *
     * @param node the node, which is in no list
     * @throws IllegalStateException if tasks of another kernel wait in the list
     */
    public void add(WaitNode<T> node) {
      requireReachable();
      node.list = this;
      node.previous = last;
      if (last == null) {
        first = node;
      } else {
        last.next = node;
      }
      last = node;
      size++;
    }

    /**
     * Throws if tasks of another kernel wait in the list. Call it before a step changes anything
     * for them.
     *
     * @throws IllegalStateException if tasks of another kernel wait in the list
     */
    public void requireReachable() {
      if (first != null) {
        first.waiter.requireReachable();
      }
    }

    /** {@return the first node, which stays; null if there is none} */
    public @Nullable WaitNode<T> peek() {
      return first;
    }

    /**
     * {@return the first node, which is removed; null if there is none}
     *
     * @throws IllegalStateException if a task of another kernel waits there, which stays in the
     *     list
     */
    public @Nullable WaitNode<T> poll() {
      WaitNode<T> node = first;
      if (node != null) {
        node.waiter.requireReachable();
        remove(node);
      }
      return node;
    }

    /** {@return the number of nodes} */
    public int size() {
      return size;
    }

    /** {@return the names of the tasks and threads that wait, longest waiting first} */
    public List<String> who() {
      var names = new ArrayList<String>(size);
      for (WaitNode<T> node = first; node != null; node = node.next) {
        names.add(node.waiter.who());
      }
      return names;
    }

    private void remove(WaitNode<T> node) {
      if (node.previous == null) {
        first = node.next;
      } else {
        node.previous.next = node.next;
      }
      if (node.next == null) {
        last = node.previous;
      } else {
        node.next.previous = node.previous;
      }
      node.list = null;
      node.previous = null;
      node.next = null;
      size--;
    }
  }
}
