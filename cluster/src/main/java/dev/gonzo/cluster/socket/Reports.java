package dev.gonzo.cluster.socket;

import dev.gonzo.Moment;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a node reports, of which a peer can cause no more than some lines in a minute. */
final class Reports {
  private static final System.Logger LOG = System.getLogger("dev.gonzo.cluster");
  private static final int MOST = 20;
  private static final Duration PERIOD = Duration.ofMinutes(1);

  private Moment began = Moment.now();
  private int count;

  void debug(String message) {
    LOG.log(Level.DEBUG, message);
  }

  void error(String message, Throwable failure) {
    limited(Level.ERROR, message, failure);
  }

  void info(String message) {
    limited(Level.INFO, message, null);
  }

  void warn(String message) {
    limited(Level.WARNING, message, null);
  }

  private void limited(Level level, String message, @Nullable Throwable failure) {
    Moment now = Moment.now();
    if (now.since(began).compareTo(PERIOD) > 0) {
      if (count > MOST) {
        LOG.log(Level.WARNING, (count - MOST) + " reports like the last ones were left out");
      }
      began = now;
      count = 0;
    }
    count++;
    LOG.log(count <= MOST ? level : Level.DEBUG, message, failure);
  }
}
