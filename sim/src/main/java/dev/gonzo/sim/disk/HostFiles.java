package dev.gonzo.sim.disk;

import dev.gonzo.OnCancel;
import dev.gonzo.TooManyOpenFilesException;
import dev.gonzo.kernel.driver.WrongHandle;
import dev.gonzo.kernel.loop.FileAnswers;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.RegularFile;
import dev.gonzo.kernel.loop.ThreadAnswers;
import dev.gonzo.sim.disk.DeviceOperation.Kind;
import dev.gonzo.sim.world.Agenda;
import dev.gonzo.sim.world.Draws;
import dev.gonzo.trap.FileTrap;
import dev.gonzo.trap.FileTrap.AbsolutePath;
import dev.gonzo.trap.FileTrap.CloseFile;
import dev.gonzo.trap.FileTrap.CopyFile;
import dev.gonzo.trap.FileTrap.LockFile;
import dev.gonzo.trap.FileTrap.MakeDirectory;
import dev.gonzo.trap.FileTrap.MakeLink;
import dev.gonzo.trap.FileTrap.MakeTemporary;
import dev.gonzo.trap.FileTrap.OpenDirectory;
import dev.gonzo.trap.FileTrap.OpenFile;
import dev.gonzo.trap.FileTrap.OpenWatch;
import dev.gonzo.trap.FileTrap.PathOf;
import dev.gonzo.trap.FileTrap.ReadAt;
import dev.gonzo.trap.FileTrap.ReadAttributes;
import dev.gonzo.trap.FileTrap.ReadDirectory;
import dev.gonzo.trap.FileTrap.ReadLink;
import dev.gonzo.trap.FileTrap.ReadNamedAttributes;
import dev.gonzo.trap.FileTrap.ReadWhole;
import dev.gonzo.trap.FileTrap.RemovePath;
import dev.gonzo.trap.FileTrap.RenamePath;
import dev.gonzo.trap.FileTrap.SetAttribute;
import dev.gonzo.trap.FileTrap.SizeOfFile;
import dev.gonzo.trap.FileTrap.SyncFile;
import dev.gonzo.trap.FileTrap.TakeWatchEvents;
import dev.gonzo.trap.FileTrap.TruncateFile;
import dev.gonzo.trap.FileTrap.UnlockFile;
import dev.gonzo.trap.FileTrap.WholeRead;
import dev.gonzo.trap.FileTrap.WriteAt;
import dev.gonzo.trap.FileTrap.WriteWhole;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.ThreadTrap.RunInThread;
import dev.gonzo.trap.Trap;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Answers the traps on files of one run of a host, on its simulated disk. An operation takes some
 * of the world's time, and happens at the instant at which the device ends it.
 *
 * <p>Paths are names only: nothing of the real file system is read or written.
 *
 * <p>Simulation's thread only.
 */
public final class HostFiles implements FileAnswers, AutoCloseable {
  private final Agenda agenda;
  private final Disk disk;
  private final ThreadAnswers threads;
  private final Tree tree;
  private final Opening opening;
  private final WholeFiles wholeFiles;
  private final PathOperations paths;
  // By their numbers, in the order in which they were opened.
  private final Map<Integer, DiskHandle> open = new TreeMap<>();
  private final Set<DeviceOperation> operations = new LinkedHashSet<>();
  private int nextNumber;

  /**
   * Creates the answers for a host that starts.
   *
   * @param disk its disk
   * @param agenda the world's time
   * @param account the user as which its programs run
   * @param workingDirectory the absolute path against which others are resolved; {@link
   *     Disk#makeDirectories} makes it
   * @param threads runs the functions that are passed to {@link ReadWhole}, which may block
   */
  public HostFiles(
      Disk disk, Agenda agenda, Account account, Path workingDirectory, ThreadAnswers threads) {
    this.agenda = agenda;
    this.disk = disk;
    this.threads = threads;
    this.tree =
        new Tree(disk, account, new Lookup(disk.root(), account, workingDirectory, this::node));
    this.opening = new Opening(this, tree);
    this.wholeFiles = new WholeFiles(tree, opening);
    this.paths = new PathOperations(tree);
  }

