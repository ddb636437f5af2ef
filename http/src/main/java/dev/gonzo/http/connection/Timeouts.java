package dev.gonzo.http.connection;

import dev.gonzo.http.engine.Wait;

/** What to say about a wait that was too long. */
final class Timeouts {
  private Timeouts() {}

  static String text(Wait wait) {
    String missing =
        switch (wait.reason()) {
          case IDLE, KEEP_ALIVE -> "a request";
          case HEAD -> "the rest of a header block";
          case BODY -> "more of a body";
          case WRITE -> "the peer to take bytes";
          case ANSWER -> "an answer to settings or a ping";
          case BUDGET -> "the next second";
        };
    return "waited for %s for %s".formatted(missing, wait.limit());
  }
}
