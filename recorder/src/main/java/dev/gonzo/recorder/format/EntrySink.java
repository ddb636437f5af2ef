package dev.gonzo.recorder.format;

/** Where the entries of a stream go. One thread at a time uses it. */
public interface EntrySink {
  /**
   * Adds an entry. When it returns, the entry survives the death of this process.
   *
   * @param bytes the entry is at its beginning; the first byte is not 0
   * @param size how many bytes the entry has
   * @return whether it was added; if not, the stream has ended, and no more can be added
   */
  boolean add(byte[] bytes, int size);

  /**
   * Whether the next entry begins a file, so that it must not rely on those before it.
   *
   * @param size how many bytes the next entry has at most
   * @return whether it does
   */
  boolean beginsFile(int size);

  /** Ends the stream. Without effect if it has ended. */
  void end();
}
