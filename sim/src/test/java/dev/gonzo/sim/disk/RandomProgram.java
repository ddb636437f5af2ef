package dev.gonzo.sim.disk;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.sim.world.Draws;
import dev.gonzo.trap.Beneath;
import dev.gonzo.trap.FileTrap;
import dev.gonzo.trap.FileTrap.CloseFile;
import dev.gonzo.trap.FileTrap.CopyFile;
import dev.gonzo.trap.FileTrap.DirectoryEntry;
import dev.gonzo.trap.FileTrap.LockFile;
import dev.gonzo.trap.FileTrap.MakeDirectory;
import dev.gonzo.trap.FileTrap.MakeLink;
import dev.gonzo.trap.FileTrap.MakeTemporary;
import dev.gonzo.trap.FileTrap.OpenDirectory;
import dev.gonzo.trap.FileTrap.OpenFile;
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
import dev.gonzo.trap.FileTrap.TruncateFile;
import dev.gonzo.trap.FileTrap.UnlockFile;
import dev.gonzo.trap.FileTrap.WholeRead;
import dev.gonzo.trap.FileTrap.WriteAt;
import dev.gonzo.trap.FileTrap.WriteWhole;
import dev.gonzo.trap.Handle;
import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A program that makes random traps on files in a directory, and writes down the answers: the same
 * traps for the same seed, on whatever kernel it runs. Left out of the transcript is what differs
 * between two real systems too:
 *
 * <ul>
 *   <li>numbers of nodes and descriptors, names of temporary files, the order of directories;
 *   <li>sizes of directories, and times that were not set by the program;
 *   <li>the end of a lock when its handle is closed, which a real kernel delays: locks are released
 *       before;
 *   <li>the "dos" and "user" attributes, which only some file systems have.
 * </ul>
 */
final class RandomProgram {
  private static final String LONG = "n".repeat(255);
  private static final String[] NAMES = {
    "a",
    "a",
    "b",
    "b",
    "c",
    "d",
    "d",
    "e",
    "d/a",
    "d/b",
    "d/e",
    "d/e",
    "d/e/a",
    "e/a",
    "e/d",
    "./a",
    "d/..",
    "d/../a",
    "d/.",
    ".",
    "a/below",
    "a/..",
    "none/a",
    "d/none/a",
    LONG,
    LONG + "n",
    "d/e/..",
    "d/e/../b",
    "s",
    "s",
    "s/a",
    "s/.."
  };
  private static final Pattern DESCRIPTOR = Pattern.compile("/proc/self/fd/[0-9]+");
  private static final Pattern TEMPORARY = Pattern.compile("pre[0-9]+");
  private static final int MOST_SHOWN = 300;

  private final Draws draws;
  private final Path root;
  private final List<@Nullable Opened> opened = new ArrayList<>();
  private final List<String> transcript = new ArrayList<>();

  /** An open handle, and its locks. */
  private record Opened(Handle handle, List<UnlockFile> locks) {}

  RandomProgram(long seed, Path root) {
    this.draws = Draws.of(seed);
    this.root = root;
  }

  /** Makes the traps, and returns the answers. */
  @Async
  List<String> run(int traps) throws IOException {
    for (int i = 0; i < traps; i++) {
      FileTrap<?> trap = any();
      if (trap instanceof CloseFile close) {
        release(close);
      }
      String answer;
      try {
        answer = text(trap, Coroutine.trap(trap));
      } catch (Exception thrown) {
        answer = thrown.getClass().getName() + ": " + thrown.getMessage();
      }
      transcript.add(masked(i + " " + text(trap) + " -> " + answer));
    }
    for (int i = 0; i < opened.size(); i++) {
      Opened each = opened.get(i);
      if (each != null) {
        FileTrap<?> close = new CloseFile(each.handle());
        Coroutine.trap(close);
      }
    }
    return transcript;
  }

  private void release(CloseFile close) throws IOException {
    for (int i = 0; i < opened.size(); i++) {
      Opened each = opened.get(i);
      if (each != null && each.handle() == close.handle()) {
        for (FileTrap<?> unlock : each.locks()) {
          Coroutine.trap(unlock);
        }
        opened.set(i, new Opened(each.handle(), new ArrayList<>()));
      }
    }
  }

  // ---------------------------------------------------------------- text

  private String masked(String line) {
    String text = line.replace(root.toString(), "ROOT").replace(LONG, "LONG");
    text = DESCRIPTOR.matcher(text).replaceAll("FD");
    return TEMPORARY.matcher(text).replaceAll("TEMPORARY");
  }

  private String number(Handle handle) {
    for (int i = 0; i < opened.size(); i++) {
      Opened each = opened.get(i);
      if (each != null && each.handle() == handle) {
        return "#" + i;
      }
    }
    return "#?";
  }

