package dev.gonzo.cli.nodes;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Ends a node with the command that has started it, also if that is killed: the standard input of a
 * node is a pipe from the command, which ends with it. As the command does it itself, the node is
 * asked to end first.
 */
public final class NodeEnd {
  /** How long a node may take to end after it was asked to. */
  static final Duration GRACE = Duration.ofSeconds(15);

  /** What the command writes before it asks the node to end. */
  static final int ASKED = 1;

  private static final int TERMINATED = 128 + 15;

  private NodeEnd() {}

  /** Begins to watch the standard input, which is empty for the program. */
  public static void endWithInput() {
    InputStream command = new FileInputStream(FileDescriptor.in);
    System.setIn(InputStream.nullInputStream());
    Thread watch = new Thread(() -> await(command), "gonzo-node-end");
    watch.setDaemon(true);
    watch.start();
  }

  private static void await(InputStream command) {
    boolean asked = false;
    try {
      for (int each; (each = command.read()) >= 0; ) {
        asked |= each == ASKED;
      }
    } catch (IOException unusable) {
      // as if it had ended
    }
    Thread halt = new Thread(NodeEnd::haltLater, "gonzo-node-halt");
    halt.setDaemon(true);
    halt.start();
    if (!asked) {
      // A second request would end the node at once.
      terminate();
    }
  }

  private static void haltLater() {
    try {
      Thread.sleep(GRACE);
    } catch (InterruptedException now) {
      Thread.currentThread().interrupt();
    }
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    Runtime.getRuntime().halt(TERMINATED);
  }

  /** By reflection, because the compiler's warning about that class cannot be suppressed. */
  private static void terminate() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Object term = signal.getConstructor(String.class).newInstance("TERM");
      Object _ = signal.getMethod("raise", signal).invoke(null, term);
    } catch (ReflectiveOperationException noSignals) {
      System.exit(TERMINATED);
    }
  }
}
