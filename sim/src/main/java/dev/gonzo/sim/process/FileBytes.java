package dev.gonzo.sim.process;

import dev.gonzo.sim.disk.HostFiles;
import dev.gonzo.trap.FileTrap;
import dev.gonzo.trap.FileTrap.ReadAt;
import dev.gonzo.trap.FileTrap.SizeOfFile;
import dev.gonzo.trap.FileTrap.WriteAt;
import dev.gonzo.trap.Handle;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A file that a process reads or writes in place of a pipe, with a position that all ends share. It
 * is read and written at once, in the memory of its host.
 */
final class FileBytes implements Source, Sink {
  private final HostFiles files;
  private final Handle file;
  private final boolean appends;
  private long position;
  private int ends;

  FileBytes(HostFiles files, Handle file, boolean appends) {
    this.files = files;
    this.file = file;
    this.appends = appends;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = perform(new ReadAt(file, position, buffer, offset, length));
    position += Math.max(0, count);
    return count < 0 ? END : count;
  }

  @Override
  public int write(byte[] bytes, int offset, int length) throws IOException {
    if (appends) {
      position = perform(new SizeOfFile(file));
    }
    int count = perform(new WriteAt(file, position, bytes, offset, length));
    position += count;
    return count;
  }

  private <R extends @Nullable Object> R perform(FileTrap<R> trap) throws IOException {
    try {
      return files.perform(trap);
    } catch (IOException | RuntimeException failure) {
      throw failure;
    } catch (Exception impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Override
  public void opened(InputEnd end) {
    ends++;
  }

  @Override
  public void opened(OutputEnd end) {
    ends++;
  }

  @Override
  public void closed(InputEnd end) {
    release();
  }

  @Override
  public void closed(OutputEnd end) {
    release();
  }

  private void release() {
    if (--ends == 0) {
      files.closeQuietly(file);
    }
  }
}