  @Override
  public @Nullable Object answer(LoopTask<?> task, FileTrap<?> trap) throws Exception {
    return switch (trap) {
      case AbsolutePath(var path) -> tree.lookup().absolute(path);
      case CloseFile(var handle) -> close(own(handle, DiskHandle.class, "a file"));
      case PathOf(var handle) -> pathOf(own(handle, DiskHandle.class, "a file"));
      case TakeWatchEvents asked -> own(asked.watch(), Watch.class, "a watch").take(task, asked);
      case ReadWhole<?> asked -> readWhole(task, asked);
      case ReadAt asked when isCached(asked) -> work(asked).call();
      default -> run(task, trap);
    };
  }

  /**
   * Performs a trap at once, without a task, without faults, and whatever the size of a whole file:
   * to prepare files for a test and to look at them. No trap that waits.
   *
   * @param trap the trap
   * @param <R> the type of its answer
   * @return its answer
   * @throws Exception the exception of the trap
   */
  @SuppressWarnings({"unchecked", "NullAway"}) // the answer has the type R of the trap
  public <R extends @Nullable Object> R perform(FileTrap<R> trap) throws Exception {
    boolean before = disk.device().setQuiet(true);
    try {
      return (R)
          switch (trap) {
            case AbsolutePath(var path) -> tree.lookup().absolute(path);
            case CloseFile(var handle) -> close(own(handle, DiskHandle.class, "a file"));
            case PathOf(var handle) -> pathOf(own(handle, DiskHandle.class, "a file"));
            case ReadWhole<?> asked -> read(asked, wholeFiles.read(asked));
            default -> {
              DiskHandle handle = handleOf(trap);
              if (handle != null && handle.isClosed()) {
                throw new ClosedChannelException();
              }
              yield work(trap).call();
            }
          };
    } finally {
      boolean _ = disk.device().setQuiet(before);
    }
  }

  private static <T extends @Nullable Object> WholeRead<T> read(
      ReadWhole<T> asked, WholeFiles.Reading reading) {
    byte[] bytes = reading.bytes();
    if (bytes != null) {
      return new WholeRead.Done<>(asked.function().apply(bytes));
    }
    if (reading.inSteps() == null) {
      throw new AssertionError("neither read nor open");
    }
    return new WholeRead.InSteps<>(reading.inSteps());
  }

  // ---------------------------------------------------------------- operations

  /** What is done when the device ends the operation. */
  private Callable<?> work(FileTrap<?> trap) {
    return switch (trap) {
      case OpenFile asked -> () -> opening.file(asked);
      case OpenDirectory asked -> () -> opening.directory(asked);
      case OpenWatch asked -> () -> opening.watch(asked);
      case ReadAt asked ->
          onFile(
              asked.file(),
              file -> file.read(asked.position(), asked.buffer(), asked.offset(), asked.length()));
      case WriteAt asked ->
          onFile(
              asked.file(),
              file -> file.write(asked.position(), asked.buffer(), asked.offset(), asked.length()));
      case SizeOfFile asked -> onFile(asked.file(), OpenedFile::size);
      case SyncFile asked -> change(asked.file(), file -> file.sync(asked.metadata()));
      case TruncateFile asked -> change(asked.file(), file -> file.truncate(asked.size()));
      case LockFile asked ->
          onFile(asked.file(), file -> file.lock(asked.position(), asked.size(), asked.shared()));
      case UnlockFile asked ->
          change(asked.file(), file -> file.unlock(asked.position(), asked.size()));
      case ReadDirectory asked -> () -> page(asked);
      case ReadAttributes<?> asked -> () -> paths.attributes(asked);
      case ReadNamedAttributes asked -> () -> paths.attributes(asked);
      case SetAttribute asked -> nothing(() -> AttributeChange.make(tree, asked));
      case MakeDirectory asked -> nothing(() -> paths.makeDirectory(asked));
      case MakeTemporary asked -> () -> paths.makeTemporary(asked);
      case MakeLink asked -> nothing(() -> paths.makeLink(asked));
      case ReadLink asked -> () -> paths.readLink(asked);
      case RemovePath asked -> nothing(() -> paths.remove(asked));
      case RenamePath asked -> nothing(() -> paths.rename(asked));
      case ReadWhole<?> asked -> () -> wholeFiles.read(asked);
      case WriteWhole asked -> () -> wholeFiles.write(asked);
      case CopyFile asked -> () -> wholeFiles.copy(asked);
      case AbsolutePath _, CloseFile _, PathOf _, TakeWatchEvents _ ->
          throw new IllegalArgumentException(trap + " is not an operation of a device");
    };
  }

