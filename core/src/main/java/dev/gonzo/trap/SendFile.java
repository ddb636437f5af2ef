package dev.gonzo.trap;

/**
 * Sends part of a file without copying it through the program. Suspends until the system has taken
 * bytes, and answers how many: maybe fewer than requested, and 0 at the end of the file. Throws
 * {@link UnsupportedOperationException} if the kernel cannot do it for this kind of file; then read
 * and send instead. A slow file holds up no other task. A cancelled one has sent nothing.
 *
 * @param socket a connection
 * @param file an open file
 * @param position the position of the first byte
 * @param count how many bytes at most, at least 1
 */
public record SendFile(Handle socket, Handle file, long position, long count)
    implements Trap.Net<Long> {
  @Override
  public Class<?> answerType() {
    return Long.class;
  }
}