  private String text(FileTrap<?> trap) {
    return switch (trap) {
      case OpenFile asked ->
          "open " + asked.path() + sorted(asked.options()) + names(asked.attributes());
      case ReadAt asked -> "read " + number(asked.file()) + " at " + asked.position();
      case WriteAt asked ->
          "write " + number(asked.file()) + " at " + asked.position() + " " + asked.length();
      case CloseFile asked -> "close " + number(asked.handle());
      case SizeOfFile asked -> "size of " + number(asked.file());
      case SyncFile asked -> "sync " + number(asked.file());
      case TruncateFile asked -> "truncate " + number(asked.file()) + " to " + asked.size();
      case LockFile asked ->
          "lock "
              + number(asked.file())
              + " "
              + asked.position()
              + "+"
              + asked.size()
              + (asked.shared() ? " shared" : "");
      case UnlockFile asked ->
          "unlock " + number(asked.file()) + " " + asked.position() + "+" + asked.size();
      case ReadDirectory asked -> "list " + number(asked.directory()) + " " + asked.attributes();
      case PathOf asked -> "path of " + number(asked.handle());
      case WriteWhole asked ->
          "write whole " + asked.path() + sorted(asked.options()) + asked.bytes().length;
      case ReadWhole<?> asked -> "read whole " + asked.path() + " " + asked.most();
      case MakeDirectory asked -> "make directory " + asked.path() + names(asked.attributes());
      default -> trap.toString();
    };
  }

  private static String names(List<FileAttribute<?>> attributes) {
    return attributes.stream().map(each -> sorted((Set<?>) each.value())).toList().toString();
  }

  private static List<String> sorted(Set<?> values) {
    return values.stream().map(Object::toString).sorted().toList();
  }

  private String text(FileTrap<?> trap, @Nullable Object answer) {
    return switch (answer) {
      case null -> "nothing";
      case Handle handle -> "opened " + opened(handle);
      case PosixFileAttributes found when isPosix(trap) ->
          text((BasicFileAttributes) found)
              + " "
              + found.owner()
              + " "
              + PosixFilePermissions.toString(found.permissions());
      case BasicFileAttributes found -> text(found);
      case List<?> page ->
          page.stream().map(each -> masked(entry(each))).sorted().toList().toString();
      case Map<?, ?> named -> named(named);
      case Optional<?> inSteps ->
          inSteps.isPresent() ? "opened " + opened((Handle) inSteps.get()) : "written";
      case WholeRead.Done<?>(var value) -> "read " + value;
      case WholeRead.InSteps<?>(var handle) -> "opened " + opened(handle);
      case Integer count when trap instanceof ReadAt asked -> count + " " + read(asked, count);
      case Boolean locked when trap instanceof LockFile asked -> locked(asked, locked);
      default -> answer.toString();
    };
  }

  private static boolean isPosix(FileTrap<?> trap) {
    return trap instanceof ReadAttributes<?> asked && asked.type() == PosixFileAttributes.class;
  }

  private String opened(Handle handle) {
    opened.add(new Opened(handle, new ArrayList<>()));
    return number(handle);
  }

  private String locked(LockFile asked, boolean locked) {
    for (Opened each : opened) {
      if (locked && each != null && each.handle() == asked.file()) {
        each.locks().add(new UnlockFile(asked.file(), asked.position(), asked.size()));
      }
    }
    return locked ? "locked" : "refused";
  }

  private static String read(ReadAt asked, int count) {
    int from = asked.offset();
    return shown(Arrays.copyOfRange(asked.buffer(), from, from + Math.max(0, count)));
  }

  private static String shown(byte[] bytes) {
    String text = TreeText.runs(bytes);
    return text.length() <= MOST_SHOWN ? text : text.hashCode() + " of " + bytes.length;
  }

  private static String named(Map<?, ?> attributes) {
    return attributes.entrySet().stream()
        .map(each ->
            each.getKey()
                + "="
                + (each.getValue() instanceof Set<?> set ? sorted(set) : each.getValue()))
        .sorted()
        .toList()
        .toString();
  }

  private static String entry(Object entry) {
    return entry instanceof DirectoryEntry found
        ? found.path() + found.attributes().map(RandomProgram::text).orElse("")
        : entry.toString();
  }

  private static String text(BasicFileAttributes found) {
    if (found.isDirectory()) {
      return "directory";
    }
    return (found.isSymbolicLink() ? "link " : found.isRegularFile() ? "file " : "other ")
        + found.size();
  }

  // ---------------------------------------------------------------- traps

  private FileTrap<?> any() {
    return switch (draws.below(31)) {
      case 0, 1, 2, 3 -> new OpenFile(path(), options(), attributes());
      case 4, 5 -> new WriteWhole(path(), options(), bytes());
      case 6, 7 -> new MakeDirectory(path(), attributes());
      case 8 -> new MakeLink(path(), target(), true);
      case 9 -> new MakeLink(path(), path(), false);
      case 10, 11 -> new RemovePath(path());
      case 12, 13, 14 -> new RenamePath(path(), path(), draws.below(3) > 0);
      case 15 -> new ReadLink(path());
      case 16, 17 -> new ReadAttributes<>(path(), type(), draws.below(2) == 0);
      case 18 -> setAttribute();
      case 19 -> new ReadWhole<>(path(), draws.below(2) == 0 ? 2000 : 100, RandomProgram::shown);
      case 20 -> new CopyFile(path(), path(), draws.below(2) == 0);
      case 21 -> new OpenDirectory(path(), draws.below(2) == 0);
      case 22 ->
          new MakeTemporary(
              path(), draws.below(10) == 0 ? "x/" : "pre", ".suf", draws.below(2) == 0);
      case 23 -> new ReadNamedAttributes(path(), attributeNames(), draws.below(2) == 0);
      default -> onHandle();
    };
  }

