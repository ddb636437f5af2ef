package dev.gonzo.trap;

/**
 * Sends a part of a file without bringing it into the program: suspends until the system has taken
 * bytes, and answers how many, maybe fewer than asked for; 0 at the end of the file. Throws {@link
 * UnsupportedOperationException} where the kernel, or this kind of file, cannot: read and send
 * then. The file may be slow: nobody else is held up. A cancelled one has sent nothing.
 *
 * @param socket a connection
 * @param file an open file
 * @param position of the first byte
 * @param count at most how many, at least 1
 */
public record SendFile(Handle socket, Handle file, long position, long count)
    implements Trap.Net<Long> {
  @Override
  public Class<?> answerType() {
    return Long.class;
  }
}