  private List<FileTrap.DirectoryEntry> page(ReadDirectory asked) throws IOException {
    var directory = own(asked.directory(), OpenedDirectory.class, "an open directory");
    try {
      disk.device().read();
    } catch (RefusedException refused) {
      throw Failures.ofKernel(directory.path(), refused);
    }
    return directory.read(asked);
  }

  /** An operation on an open file. */
  @FunctionalInterface
  private interface OnFile<T> {
    T perform(OpenedFile file) throws RefusedException;
  }

  /** An operation without an answer. */
  @FunctionalInterface
  private interface Change {
    void make() throws IOException;
  }

  /** An operation on an open file without an answer. */
  @FunctionalInterface
  private interface FileChange {
    void make(OpenedFile file) throws RefusedException;
  }

  private <T> Callable<T> onFile(Handle handle, OnFile<T> operation) {
    OpenedFile file = file(handle);
    return () -> {
      try {
        return operation.perform(file);
      } catch (RefusedException refused) {
        throw file.failure(refused);
      }
    };
  }

  private Callable<@Nullable Object> change(Handle handle, FileChange change) {
    OpenedFile file = file(handle);
    return nothing(() -> {
      try {
        change.make(file);
      } catch (RefusedException refused) {
        throw file.failure(refused);
      }
    });
  }

  private static Callable<@Nullable Object> nothing(Change change) {
    return () -> {
      change.make();
      return null;
    };
  }

  private static Kind kind(FileTrap<?> trap) {
    return switch (trap) {
      case OpenFile asked -> kindOfOpening(asked.options());
      case WriteWhole asked -> kindOfOpening(asked.options());
      case SyncFile _ -> Kind.SYNC;
      case ReadAt _, SizeOfFile _, OpenDirectory _, OpenWatch _ -> Kind.QUESTION;
      case ReadAttributes<?> _, ReadNamedAttributes _, ReadLink _, ReadWhole<?> _ -> Kind.QUESTION;
      default -> Kind.CHANGE;
    };
  }

  private static Kind kindOfOpening(Set<OpenOption> options) {
    return OpenMode.changesNothing(options) ? Kind.QUESTION : Kind.CHANGE;
  }

  /** Suspends the task until the device has done its operation. On the task's own stack. */
  private @Nullable Object run(LoopTask<?> task, FileTrap<?> trap) throws Exception {
    Callable<?> work = work(trap);
    DiskHandle held = handleOf(trap);
    if (held != null) {
      held.hold();
    }
    Kind kind = kind(trap);
    var operation = new DeviceOperation(this, task, kind, held, work);
    operations.add(operation);
    operation.request(agenda, disk.device().next(agenda.now(), kind == Kind.SYNC));
    task.suspend(trap, operation);
    return operation.result();
  }

  private <T extends @Nullable Object> @Nullable Object readWhole(
      LoopTask<?> task, ReadWhole<T> asked) throws Exception {
    if (!(run(task, asked) instanceof WholeFiles.Reading reading)) {
      throw new AssertionError("read, and nothing was read");
    }
    byte[] bytes = reading.bytes();
    if (bytes == null) {
      return read(asked, reading);
    }
    Callable<WholeRead<T>> function = () -> new WholeRead.Done<>(asked.function().apply(bytes));
    return threads.run(task, new RunInThread<>(function, OnCancel.WAIT, null));
  }

  private boolean isCached(ReadAt asked) {
    return !file(asked.file()).isClosed() && disk.device().isCached();
  }

  Agenda agenda() {
    return agenda;
  }

  void ended(DeviceOperation operation) {
    operations.remove(operation);
  }

  // ---------------------------------------------------------------- handles

  private OpenedFile file(Handle handle) {
    return own(handle, OpenedFile.class, "an open file");
  }

  private @Nullable DiskHandle handleOf(FileTrap<?> trap) {
    return switch (trap) {
      case ReadAt asked -> file(asked.file());
      case WriteAt asked -> file(asked.file());
      case SizeOfFile asked -> file(asked.file());
      case SyncFile asked -> file(asked.file());
      case TruncateFile asked -> file(asked.file());
      case LockFile asked -> file(asked.file());
      case UnlockFile asked -> file(asked.file());
      case ReadDirectory asked ->
          own(asked.directory(), OpenedDirectory.class, "an open directory");
      default -> null;
    };
  }

  private <H extends DiskHandle> H own(Handle handle, Class<H> kind, String what) {
    if (!(handle instanceof DiskHandle mine) || !mine.isOf(this)) {
      throw WrongHandle.ofAnotherKernel();
    }
    if (!kind.isInstance(handle)) {
      throw new IllegalArgumentException(handle + " is not " + what);
    }
    return kind.cast(handle);
  }

