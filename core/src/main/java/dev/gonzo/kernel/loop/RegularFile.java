package dev.gonzo.kernel.loop;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;

/**
 * An open regular file, for a driver that reads or writes its descriptor itself. The driver must
 * {@linkplain #hold hold} it meanwhile, so that the descriptor is not closed and reused.
 */
public interface RegularFile {
  /** {@return its descriptor, valid while it is held} */
  int descriptor();

  /** {@return whether each write goes to its end} */
  boolean appends();

  /**
   * Keeps the descriptor open until {@link #release}.
   *
   * @throws ClosedChannelException if the file is closed
   */
  void hold() throws ClosedChannelException;

  /** Ends a {@link #hold}. The last one closes a file that was closed meanwhile, and may block. */
  void release();

  /**
   * Interprets the system's result of a read.
   *
   * @param count how many bytes, or the negated error number
   * @return how many bytes; -1 at the end of the file
   * @throws IOException the failure that the number means
   */
  int hasRead(int count) throws IOException;

  /**
   * Interprets the system's result of a write.
   *
   * @param count how many bytes, or the negated error number
   * @return how many bytes
   * @throws IOException the failure that the number means
   */
  int hasWritten(int count) throws IOException;

  /**
   * Interprets the system's result of a sync.
   *
   * @param result 0, or the negated error number
   * @throws IOException the failure that the number means
   */
  void hasSynced(int result) throws IOException;
}
