package dev.gonzo.sim;

import dev.gonzo.sim.disk.HostFiles;
import dev.gonzo.trap.FileTrap;
import dev.gonzo.trap.FileTrap.CloseFile;
import dev.gonzo.trap.FileTrap.OpenFile;
import dev.gonzo.trap.FileTrap.ReadWhole;
import dev.gonzo.trap.FileTrap.SyncFile;
import dev.gonzo.trap.FileTrap.WholeRead;
import dev.gonzo.trap.FileTrap.WriteAt;
import dev.gonzo.trap.Handle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The disk of a host: its conditions and its faults, and what is on it. It outlives the programs
 * and the crashes of its host.
 *
 * <pre>{@code
 * db1.disk().loseAtCrash(CrashLoss.ALL);
 * db1.crash();
 * assertEquals("what was synced", db1.disk().text(Path.of("log")));
 * }</pre>
 *
 * <p>While the host is up, its files are seen here as its programs see them; after a crash, as they
 * are on the device. Relative paths are resolved against {@code /home}, the working directory of
 * all programs. Looking takes no simulated time and is struck by no fault.
 *
 * <p>Its methods are for the tasks of a simulation, and also for the time before it begins and
 * after it has ended. They never suspend.
 */
public final class SimulatedDisk {
  private static final Set<OpenOption> TO_WRITE =
      Set.of(
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE);

  private final Machine machine;

  SimulatedDisk(Machine machine) {
    this.machine = machine;
  }

  // ---------------------------------------------------------------- conditions and faults

  /**
   * Sets its size, its times and its faults, from now on.
   *
   * @param conditions the conditions
   */
  public void conditions(DiskConditions conditions) {
    machine.diskSettings(conditions.settings());
  }

  /** {@return its conditions, without the faults of a {@link FaultMix}} */
  public DiskConditions conditions() {
    return DiskConditions.of(machine.diskSettings());
  }

  /**
   * Stops the device for a time: operations that are requested meanwhile wait. Those that it has
   * begun with end as usual.
   *
   * @param duration how long, more than 0
   * @throws IllegalArgumentException if it is not positive
   */
  public void stick(Duration duration) {
    if (!duration.isPositive()) {
      throw new IllegalArgumentException("a device sticks for more than 0, got " + duration);
    }
    machine.stickDisk(duration.toNanos());
  }

  /**
   * Decides how much of what is not synced each crash of the host loses, from now on. An operation
   * that is under way at the crash has happened or not, as the seed decides.
   *
   * @param loss how much; {@link CrashLoss#DRAWN} at first
   */
  public void loseAtCrash(CrashLoss loss) {
    machine.disk().loseAtCrash(loss.ofDisk());
  }

  // ---------------------------------------------------------------- what is on it

  /**
   * Returns the contents of a file.
   *
   * @param file its path
   * @return the bytes
   * @throws NoSuchFileException if it does not exist
   * @throws IOException if it is no file
   */
  public byte[] bytes(Path file) throws IOException {
    WholeRead<byte[]> read =
        perform(new ReadWhole<byte[]>(absolute(file), Integer.MAX_VALUE, bytes -> bytes));
    return switch (read) {
      case WholeRead.Done<byte[]>(var bytes) -> bytes;
      case WholeRead.InSteps<byte[]> _ ->
          throw new IOException(file + " is too large to be returned as one array");
    };
  }

  /**
   * Returns the contents of a file of text in UTF-8.
   *
   * @param file its path
   * @return the text
   * @throws NoSuchFileException if it does not exist
   * @throws IOException if it is no file
   */
  public String text(Path file) throws IOException {
    return new String(bytes(file), StandardCharsets.UTF_8);
  }

  /**
   * Returns whether there is a file, a directory or something else.
   *
   * @param path its path
   * @return whether there is
   */
  public boolean exists(Path path) {
    return machine.files().exists(absolute(path));
  }

  /**
   * Returns what is in a directory.
   *
   * @param directory its path
   * @return the names, in the order of the alphabet
   * @throws NoSuchFileException if it does not exist
   * @throws NotDirectoryException if it is no directory
   * @throws IOException if it cannot be found for another reason
   */
  public List<String> names(Path directory) throws IOException {
    return machine.files().names(absolute(directory));
  }

  /** {@return how many bytes are in use, with a sector for each file, directory and link} */
  public long usedBytes() {
    return machine.disk().usedBytes();
  }

  /**
   * Puts a file on the device, as if it had been there from the beginning: no crash loses it. Makes
   * the directories above it that are missing.
   *
   * @param file its path; a file that is there is replaced
   * @param bytes its contents
   * @throws IOException if the disk is full, or something else is in the way
   */
  public void write(Path file, byte[] bytes) throws IOException {
    Path path = absolute(file);
    Path directory = path.getParent();
    if (directory == null) {
      throw new IOException(file + " has no name");
    }
    machine.makeDirectories(directory);
    Handle handle = perform(new OpenFile(path, TO_WRITE, List.of()));
    try {
      for (int written = 0; written < bytes.length; ) {
        written += perform(new WriteAt(handle, written, bytes, written, bytes.length - written));
      }
      var _ = perform(new SyncFile(handle, true));
    } finally {
      var _ = perform(new CloseFile(handle));
    }
    sync(directory);
  }

  /**
   * Puts a file of text in UTF-8 on the device, as {@link #write} does.
   *
   * @param file its path; a file that is there is replaced
   * @param text its contents
   * @throws IOException if the disk is full, or something else is in the way
   */
  public void writeText(Path file, String text) throws IOException {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  private void sync(Path directory) throws IOException {
    Handle handle = perform(new OpenFile(directory, Set.of(), List.of()));
    try {
      var _ = perform(new SyncFile(handle, true));
    } finally {
      var _ = perform(new CloseFile(handle));
    }
  }

  private static Path absolute(Path path) {
    return Machine.HOME.resolve(path);
  }

  private <R extends @Nullable Object> R perform(FileTrap<R> trap) throws IOException {
    HostFiles files = machine.files();
    try {
      return files.perform(trap);
    } catch (IOException | RuntimeException failure) {
      throw failure;
    } catch (Exception impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Override
  public String toString() {
    return machine.disk().toString();
  }
}
