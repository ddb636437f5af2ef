package dev.gonzo.durable.journal;

import dev.gonzo.Async;
import java.io.IOException;

/**
 * Opens journals by an address, for {@code gonzo durable}. Found by {@link
 * java.util.ServiceLoader}.
 */
public interface JournalProvider {
  /**
   * {@return whether this provider opens journals of this kind} Never suspends.
   *
   * @param address what the user has written, such as {@code jdbc:postgresql://host/database}
   */
  boolean supports(String address);

  /**
   * Opens a journal to list, show, cancel and retry tasks. Suspends; a checkpoint.
   *
   * @param address an address that it {@link #supports}
   * @return the journal; close it
   * @throws IOException if it cannot be reached
   */
  @Async
  Journal open(String address) throws IOException;
}
