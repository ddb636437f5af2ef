package dev.gonzo.durable;

/**
 * A durable task was to be started with an id that is in use for another function or another
 * argument. Nothing was changed.
 */
public final class ConflictingStartException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  ConflictingStartException(String id, String function, String difference) {
    super(
        "durable task \"%s\" was started before, as %s %s: use another id"
            .formatted(id, function, difference));
  }
}
