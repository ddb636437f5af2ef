package dev.gonzo.sim.world;

/**
 * Whom a line of a trace is about: its third and fourth column.
 *
 * @param host the name of a host, or of one of its processes; {@link #NO_HOST} for several or none
 * @param topic what the line is about: a task as {@code name#id}, or one of the constants
 * @param detail what the trace says behind the event; empty for nothing
 */
public record Subject(String host, String topic, String detail) {
  /** In place of a host. */
  public static final String NO_HOST = "-";

  /** The topic of faults. */
  public static final String FAULT = "fault";

  /** The topic of packets that leave or arrive. */
  public static final String PACKET = "packet";

  /** The topic of what happens to a host. */
  public static final String HOST = "host";

  /** The topic of what concerns no host alone. */
  public static final String WORLD = "world";

  /**
   * Returns the subject of an event that concerns one host.
   *
   * @param host its name
   * @param topic what the line is about
   * @return the subject, without a detail
   */
  public static Subject of(String host, String topic) {
    return new Subject(host, topic, "");
  }
}