  private static @Nullable Object close(DiskHandle handle) {
    handle.close();
    return null;
  }

  /**
   * Closes a handle at once, without a task.
   *
   * @param handle a file, a directory or a watch that was opened here
   */
  public void closeQuietly(Handle handle) {
    Object _ = close(own(handle, DiskHandle.class, "a file"));
  }

  private Path pathOf(DiskHandle handle) throws ClosedChannelException {
    if (handle.isClosed()) {
      throw new ClosedChannelException();
    }
    return handle.pathWhileOpen();
  }

  private @Nullable Node node(String number) {
    try {
      DiskHandle handle = open.get(Integer.valueOf(number));
      return handle == null || handle.isClosed() ? null : handle.node();
    } catch (NumberFormatException noNumber) {
      return null;
    }
  }

  /** Throws if no more files can be opened. */
  void requireRoomFor(Path path) throws TooManyOpenFilesException {
    if (open.size() >= disk.openFiles()) {
      throw new TooManyOpenFilesException("cannot open " + path);
    }
  }

  /** Registers a handle: it is closed at the end of the run at the latest. */
  <H extends DiskHandle> H opened(H handle) {
    handle.setNumber(nextNumber);
    open.put(nextNumber, handle);
    nextNumber++;
    return handle;
  }

  void freed(DiskHandle handle) {
    open.remove(handle.number());
    tree.freeIfGone(handle.node());
  }

  /** {@return the paths of Unix sockets on its disk} */
  public SocketPaths sockets() {
    return new SocketPaths(tree);
  }

  /** {@return the paths of the files, directories and watches that are open} */
  public List<String> openPaths() {
    return open.values().stream().map(handle -> handle.path().toString()).toList();
  }

  /**
   * Returns whether there is something at a path. At once, without a task and without faults.
   *
   * @param path the path; links are followed
   * @return whether there is
   */
  public boolean exists(Path path) {
    try {
      Node _ = tree.node(path, true);
      return true;
    } catch (RefusedException absent) {
      return false;
    }
  }

  /**
   * Finds the names in a directory. At once, without a task and without faults, and without drawing
   * their order.
   *
   * @param directory its path; links are followed
   * @return the names, in the order of the alphabet
   * @throws NoSuchFileException if it does not exist
   * @throws NotDirectoryException if it is no directory
   * @throws IOException if a directory on the way cannot be passed
   */
  public List<String> names(Path directory) throws IOException {
    try {
      if (tree.node(directory, true) instanceof DirectoryNode found) {
        return List.copyOf(found.entries.keySet());
      }
      throw new NotDirectoryException(directory.toString());
    } catch (RefusedException refused) {
      throw Failures.ofLibrary(directory, refused);
    }
  }

  /** {@return how many files, directories and watches are open} */
  public int openHandles() {
    return open.size();
  }

  // ---------------------------------------------------------------- the end

  /**
   * Ends the run of a host that crashes: each operation with which the device has begun has
   * happened or not, as random numbers decide. {@link Disk#crash} follows.
   *
   * @param draws decide what has happened
   */
  public void crash(Draws draws) {
    for (DeviceOperation operation : List.copyOf(operations)) {
      if (operation.hasBegun() && draws.chance(0.5)) {
        operation.happenLate();
      } else {
        operation.withdraw();
      }
    }
    open.clear();
  }

  /** Ends the run: lets the device end what it has begun, and closes what is still open. */
  @Override
  public void close() {
    for (DeviceOperation operation : List.copyOf(operations)) {
      if (operation.hasBegun()) {
        operation.happenLate();
      } else {
        operation.withdraw();
      }
    }
    for (DiskHandle handle : List.copyOf(open.values())) {
      handle.close();
    }
  }

  // ---------------------------------------------------------------- for drivers with descriptors

  /** {@return null: a file of a simulated disk has no descriptor} */
  @Override
  public @Nullable RegularFile regular(Handle handle) {
    return null;
  }

  @Override
  public void release(RegularFile file) {
    throw new UnsupportedOperationException("no file of a simulated disk was held");
  }

  @Override
  public long copy(
      LoopTask<?> task, Trap<?> trap, RegularFile file, int descriptor, long position, long count) {
    throw new UnsupportedOperationException("no file of a simulated disk has a descriptor");
  }
}