  /** No times, numbers of nodes and counts of links: file systems differ in them. */
  private String attributeNames() {
    return switch (draws.below(8)) {
      case 0, 1, 2 -> "unix:mode";
      case 3 -> "isDirectory,isRegularFile,isSymbolicLink,isOther";
      case 4 -> "posix:permissions,owner,group";
      case 5 -> "owner:owner";
      case 6 -> draws.below(2) == 0 ? "colour" : "owner:colour";
      default -> draws.below(2) == 0 ? "chemical:colour" : ":mode";
    };
  }

  private FileTrap<?> onHandle() {
    Handle handle = handle();
    if (handle == null) {
      return new OpenFile(
          root.resolve("a"),
          Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
          List.of());
    }
    return switch (draws.below(20)) {
      case 0, 1, 2, 3 -> new ReadAt(handle, position(), new byte[3000], 7, 1 + draws.below(2000));
      case 4, 5, 6, 7 -> {
        byte[] bytes = bytes();
        yield new WriteAt(handle, position(), bytes, 0, Math.max(1, bytes.length));
      }
      case 8, 9 -> new CloseFile(handle);
      case 10 -> new SizeOfFile(handle);
      case 11 -> new SyncFile(handle, draws.below(2) == 0);
      case 12, 13 -> new TruncateFile(handle, draws.below(1500));
      case 14, 15 -> new LockFile(handle, draws.below(20), draws.below(10), draws.below(2) == 0);
      case 16 -> new UnlockFile(handle, draws.below(20), draws.below(10));
      case 17, 18 -> new ReadDirectory(handle, 1000, draws.below(2) == 0);
      default -> new PathOf(handle);
    };
  }

  private @Nullable Handle handle() {
    Opened each = opened.isEmpty() ? null : opened.get(draws.below(opened.size()));
    return each == null ? null : each.handle();
  }

  private Path path() {
    return root.resolve(NAMES[draws.below(NAMES.length)]);
  }

  private Path target() {
    Path target = Path.of(NAMES[draws.below(NAMES.length)]);
    return switch (draws.below(8)) {
      case 0 -> root.resolve(target);
      case 1 -> Path.of("..").resolve(target);
      case 2 -> Path.of("");
      default -> target;
    };
  }

  private long position() {
    return draws.below(4) == 0 ? 0 : draws.below(1600);
  }

  private byte[] bytes() {
    var bytes = new byte[1 + draws.below(900)];
    Arrays.fill(bytes, (byte) ('A' + draws.below(26)));
    return bytes;
  }

  private Class<? extends BasicFileAttributes> type() {
    return draws.below(2) == 0 ? BasicFileAttributes.class : PosixFileAttributes.class;
  }

  private Set<OpenOption> options() {
    Set<OpenOption> options = new LinkedHashSet<>();
    for (StandardOpenOption option : StandardOpenOption.values()) {
      int often =
          switch (option) {
            case WRITE -> 60;
            case CREATE -> 50;
            case READ -> 40;
            case TRUNCATE_EXISTING, CREATE_NEW -> 15;
            case APPEND -> 12;
            case SPARSE -> 5;
            case DSYNC, SYNC, DELETE_ON_CLOSE -> 2;
          };
      if (draws.below(100) < often) {
        options.add(option);
      }
    }
    if (draws.below(10) == 0) {
      options.add(LinkOption.NOFOLLOW_LINKS);
    }
    if (draws.below(15) == 0) {
      // What a real kernel does with others depends on its version of Linux.
      options.remove(StandardOpenOption.DELETE_ON_CLOSE);
      options.remove(StandardOpenOption.APPEND);
      options.add(new Beneath(draws.below(2) == 0 ? root : root.resolve("d")));
    }
    return options;
  }

  private List<FileAttribute<?>> attributes() {
    return draws.below(5) == 0
        ? List.of(PosixFilePermissions.asFileAttribute(permissions()))
        : List.of();
  }

  /** Any permissions with which the owner can still do everything. */
  private Set<PosixFilePermission> permissions() {
    return NodeAttributes.permissions(0700 | draws.below(0100));
  }

  private SetAttribute setAttribute() {
    boolean follow = draws.below(3) > 0;
    return switch (draws.below(8)) {
      case 0, 1, 2 -> new SetAttribute(path(), "posix:permissions", permissions(), follow);
      case 3 -> new SetAttribute(path(), "unix:mode", 0700 | draws.below(0100), follow);
      case 4, 5 ->
          new SetAttribute(
              path(), "lastModifiedTime", FileTime.fromMillis(draws.below(1_000_000)), follow);
      case 6 -> new SetAttribute(path(), "creationTime", FileTime.fromMillis(1), follow);
      default -> new SetAttribute(path(), "posix:colour", null, follow);
    };
  }
}
